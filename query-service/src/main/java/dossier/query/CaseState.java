package dossier.query;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

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
import dossier.events.Assessment;
import dossier.events.Category;
import dossier.events.Encrypted;
import dossier.events.Material;
import dossier.events.Personal;
import dossier.events.Reason;
import dossier.events.StoredEvent;

/**
 * One application as its events tell it, a pure fold: it only assigns.
 *
 * @param dueAt the instant at which the running limit's last day ends, absent when no limit runs
 * @param asOf when the last event happened
 */
record CaseState(UUID applicationId, int version, ApplicationStatus status, Filing filing, @Nullable Instant dueAt,
        List<Material> materials, Fee fee, @Nullable Card card, Instant asOf) {

    record Filing(String region, Category category, Reason reason, String trackingCode, Instant submittedAt,
            LocalDate submittedOn, Encrypted<Personal.Submission> personal) {}

    record Fee(@Nullable Assessment assessment, BigDecimal paid, @Nullable BigDecimal outstanding) {}

    record Card(String number, LocalDate benefitsFrom, LocalDate issuedOn) {}

    static CaseState begin(StoredEvent stored, ApplicationSubmitted event) {
        var filing = new Filing(event.region(), event.category(), event.reason(), event.trackingCode(),
                stored.occurredAt(), event.submittedOn(), event.personal());
        return new CaseState(stored.applicationId(), stored.sequence(), ApplicationStatus.SUBMITTED, filing,
                endOf(event.dueOn()), event.materials(), new Fee(null, BigDecimal.ZERO.setScale(2), null), null,
                stored.occurredAt());
    }

    CaseState after(StoredEvent stored, ApplicationEvent event) {
        var changed = switch (event) {
            case ApplicationSubmitted submitted -> begin(stored, submitted);
            case SupplementRequested requested -> with(endOf(requested.dueOn()), fee, card);
            case SupplementSubmitted supplement -> with(endOf(supplement.dueOn()), fee, card)
                    .withMaterials(supplement.materials());
            case ContactRecorded _,InformationVerified _ -> this;
            case ReviewApproved approved -> with(endOf(approved.dueOn()), assessed(approved.assessment()), card);
            case PaymentRecorded payment -> with(payment.outstanding().signum() == 0 ? null : dueAt, paid(payment),
                    card);
            case CardIssued issued -> with(null, fee,
                    new Card(issued.cardNumber(), issued.benefitsFrom(), issued.issuedOn()));
            case ReviewRejected _,ApplicationWithdrawn _ -> with(null, fee, card);
        };
        return new CaseState(applicationId, stored.sequence(), status.after(event), changed.filing, changed.dueAt,
                changed.materials, changed.fee, changed.card, stored.occurredAt());
    }

    private CaseState with(@Nullable Instant newDueAt, Fee newFee, @Nullable Card newCard) {
        return new CaseState(applicationId, version, status, filing, newDueAt, materials, newFee, newCard, asOf);
    }

    private CaseState withMaterials(List<Material> more) {
        return new CaseState(applicationId, version, status, filing, dueAt,
                Stream.concat(materials.stream(), more.stream()).toList(), fee, card, asOf);
    }

    private Fee assessed(Assessment assessment) {
        return new Fee(assessment, fee.paid(), assessment.total());
    }

    private Fee paid(PaymentRecorded payment) {
        return new Fee(fee.assessment(), fee.paid().add(payment.amount()), payment.outstanding());
    }

    private static @Nullable Instant endOf(@Nullable LocalDate lastDay) {
        return lastDay == null ? null : lastDay.plusDays(1).atStartOfDay(QueryService.ZONE).toInstant();
    }
}
