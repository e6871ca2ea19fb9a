package dossier.command;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.messaging.InterceptorChain;
import org.axonframework.messaging.MetaData;
import org.axonframework.messaging.annotation.MetaDataValue;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.CommandHandlerInterceptor;
import org.axonframework.modelling.command.CreationPolicy;
import org.jspecify.annotations.Nullable;

import dossier.command.ApplicationCommand.ApproveReview;
import dossier.command.ApplicationCommand.ConfirmCollection;
import dossier.command.ApplicationCommand.DecideAppeal;
import dossier.command.ApplicationCommand.ExtendReview;
import dossier.command.ApplicationCommand.FileAppeal;
import dossier.command.ApplicationCommand.IssueCard;
import dossier.command.ApplicationCommand.PassLimit;
import dossier.command.ApplicationCommand.RecordContact;
import dossier.command.ApplicationCommand.RecordPayment;
import dossier.command.ApplicationCommand.RefundPayment;
import dossier.command.ApplicationCommand.RejectReview;
import dossier.command.ApplicationCommand.ReportProductionFailure;
import dossier.command.ApplicationCommand.RequestSupplement;
import dossier.command.ApplicationCommand.SubmitApplication;
import dossier.command.ApplicationCommand.SubmitSupplement;
import dossier.command.ApplicationCommand.VerifyInformation;
import dossier.command.ApplicationCommand.WithdrawApplication;
import dossier.command.Refusal.Code;
import dossier.command.log.Companions;
import dossier.command.log.Companions.Claim;
import dossier.command.log.Provenance;
import dossier.command.policy.Assessor;
import dossier.command.policy.Policies;
import dossier.command.policy.Policy;
import dossier.command.policy.WorkingDays;
import dossier.events.AppealOutcome;
import dossier.events.ApplicationEvent;
import dossier.events.ApplicationEvent.AppealDecided;
import dossier.events.ApplicationEvent.AppealFiled;
import dossier.events.ApplicationEvent.ApplicationLapsed;
import dossier.events.ApplicationEvent.ApplicationSubmitted;
import dossier.events.ApplicationEvent.ApplicationWithdrawn;
import dossier.events.ApplicationEvent.CardIssued;
import dossier.events.ApplicationEvent.CardLapsed;
import dossier.events.ApplicationEvent.CollectionConfirmed;
import dossier.events.ApplicationEvent.ContactRecorded;
import dossier.events.ApplicationEvent.InformationVerified;
import dossier.events.ApplicationEvent.PaymentRecorded;
import dossier.events.ApplicationEvent.PaymentRefunded;
import dossier.events.ApplicationEvent.ProductionFailureReported;
import dossier.events.ApplicationEvent.ReviewApproved;
import dossier.events.ApplicationEvent.ReviewExtended;
import dossier.events.ApplicationEvent.ReviewOverdue;
import dossier.events.ApplicationEvent.ReviewRejected;
import dossier.events.ApplicationEvent.SupplementRequested;
import dossier.events.ApplicationEvent.SupplementSubmitted;
import dossier.events.ApplicationKey;
import dossier.events.ApplicationStatus;
import dossier.events.Deadline;
import dossier.events.EventCodec;
import dossier.events.InvoiceDecision;
import dossier.events.Material;
import dossier.events.MaterialType;
import dossier.events.Personal;
import dossier.events.Rule;
import dossier.events.Rule.Duty;

import static java.util.Objects.requireNonNull;
import static org.axonframework.modelling.command.AggregateLifecycle.apply;
import static org.axonframework.modelling.command.AggregateLifecycle.getVersion;

/**
 * One application for a card. Each decision may refuse and changes nothing; {@link #evolve} only assigns. Kept is what a
 * decision reads.
 */
final class CardApplication {

    static final int MAX_EVENTS = 1_000;
    private static final BigDecimal NOTHING = BigDecimal.ZERO.setScale(2);

