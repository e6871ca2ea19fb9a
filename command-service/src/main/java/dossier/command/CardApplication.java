package dossier.command;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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
import dossier.command.ApplicationCommand.IssueCard;
import dossier.command.ApplicationCommand.RecordContact;
import dossier.command.ApplicationCommand.RecordPayment;
import dossier.command.ApplicationCommand.RejectReview;
import dossier.command.ApplicationCommand.RequestSupplement;
import dossier.command.ApplicationCommand.SubmitApplication;
import dossier.command.ApplicationCommand.SubmitSupplement;
import dossier.command.ApplicationCommand.VerifyInformation;
import dossier.command.ApplicationCommand.WithdrawApplication;
import dossier.command.Refusal.Code;
import dossier.command.Rule.Duty;
import dossier.command.log.Provenance;
import dossier.command.policy.Assessor;
import dossier.command.policy.Policy;
import dossier.command.policy.WorkingDays;
import dossier.events.ApplicationEvent;
import dossier.events.ApplicationEvent.ApplicationSubmitted;
import dossier.events.ApplicationEvent.ApplicationWithdrawn;
import dossier.events.ApplicationEvent.CardIssued;
import dossier.events.ApplicationEvent.ContactRecorded;
import dossier.events.ApplicationEvent.InformationVerified;
import dossier.events.ApplicationEvent.PaymentRecorded;
import dossier.events.ApplicationEvent.ReviewApproved;
import dossier.events.ApplicationEvent.ReviewRejected;
import dossier.events.ApplicationEvent.SupplementRequested;
import dossier.events.ApplicationEvent.SupplementSubmitted;
import dossier.events.ApplicationStatus;
import dossier.events.EventCodec;
import dossier.events.Material;
import dossier.events.MaterialType;
import dossier.events.Personal;

import static java.util.Objects.requireNonNull;
import static org.axonframework.modelling.command.AggregateLifecycle.apply;
import static org.axonframework.modelling.command.AggregateLifecycle.getVersion;

/**
 * One application for a card. Each decision may refuse and changes nothing; {@link #evolve} only assigns. Kept is what a
 * decision reads.
 */
final class CardApplication {

    static final int MAX_EVENTS = 1_000;

    @AggregateIdentifier
    @SuppressWarnings("UnusedVariable") // Axon reads it
    private @Nullable UUID applicationId;
    private ApplicationStatus status = ApplicationStatus.SUBMITTED;
    private @Nullable ApplicationSubmitted submitted;
    private final Set<MaterialType> materials = EnumSet.noneOf(MaterialType.class);
    private final Map<Duty, Set<String>> duties = new EnumMap<>(Duty.class);
    private LocalDate reviewCountsFrom = LocalDate.MIN;
    private WorkingDays.Due reviewDue = new WorkingDays.Due(LocalDate.MIN, "");
    private int reviewDaysLeft;
    private @Nullable ReviewApproved approved;
    private BigDecimal outstanding = BigDecimal.ZERO;
    private @Nullable LocalDate lastPaidOn;

