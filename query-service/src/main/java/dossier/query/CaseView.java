package dossier.query;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dossier.events.ApplicationStatus;
import dossier.events.Assessment;
import dossier.events.Category;
import dossier.events.Limit;
import dossier.events.Material;
import dossier.events.Personal;
import dossier.events.Reason;

/**
 * One case as the API shows it. Money is CNY with two decimals.
 *
 * @param applicant absent once the person was erased
 * @param dueAt when the limit of the review, the supplement or the payment ends, whichever runs
 * @param overdue whether the review that goes on is known to be late
 * @param lapsedLimit what was not kept, if that ended the case
 * @param appealUntil last day for an appeal, absent when there is no rejection or it was appealed already
 * @param outstanding what is left to pay, absent before the fee is assessed
 * @param cardNumber absent also while a card that could not be produced is made anew
 * @param asOf when the last event shown here happened
 * @param skipped sequences of events that could not be applied and that an operator gave up: none of them is in what is
 *            shown here, until the read models are built anew
 */
record CaseView(UUID applicationId, int version, ApplicationStatus status, String region, Category category,
        Reason reason, String trackingCode, @Nullable ApplicantView applicant, Instant submittedAt,
        @Nullable Instant dueAt, boolean overdue, @Nullable Limit lapsedLimit, @Nullable LocalDate appealUntil,
        @Nullable Assessment assessment, BigDecimal paid, @Nullable BigDecimal outstanding, BigDecimal refunded,
        @Nullable String cardNumber, @Nullable LocalDate benefitsFrom, List<Material> materials,
        List<NextStep> nextSteps, Instant asOf,
        List<Integer> skipped) {

    record ApplicantView(String name, String citizenIdMasked, String mobileMasked) {}

    static CaseView of(CaseState state, Personal.@Nullable Submission personal) {
        var filing = state.filing();
        var card = state.card();
        return new CaseView(state.applicationId(), state.version(), state.status(), filing.region(),
                filing.category(), filing.reason(), filing.trackingCode(),
                personal == null ? null : applicant(personal.applicant()), filing.submittedAt(), state.dueAt(),
                state.limits().overdue(), state.limits().lapsed(), state.appeal().until(), state.fee().assessment(),
                state.fee().paid(), state.fee().outstanding(), state.fee().refunded(),
                card == null ? null : card.number(), card == null ? null : card.benefitsFrom(), state.materials(),
                NextStep.of(state), state.asOf(), state.skipped());
    }

    private static ApplicantView applicant(Personal.Applicant applicant) {
        return new ApplicantView(applicant.name(), Masking.citizenId(applicant.citizenId()),
                Masking.mobile(applicant.mobile()));
    }
}
