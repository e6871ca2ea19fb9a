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
import dossier.events.Material;
import dossier.events.Personal;
import dossier.events.Reason;

/**
 * One case as the API shows it. Money is CNY with two decimals.
 *
 * @param applicant absent once the person was erased
 * @param outstanding what is left to pay, absent before the fee is assessed
 * @param asOf when the last event shown here happened
 */
record CaseView(UUID applicationId, int version, ApplicationStatus status, String region, Category category,
        Reason reason, String trackingCode, @Nullable ApplicantView applicant, Instant submittedAt,
        @Nullable Instant dueAt, @Nullable Assessment assessment, BigDecimal paid, @Nullable BigDecimal outstanding,
        @Nullable String cardNumber, @Nullable LocalDate benefitsFrom, List<Material> materials,
        List<NextStep> nextSteps, Instant asOf) {

    record ApplicantView(String name, String citizenIdMasked, String mobileMasked) {}

    static CaseView of(CaseState state, Personal.@Nullable Submission personal) {
        var filing = state.filing();
        var card = state.card();
        return new CaseView(state.applicationId(), state.version(), state.status(), filing.region(),
                filing.category(), filing.reason(), filing.trackingCode(),
                personal == null ? null : applicant(personal.applicant()), filing.submittedAt(), state.dueAt(),
                state.fee().assessment(), state.fee().paid(), state.fee().outstanding(),
                card == null ? null : card.number(), card == null ? null : card.benefitsFrom(), state.materials(),
                NextStep.of(state.status()), state.asOf());
    }

    private static ApplicantView applicant(Personal.Applicant applicant) {
        return new ApplicantView(applicant.name(), Masking.citizenId(applicant.citizenId()),
                Masking.mobile(applicant.mobile()));
    }
}