    CardApplication() {}

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.ALWAYS)
    Answer handle(SubmitApplication command, Policy policy, WorkingDays workingDays) {
        var today = command.header().today();
        var due = workingDays.after(today, policy.timeLimits().review());
        return record(command, new ApplicationSubmitted(command.region(), command.reason(), command.category(),
                command.sex(), command.declaredMonthlyWage(), command.coverageLapsedOn(), command.creditedMonths(),
                command.employer(), command.materials(), command.trackingCode(), today, policy.version(),
                policy.digest(), policy.timeLimits().review(), due.dueOn(), due.calendar(), command.personal()));
    }

    /** What holds for every command on an application that exists, in the order of the contract: 412, 403, 409. */
    @CommandHandlerInterceptor
    Object guard(ApplicationCommand command, InterceptorChain chain) throws Exception {
        var header = command.header();
        var rule = Rule.of(command);
        if (submitted == null) {
            return chain.proceed();
        }
        if (header.expectedVersion() != null && header.expectedVersion() != version()) {
            throw new Refusal(Code.STALE_VERSION, "The application is at version " + version() + ", not "
                    + header.expectedVersion() + ".", Map.of("version", version()));
        }
        for (var duty : rule.excludedBy) {
            if (duties.getOrDefault(duty, Set.of()).contains(header.actor())) {
                throw new Refusal(Code.SEPARATION_OF_DUTIES,
                        "Who " + duty.verb + " this application may not do this as well.");
            }
        }
        if (!rule.statuses.contains(status)) {
            throw new Refusal(Code.WRONG_STATUS, command.name() + " is not allowed while the application is " + status
                    + ".", Map.of("applicationStatus", status));
        }
        if (version() >= MAX_EVENTS) {
            throw new Refusal(Code.TOO_MANY_EVENTS, "The application already has " + MAX_EVENTS + " events.");
        }
        return chain.proceed();
    }

    @CommandHandler
    Answer handle(RequestSupplement command, Policy policy, WorkingDays workingDays) {
        var today = command.header().today();
        int daysLeft = Math.max(0, reviewDaysLeft - workingDays.between(reviewCountsFrom, today));
        var due = workingDays.after(today, policy.timeLimits().supplement());
        return record(command, new SupplementRequested(command.items(), today, daysLeft, due.dueOn(), due.calendar(),
                command.personal()));
    }

    /** The clock runs again from today on; where no day was left, the limit had passed and stays where it was. */
    @CommandHandler
    Answer handle(SubmitSupplement command, WorkingDays workingDays) {
        var today = command.header().today();
        var due = reviewDaysLeft > 0 ? workingDays.from(mayCountFrom(today), reviewDaysLeft) : reviewDue;
        return record(command, new SupplementSubmitted(command.materials(), today, due.dueOn(), due.calendar(),
                command.personal()));
    }

    @CommandHandler
    Answer handle(RecordContact command) {
        return record(command, new ContactRecorded(command.channel(), command.reached(), command.personal()));
    }

    @CommandHandler
    Answer handle(VerifyInformation command, Policy policy) {
        var required = policy.requiredMaterials().getOrDefault(submitted().category(), Set.of());
        var missing = required.stream().filter(type -> !materials.contains(type)).sorted().toList();
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
    Answer handle(ApproveReview command, Policy policy, WorkingDays workingDays) {
        var today = command.header().today();
        var assessment = Assessor.assess(policy, basis());
        var due = assessment.total().signum() == 0
                ? null
                : workingDays.after(today, policy.timeLimits().payment());
        return record(command, new ReviewApproved(assessment, today, due == null ? null : due.dueOn(),
                due == null ? null : due.calendar(), command.personal()));
    }

    @CommandHandler
    Answer handle(RejectReview command) {
        return record(command, new ReviewRejected(command.header().today(), null, null, command.personal()));
    }

    @CommandHandler
    Answer handle(RecordPayment command) {
        var approvedOn = requireNonNull(approved).approvedOn();
        if (command.paidOn().isBefore(approvedOn)) {
            throw Refusal.invalid("paidOn", "must not be before the approval on " + approvedOn);
        }
        if (command.amount().compareTo(outstanding) > 0) {
            throw new Refusal(Code.OVERPAYMENT, "Only " + outstanding + " is outstanding.",
                    Map.of("outstanding", outstanding.toPlainString()));
        }
        return record(command, new PaymentRecorded(command.receiptNumber(), command.amount(), command.method(),
                command.paidOn(), outstanding.subtract(command.amount())));
    }

    @CommandHandler
    Answer handle(IssueCard command, Policy policy) {
        var review = requireNonNull(approved);
        var today = command.header().today();
        var benefitsFrom = Assessor.benefitsFrom(policy, basis(), review.assessment().healed(),
                lastPaidOn == null ? review.approvedOn() : lastPaidOn);
        var decisions = command.key().decrypt(submitted().personal(), Personal.Submission.class).invoices().stream()
                .map(invoice -> Assessor.decide(invoice.issuedOn(), basis(), benefitsFrom, today)).toList();
        return record(command, new CardIssued(CardNumber.of(submitted().region(), command.serial()),
                submitted().region(), submitted().category(), benefitsFrom, today, command.deliverTo(), decisions));
    }

    @CommandHandler
    Answer handle(WithdrawApplication command) {
        return record(command, new ApplicationWithdrawn(command.header().today(), command.personal()));
    }

    @EventSourcingHandler
    void evolve(ApplicationEvent event,
            @MetaDataValue(Provenance.KEY) Provenance by) {
        status = status.after(event);
        switch (event) {
            case ApplicationSubmitted submission -> {
                applicationId = by.applicationId();
                submitted = submission;
                materials.addAll(types(submission.materials()));
                reviewCountsFrom = submission.submittedOn().plusDays(1);
                reviewDaysLeft = submission.reviewDays();
                reviewDue = new WorkingDays.Due(submission.dueOn(), submission.calendar());
            }
            case SupplementRequested request -> reviewDaysLeft = request.reviewDaysLeft();
            case SupplementSubmitted supplement -> {
                materials.addAll(types(supplement.materials()));
                reviewCountsFrom = mayCountFrom(supplement.submittedOn());
                reviewDue = new WorkingDays.Due(supplement.dueOn(), supplement.calendar());
            }
            case InformationVerified _ -> did(Duty.VERIFIED, by);
            case ReviewApproved approval -> {
                approved = approval;
                outstanding = approval.assessment().total();
                did(Duty.APPROVED, by);
            }
            case PaymentRecorded payment -> {
                outstanding = payment.outstanding();
                lastPaidOn = lastPaidOn == null || payment.paidOn().isAfter(lastPaidOn) ? payment.paidOn() : lastPaidOn;
                did(Duty.TOOK_PAYMENT, by);
            }
            default -> {
            }
        }
    }

    private Answer record(ApplicationCommand command, ApplicationEvent event) {
        var header = command.header();
        apply(event,
                MetaData.with(Provenance.KEY,
                        new Provenance(command.applicationId(), header.actor(), header.role().toString(),
                                command.name(), header.at(), header.traceparent())));
        var assessment = event instanceof ReviewApproved approval ? approval.assessment() : null;
        var card = event instanceof CardIssued issued ? issued : null;
        return new Answer(command.applicationId(), version(), status, List.of(EventCodec.typeOf(event)),
                event instanceof ApplicationSubmitted submission ? submission.trackingCode() : null, assessment,
                card == null ? null : card.cardNumber(), card == null ? null : card.benefitsFrom());
    }

    /** The day of the submission itself never counts, even where a supplement arrives on it. */
    private LocalDate mayCountFrom(LocalDate day) {
        return day.isAfter(submitted().submittedOn()) ? day : day.plusDays(1);
    }

    private void did(Duty duty, Provenance by) {
        duties.computeIfAbsent(duty, _ -> new HashSet<>()).add(by.actor());
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

    private static List<MaterialType> types(List<Material> materials) {
        return materials.stream().map(Material::type).toList();
    }

    private static long version() {
        return getVersion() + 1;
    }
}
