package dossier.events;

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

/** Where an application stands. The one definition that the write side decides by and every read model shows. */
public enum ApplicationStatus {
    SUBMITTED,
    SUPPLEMENT_REQUESTED,
    VERIFIED,
    APPROVED,
    PAID,
    CARD_ISSUED,
    REJECTED,
    WITHDRAWN,
    LAPSED;

    /** Whether the application still awaits a decision, a payment or a card. */
    public boolean isOpen() {
        return switch (this) {
            case SUBMITTED, SUPPLEMENT_REQUESTED, VERIFIED, APPROVED, PAID -> true;
            case CARD_ISSUED, REJECTED, WITHDRAWN, LAPSED -> false;
        };
    }

    /** The status that {@code event} leads to from this one. */
    public ApplicationStatus after(ApplicationEvent event) {
        return switch (event) {
            case ContactRecorded _ -> this;
            case ApplicationSubmitted _,SupplementSubmitted _ -> SUBMITTED;
            case SupplementRequested _ -> SUPPLEMENT_REQUESTED;
            case InformationVerified _ -> VERIFIED;
            case ReviewApproved approved -> approved.assessment().total().signum() == 0 ? PAID : APPROVED;
            case PaymentRecorded payment -> payment.outstanding().signum() == 0 ? PAID : APPROVED;
            case CardIssued _ -> CARD_ISSUED;
            case ReviewRejected _ -> REJECTED;
            case ApplicationWithdrawn _ -> WITHDRAWN;
        };
    }
}