    @AggregateIdentifier
    @SuppressWarnings("UnusedVariable") // Axon reads it
    private @Nullable UUID applicationId;
    private ApplicationStatus status = ApplicationStatus.SUBMITTED;
    private @Nullable ApplicationSubmitted submitted;
    private final Set<MaterialType> materials = EnumSet.noneOf(MaterialType.class);
    private final Map<Duty, Set<String>> duties = new EnumMap<>(Duty.class);
    private @Nullable Deadline deadline;
    private @Nullable ReviewClock reviewClock;
    private @Nullable LocalDate overdueSince;
    private boolean extended;
    private @Nullable ReviewApproved approved;
    private @Nullable ReviewRejected rejected;
    private boolean appealed;
    private BigDecimal outstanding = NOTHING;
    private BigDecimal refundable = NOTHING;
    private @Nullable LocalDate lastPaidOn;
    private @Nullable LocalDate endedOn;
    private @Nullable CardIssued card;

    CardApplication() {}

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.ALWAYS)
    Answer handle(SubmitApplication command, Policies policies, WorkingDays calendar) {
        var today = command.header().today();
        var policy = policies.inForce(command.region(), today);
        var due = calendar.after(today, policy.timeLimits().review());
        return record(command, new ApplicationSubmitted(command.region(), command.reason(), command.category(),
                command.sex(), command.declaredMonthlyWage(), command.coverageLapsedOn(), command.creditedMonths(),
                command.employer(), command.materials(), command.trackingCode(), today, policy.version(),
                policy.digest(), policy.timeLimits().review(), due.dueOn(), due.calendar(), command.personal()),
                new Claim.OpenApplication(command.person(), command.applicationId()));
    }

    /** What holds for every command on an application that exists, in the order of the contract: 412, 403, 409. */
    @CommandHandlerInterceptor
    Object guard(ApplicationCommand command, InterceptorChain chain) throws Exception {
        var header = command.header();
        var rule = command.rule();
        if (submitted == null) {
            return chain.proceed();
        }
        if (header.expectedVersion() != null && header.expectedVersion() != version()) {
            throw new Refusal(Code.STALE_VERSION, "The application is at version " + version() + ", not "
                    + header.expectedVersion() + ".", Map.of("version", version()));
        }
        for (var duty : rule.excludedBy()) {
            if (duties.getOrDefault(duty, Set.of()).contains(header.actor())) {
                throw new Refusal(Code.SEPARATION_OF_DUTIES,
                        "Who " + duty.verb() + " this application may not do this as well.");
            }
        }
        if (!rule.statuses().contains(status)) {
            throw new Refusal(Code.WRONG_STATUS, rule.command() + " is not allowed while the application is " + status
                    + ".", Map.of("applicationStatus", status));
        }
        if (version() >= MAX_EVENTS && rule != Rule.PASS_LIMIT) {
            throw new Refusal(Code.TOO_MANY_EVENTS, "The application already has " + MAX_EVENTS + " events.");
        }
        return chain.proceed();
    }

    @CommandHandler
    Answer handle(RequestSupplement command, Policies policies, WorkingDays calendar) {
        var today = command.header().today();
        var due = calendar.after(today, policy(policies).timeLimits().supplement());
        return record(command, new SupplementRequested(command.items(), today, reviewClock().leftOn(today, calendar),
                due.dueOn(), due.calendar(), command.personal()));
    }

    @CommandHandler
    Answer handle(SubmitSupplement command, WorkingDays calendar) {
        var today = command.header().today();
        refuseAfter(deadline().dueOn(), today, "The supplement was due");
        var due = reviewClock().resumedOn(today, reviewClock().daysLeft(), calendar);
        return record(command, new SupplementSubmitted(command.materials(), today, due.dueOn(), due.calendar(),
                command.personal()));
    }

    @CommandHandler
    Answer handle(RecordContact command) {
        return record(command, new ContactRecorded(command.channel(), command.reached(), command.personal()));
    }

    @CommandHandler
    Answer handle(VerifyInformation command, Policies policies) {
        var missing = policy(policies).requiredMaterials(submitted().category()).stream()
                .filter(type -> !materials.contains(type)).sorted().toList();
        if (!missing.isEmpty()) {
            throw new Refusal(Code.MISSING_MATERIALS, "Required materials are missing: " + missing + ".",
                    Map.of("missing", missing));
        }
        if (!command.failedChecks().isEmpty()) {
            throw new Refusal(Code.FAILED_CHECK, "A failed check is no verification; request a supplement or reject.",
                    Map.of("failed", command.failedChecks()));
        }
        return record(command, new InformationVerified(command.personal()));
    }

    @CommandHandler
    Answer handle(ApproveReview command, Policies policies, WorkingDays calendar) {
        var today = command.header().today();
        var policy = policy(policies);
        var assessment = Assessor.assess(policy, basis());
        var due = assessment.total().signum() == 0
                ? null
                : calendar.after(today, policy.timeLimits().payment());
        return record(command, new ReviewApproved(assessment, today, due == null ? null : due.dueOn(),
                due == null ? null : due.calendar(), command.personal()));
    }

    @CommandHandler
    Answer handle(RejectReview command, Policies policies, WorkingDays calendar) {
        var today = command.header().today();
        var appealUntil = calendar.after(today, policy(policies).timeLimits().appeal());
        return record(command, new ReviewRejected(today, appealUntil.dueOn(), appealUntil.calendar(),
                command.personal()));
    }

    @CommandHandler
    Answer handle(ExtendReview command, Policies policies, WorkingDays calendar) {
        if (extended) {
            throw new Refusal(Code.ALREADY_EXTENDED, "The review was extended once already.");
        }
        var today = command.header().today();
        refuseAfter(deadline().dueOn(), today, "The review was due");
        int most = policy(policies).maxReviewExtension();
        if (command.days() > most) {
            throw Refusal.invalid("days", "must be at most " + most + " under the application's policy");
        }
        var due = reviewClock().extendedBy(command.days(), calendar);
        return record(command, new ReviewExtended(command.days(), today, due.dueOn(), due.calendar(),
                command.personal()));
    }

    @CommandHandler
    Answer handle(RecordPayment command) {
        refuseAfter(deadline().dueOn(), command.header().today(), "The payment was due");
        var approvedOn = requireNonNull(approved).approvedOn();
        if (command.paidOn().isBefore(approvedOn)) {
            throw Refusal.invalid("paidOn", "must not be before the approval on " + approvedOn);
        }
        if (command.amount().compareTo(outstanding) > 0) {
            throw new Refusal(Code.OVERPAYMENT, "Only " + outstanding + " is outstanding.",
                    Map.of("outstanding", outstanding.toPlainString()));
        }
        return record(command, new PaymentRecorded(command.receiptNumber(), command.amount(), command.method(),
                command.paidOn(), outstanding.subtract(command.amount())),
                new Claim.Receipt(command.receiptNumber(), command.applicationId()));
    }

    /** A card in place of a failed one says what the failed one said: nothing but its number was wrong. */
    @CommandHandler
    Answer handle(IssueCard command, Policies policies) {
        var region = submitted().region();
        var today = command.header().today();
        var benefitsFrom = card == null ? benefitsFrom(policies) : card.benefitsFrom();
        var decisions = card == null ? invoiceDecisions(command, benefitsFrom) : card.invoiceDecisions();
        return record(command, new CardIssued(CardNumber.of(region, command.serial()), region, submitted().category(),
                benefitsFrom, today, command.deliverTo(), decisions));
    }

    @CommandHandler
    Answer handle(ConfirmCollection command) {
        refuseAfter(deadline().dueOn(), command.header().today(), "The card was kept");
        return record(command, new CollectionConfirmed(card().cardNumber(), command.collectedBy(),
                command.header().today()));
    }

    @CommandHandler
    Answer handle(ReportProductionFailure command) {
        return record(command, new ProductionFailureReported(card().cardNumber(), command.header().today(),
                command.personal()));
    }

    @CommandHandler
    Answer handle(WithdrawApplication command) {
        return record(command, new ApplicationWithdrawn(command.header().today(), command.personal()));
    }

    @CommandHandler
    Answer handle(FileAppeal command, Policies policies, WorkingDays calendar) {
        if (appealed) {
            throw new Refusal(Code.ALREADY_APPEALED, "An appeal against this rejection was dismissed.");
        }
        var today = command.header().today();
        var rejection = requireNonNull(rejected);
        var until = rejection.appealUntil() == null
                ? calendar.after(rejection.rejectedOn(), policy(policies).timeLimits().appeal()).dueOn()
                : rejection.appealUntil();
        refuseAfter(until, today, "An appeal was possible");
        return record(command, new AppealFiled(today, command.personal()));
    }

    @CommandHandler
    Answer handle(DecideAppeal command, WorkingDays calendar, Pseudonyms pseudonyms) {
        var today = command.header().today();
        return switch (command.outcome()) {
            case DISMISSED -> record(command, new AppealDecided(AppealOutcome.DISMISSED, today, null, null, null,
                    command.personal()));
            case UPHELD -> {
                int left = reviewClock().leftOn(requireNonNull(rejected).rejectedOn(), calendar);
                var due = reviewClock().resumedOn(today, left, calendar);
                var person = pseudonyms.of(submission(command.key()).applicant());
                yield record(command, new AppealDecided(AppealOutcome.UPHELD, today, left, due.dueOn(), due.calendar(),
                        command.personal()), new Claim.OpenApplication(person, command.applicationId()));
            }
        };
    }

    @CommandHandler
    Answer handle(RefundPayment command) {
        var ended = requireNonNull(endedOn);
        if (command.refundedOn().isBefore(ended)) {
            throw Refusal.invalid("refundedOn", "must not be before the application's end on " + ended);
        }
        if (command.amount().compareTo(refundable) > 0) {
            throw new Refusal(Code.REFUND_EXCEEDS_PAYMENT, "Only " + refundable + " was paid and not yet refunded.",
                    Map.of("refundable", refundable.toPlainString()));
        }
        return record(command, new PaymentRefunded(command.receiptNumber(), command.amount(), command.method(),
                command.refundedOn(), refundable.subtract(command.amount())),
                new Claim.Receipt(command.receiptNumber(), command.applicationId()));
    }

    /** Does nothing where the limit is not over, or what follows from it has happened. */
    @CommandHandler
    Answer handle(PassLimit command) {
        var today = command.header().today();
        var running = deadline;
        if (running == null || !running.isPassedOn(today)) {
            return answer(command, null);
        }
        return switch (running.limit()) {
            case REVIEW -> running.dueOn().equals(overdueSince)
                    ? answer(command, null)
                    : record(command, new ReviewOverdue(running.dueOn()));
            case SUPPLEMENT, PAYMENT -> record(command,
                    new ApplicationLapsed(running.limit(), running.dueOn(), today));
            case COLLECTION -> record(command, new CardLapsed(card().cardNumber(), running.dueOn(), today));
        };
    }

    @EventSourcingHandler
    void evolve(ApplicationEvent event,
            @MetaDataValue(Provenance.KEY) Provenance by) {
        status = status.after(event);
        deadline = Deadline.after(deadline, event);
        reviewClock = reviewClock == null ? null : reviewClock.after(event);
        switch (event) {
            case ApplicationSubmitted submission -> {
                applicationId = by.applicationId();
                submitted = submission;
                reviewClock = ReviewClock.startedBy(submission);
                materials.addAll(types(submission.materials()));
            }
            case SupplementSubmitted supplement -> materials.addAll(types(supplement.materials()));
            case InformationVerified _ -> did(Duty.VERIFIED, by);
            case ReviewApproved approval -> {
                approved = approval;
                outstanding = approval.assessment().total();
                did(Duty.APPROVED, by);
            }
            case ReviewRejected rejection -> {
                rejected = rejection;
                appealed = false;
                did(Duty.REJECTED, by);
            }
            case ReviewExtended _ -> extended = true;
            case ReviewOverdue overdue -> overdueSince = overdue.dueOn();
            case AppealFiled _ -> appealed = true;
            case PaymentRecorded payment -> {
                outstanding = payment.outstanding();
                refundable = refundable.add(payment.amount());
                lastPaidOn = lastPaidOn == null || payment.paidOn().isAfter(lastPaidOn) ? payment.paidOn() : lastPaidOn;
                did(Duty.TOOK_PAYMENT, by);
            }
            case PaymentRefunded refund -> refundable = refund.refundable();
            case CardIssued issued -> card = issued;
            case ApplicationWithdrawn withdrawal -> endedOn = withdrawal.withdrawnOn();
            case ApplicationLapsed lapse -> endedOn = lapse.lapsedOn();
            case SupplementRequested _,ContactRecorded _,AppealDecided _,ProductionFailureReported _,CollectionConfirmed _,CardLapsed _ ->
                {
                }
        }
    }

    /** Applies the event with everything that must be true together with it. */
    private Answer record(ApplicationCommand command, ApplicationEvent event, Claim... claims) {
        var header = command.header();
        var together = new ArrayList<>(List.of(claims));
        if (status.isOpen() && !status.after(event).isOpen()) {
            together.add(new Claim.Closed(command.applicationId()));
        }
        var next = Deadline.after(deadline, event);
        if (event instanceof ReviewOverdue) {
            together.add(new Claim.Due(command.applicationId(), null));
        } else if (!Objects.equals(next, deadline)) {
            together.add(new Claim.Due(command.applicationId(), next == null ? null : next.endsAt()));
        }
        apply(event, MetaData.with(Provenance.KEY,
                new Provenance(command.applicationId(), header.actor(), header.role().toString(),
                        command.rule().command(), header.at(), header.traceparent()))
                .and(Companions.KEY, new Companions(together)));
        return answer(command, event);
    }

    private Answer answer(ApplicationCommand command, @Nullable ApplicationEvent event) {
        var assessment = event instanceof ReviewApproved approval ? approval.assessment() : null;
        var issued = event instanceof CardIssued one ? one : null;
        return new Answer(command.applicationId(), version(), status,
                event == null ? List.of() : List.of(EventCodec.typeOf(event)),
                event instanceof ApplicationSubmitted submission ? submission.trackingCode() : null, assessment,
                issued == null ? null : issued.cardNumber(), issued == null ? null : issued.benefitsFrom());
    }

    private LocalDate benefitsFrom(Policies policies) {
        var review = requireNonNull(approved);
        return Assessor.benefitsFrom(policy(policies), basis(), review.assessment().healed(),
                lastPaidOn == null ? review.approvedOn() : lastPaidOn);
    }

    private List<InvoiceDecision> invoiceDecisions(IssueCard command, LocalDate benefitsFrom) {
        return submission(command.key()).invoices().stream().map(invoice -> Assessor.decide(invoice.issuedOn(),
                basis(), benefitsFrom, command.header().today())).toList();
    }

    private Personal.Submission submission(ApplicationKey key) {
        return key.decrypt(submitted().personal(), Personal.Submission.class);
    }

    private static void refuseAfter(LocalDate last, LocalDate today, String what) {
        if (today.isAfter(last)) {
            throw new Refusal(Code.LIMIT_PASSED, what + " until " + last + ".", Map.of("dueOn", last));
        }
    }

    private void did(Duty duty, Provenance by) {
        duties.computeIfAbsent(duty, _ -> new HashSet<>()).add(by.actor());
    }

    /** The policy that bound the case when it was submitted, for life. */
    private Policy policy(Policies policies) {
        return policies.withDigest(submitted().policyDigest());
    }

    private Assessor.Basis basis() {
        var submission = submitted();
        return new Assessor.Basis(submission.reason(), submission.category(), submission.sex(),
                submission.declaredMonthlyWage(), submission.submittedOn(), submission.coverageLapsedOn(),
                submission.creditedMonths());
    }

    private ApplicationSubmitted submitted() {
        return requireNonNull(submitted);
    }

    private Deadline deadline() {
        return requireNonNull(deadline);
    }

    private ReviewClock reviewClock() {
        return requireNonNull(reviewClock);
    }

    private CardIssued card() {
        return requireNonNull(card);
    }

    private static List<MaterialType> types(List<Material> materials) {
        return materials.stream().map(Material::type).toList();
    }

    private static long version() {
        return getVersion() + 1;
    }
}
