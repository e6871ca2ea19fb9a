package dossier.events;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

import org.jspecify.annotations.Nullable;

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

/**
 * The limit that runs, and its last day. The one definition that timers fire by and every read model shows: events carry
 * the day, nobody counts it again.
 */
public record Deadline(Limit limit, LocalDate dueOn) {

    /** Every date of the product is a day in this zone. */
    public static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

    /** For how long a card is kept for collection. */
    public static final int YEARS_TO_COLLECT = 1;

    /** The limit that runs after {@code event}, {@code running} being the one before it. */
    public static @Nullable Deadline after(@Nullable Deadline running, ApplicationEvent event) {
        return switch (event) {
            case ApplicationSubmitted submitted -> new Deadline(Limit.REVIEW, submitted.dueOn());
            case SupplementRequested requested -> new Deadline(Limit.SUPPLEMENT, requested.dueOn());
            case SupplementSubmitted supplement -> new Deadline(Limit.REVIEW, supplement.dueOn());
            case ReviewExtended extended -> new Deadline(Limit.REVIEW, extended.dueOn());
            case AppealDecided appeal -> of(Limit.REVIEW, appeal.dueOn());
            case ReviewApproved approved -> of(Limit.PAYMENT, approved.dueOn());
            case PaymentRecorded payment -> payment.outstanding().signum() == 0 ? null : running;
            case CardIssued issued -> new Deadline(Limit.COLLECTION, issued.issuedOn().plusYears(YEARS_TO_COLLECT));
            case ContactRecorded _,InformationVerified _,ReviewOverdue _,PaymentRefunded _,AppealFiled _ -> running;
            case ReviewRejected _,ProductionFailureReported _,CollectionConfirmed _,CardLapsed _,ApplicationWithdrawn _,ApplicationLapsed _ ->
                null;
        };
    }

    /** The instant at which the last day ends. */
    public Instant endsAt() {
        return dueOn.plusDays(1).atStartOfDay(ZONE).toInstant();
    }

    /** Whether the last day is over on {@code day}. */
    public boolean isPassedOn(LocalDate day) {
        return day.isAfter(dueOn);
    }

    private static @Nullable Deadline of(Limit limit, @Nullable LocalDate dueOn) {
        return dueOn == null ? null : new Deadline(limit, dueOn);
    }
}
