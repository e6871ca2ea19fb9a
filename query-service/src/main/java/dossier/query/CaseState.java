package dossier.query;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

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
import dossier.events.ApplicationStatus;
import dossier.events.Assessment;
import dossier.events.Category;
import dossier.events.Deadline;
import dossier.events.Encrypted;
import dossier.events.Limit;
import dossier.events.Material;
import dossier.events.Personal;
import dossier.events.Reason;
import dossier.events.StoredEvent;

/**
 * One application as its events tell it, a pure fold: it only assigns. A version that does not know a member leaves the
 * case alone; so one that drops a member names it in {@code @JsonIgnoreProperties}.
 *
 * @param card absent before the first one
 * @param asOf when the last event happened
 * @param skipped sequences of events that are no part of this, since an operator gave them up
 */
record CaseState(UUID applicationId, int version, ApplicationStatus status, Filing filing, Limits limits, Appeal appeal,
        List<Material> materials, Fee fee, @Nullable Card card, Milestones milestones, Instant asOf,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Integer> skipped) {

    record Filing(String region, Category category, Reason reason, String trackingCode, Instant submittedAt,
            LocalDate submittedOn, Encrypted<Personal.Submission> personal) {}

    /**
     * @param running absent when no limit runs
     * @param extended whether the review's limit was ever extended
     * @param overdueSince last day of the review's limit that was found overdue, the last one if several were
     * @param lapsed what was not kept, if that ended the case
     */
    @JsonIgnoreProperties("overdue") // of the first version
    record Limits(@Nullable Deadline running, boolean extended, @Nullable LocalDate overdueSince,
            @Nullable Limit lapsed) {

        Limits after(ApplicationEvent event) {
            return new Limits(Deadline.after(running, event), extended || event instanceof ReviewExtended,
                    event instanceof ReviewOverdue overdue ? overdue.dueOn() : overdueSince,
                    event instanceof ApplicationLapsed lapse ? lapse.limit() : lapsed);
        }

        /** Whether the limit that runs is the one that was found overdue. */
        boolean overdue() {
            return running != null && running.limit() == Limit.REVIEW && running.dueOn().equals(overdueSince);
        }
    }

    /**
     * @param until last day for an appeal against the last rejection, absent when none is possible
     * @param filed whether one was filed against it
     */
    record Appeal(@Nullable LocalDate until, boolean filed) {}

    /** @param outstanding absent before the fee is assessed */
    record Fee(@Nullable Assessment assessment, BigDecimal paid, BigDecimal refunded,
            @Nullable BigDecimal outstanding) {

        BigDecimal refundable() {
            return paid.subtract(refunded);
        }
    }

    /**
     * @param number absent while the card that was made is no good
     * @param issuedOn the day of the first one
     */
    record Card(@Nullable String number, LocalDate benefitsFrom, LocalDate issuedOn) {}

    /**
     * When the case passed each stage for the first time.
     *
     * @param approvedAt when it began to wait for a payment; absent also when nothing was due
     */
    record Milestones(@Nullable Instant verifiedAt, @Nullable Instant decidedAt, @Nullable Instant approvedAt,
            @Nullable Instant paidAt, @Nullable Instant issuedAt, @Nullable Instant overdueAt) {

        Milestones after(ApplicationEvent event, ApplicationStatus status, Instant at) {
            return new Milestones(first(verifiedAt, event instanceof InformationVerified, at),
                    first(decidedAt, event instanceof ReviewApproved || event instanceof ReviewRejected, at),
                    first(approvedAt, status == ApplicationStatus.APPROVED, at),
                    first(paidAt, status == ApplicationStatus.PAID, at),
                    first(issuedAt, event instanceof CardIssued, at),
                    first(overdueAt, event instanceof ReviewOverdue, at));
        }

        private static @Nullable Instant first(@Nullable Instant known, boolean passed, Instant at) {
            return known == null && passed ? at : known;
        }
    }

    CaseState {
        skipped = skipped == null ? List.of() : List.copyOf(skipped); // absent where nothing was skipped
    }

    static CaseState begin(StoredEvent stored, ApplicationSubmitted event) {
        var filing = new Filing(event.region(), event.category(), event.reason(), event.trackingCode(),
                stored.occurredAt(), event.submittedOn(), event.personal());
        var nothing = BigDecimal.ZERO.setScale(2);
        return new CaseState(stored.applicationId(), stored.sequence(), ApplicationStatus.SUBMITTED, filing,
                new Limits(null, false, null, null).after(event), new Appeal(null, false), event.materials(),
                new Fee(null, nothing, nothing, null), null, new Milestones(null, null, null, null, null, null),
                stored.occurredAt(), List.of());
    }

    CaseState after(StoredEvent stored, ApplicationEvent event) {
        var changed = switch (event) {
            case ApplicationSubmitted submitted -> begin(stored, submitted);
            case SupplementSubmitted supplement -> with(
                    Stream.concat(materials.stream(), supplement.materials().stream()).toList());
            case ReviewApproved approved -> with(new Fee(approved.assessment(), fee.paid(), fee.refunded(),
                    approved.assessment().total()));
            case PaymentRecorded payment -> with(new Fee(fee.assessment(), fee.paid().add(payment.amount()),
                    fee.refunded(), payment.outstanding()));
            case PaymentRefunded refund -> with(new Fee(fee.assessment(), fee.paid(),
                    fee.refunded().add(refund.amount()), fee.outstanding()));
            case CardIssued issued -> with(new Card(issued.cardNumber(), issued.benefitsFrom(),
                    card == null ? issued.issuedOn() : card.issuedOn()));
            case ProductionFailureReported _ -> with(
                    card == null ? null : new Card(null, card.benefitsFrom(), card.issuedOn()));
            case ReviewRejected rejected -> with(new Appeal(rejected.appealUntil(), false));
            case AppealFiled _ -> with(new Appeal(null, true));
            case SupplementRequested _,ContactRecorded _,InformationVerified _,ReviewExtended _,ReviewOverdue _,AppealDecided _,CollectionConfirmed _,CardLapsed _,ApplicationWithdrawn _,ApplicationLapsed _ ->
                this;
        };
        var next = status.after(event);
        return new CaseState(applicationId, stored.sequence(), next, changed.filing, limits.after(event),
                changed.appeal, changed.materials, changed.fee, changed.card,
                milestones.after(event, next, stored.occurredAt()), stored.occurredAt(), skipped);
    }

    /** As if the events up to this sequence had changed nothing. */
    CaseState skippedTo(int sequence) {
        var all = Stream.concat(skipped.stream(), IntStream.rangeClosed(version + 1, sequence).boxed()).toList();
        return new CaseState(applicationId, sequence, status, filing, limits, appeal, materials, fee, card, milestones,
                asOf, all);
    }

    /** The instant at which the running limit's last day ends; none while a card waits to be collected. */
    @Nullable
    Instant dueAt() {
        var running = limits.running();
        return running == null ? null : switch (running.limit()) {
            case REVIEW, SUPPLEMENT, PAYMENT -> running.endsAt();
            case COLLECTION -> null;
        };
    }

    private CaseState with(List<Material> all) {
        return new CaseState(applicationId, version, status, filing, limits, appeal, all, fee, card, milestones, asOf,
                skipped);
    }

    private CaseState with(Fee other) {
        return new CaseState(applicationId, version, status, filing, limits, appeal, materials, other, card, milestones,
                asOf, skipped);
    }

    private CaseState with(@Nullable Card other) {
        return new CaseState(applicationId, version, status, filing, limits, appeal, materials, fee, other, milestones,
                asOf, skipped);
    }

    private CaseState with(Appeal other) {
        return new CaseState(applicationId, version, status, filing, limits, other, materials, fee, card, milestones,
                asOf, skipped);
    }
}
