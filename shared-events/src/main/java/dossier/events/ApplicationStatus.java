package dossier.events;

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

/** Where an application stands. The one definition that the write side decides by and every read model shows. */
public enum ApplicationStatus {
    SUBMITTED,
    SUPPLEMENT_REQUESTED,
    VERIFIED,
    APPROVED,
    PAID,
    CARD_ISSUED,
    CARD_FAILED,
    CARD_COLLECTED,
    CARD_LAPSED,
    REJECTED,
    APPEALED,
    WITHDRAWN,
    LAPSED;

    /** Whether the application still awaits a decision, a payment or its first card: a person has one such at most. */
    public boolean isOpen() {
        return switch (this) {
            case SUBMITTED, SUPPLEMENT_REQUESTED, VERIFIED, APPROVED, PAID -> true;
            case CARD_ISSUED, CARD_FAILED, CARD_COLLECTED, CARD_LAPSED, REJECTED, APPEALED, WITHDRAWN, LAPSED -> false;
        };
    }

    /** The status that {@code event} leads to from this one. */
    public ApplicationStatus after(ApplicationEvent event) {
        return switch (event) {
            case ContactRecorded _,ReviewExtended _,ReviewOverdue _,PaymentRefunded _ -> this;
            case ApplicationSubmitted _,SupplementSubmitted _ -> SUBMITTED;
            case SupplementRequested _ -> SUPPLEMENT_REQUESTED;
            case InformationVerified _ -> VERIFIED;
            case ReviewApproved approved -> approved.assessment().total().signum() == 0 ? PAID : APPROVED;
            case PaymentRecorded payment -> payment.outstanding().signum() == 0 ? PAID : APPROVED;
            case CardIssued _ -> CARD_ISSUED;
            case ProductionFailureReported _ -> CARD_FAILED;
            case CollectionConfirmed _ -> CARD_COLLECTED;
            case CardLapsed _ -> CARD_LAPSED;
            case ReviewRejected _ -> REJECTED;
            case AppealFiled _ -> APPEALED;
            case AppealDecided appeal -> switch (appeal.outcome()) {
                case UPHELD -> VERIFIED;
                case DISMISSED -> REJECTED;
            };
            case ApplicationWithdrawn _ -> WITHDRAWN;
            case ApplicationLapsed _ -> LAPSED;
        };
    }
}
