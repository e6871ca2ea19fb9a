package dossier.events;

import java.util.EnumSet;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The table of {@code domain.md}: where each event leads. */
class ApplicationStatusTests {

    @ParameterizedTest
    @CsvSource({"SUBMITTED,SupplementRequested,SUPPLEMENT_REQUESTED",
            "SUPPLEMENT_REQUESTED,SupplementSubmitted,SUBMITTED",
            "SUBMITTED,InformationVerified,VERIFIED", "VERIFIED,ReviewApproved,APPROVED",
            "SUBMITTED,ReviewRejected,REJECTED", "VERIFIED,ReviewRejected,REJECTED",
            "APPROVED,PaymentRecorded,APPROVED",
            "PAID,CardIssued,CARD_ISSUED", "SUBMITTED,ApplicationWithdrawn,WITHDRAWN",
            "SUPPLEMENT_REQUESTED,ApplicationWithdrawn,WITHDRAWN", "VERIFIED,ApplicationWithdrawn,WITHDRAWN",
            "APPROVED,ApplicationWithdrawn,WITHDRAWN", "PAID,ApplicationWithdrawn,WITHDRAWN",
            "SUBMITTED,ReviewExtended,SUBMITTED", "VERIFIED,ReviewExtended,VERIFIED", "VERIFIED,ReviewOverdue,VERIFIED",
            "CARD_ISSUED,ProductionFailureReported,CARD_FAILED", "CARD_FAILED,CardIssued,CARD_ISSUED",
            "CARD_ISSUED,CollectionConfirmed,CARD_COLLECTED", "CARD_ISSUED,CardLapsed,CARD_LAPSED",
            "SUPPLEMENT_REQUESTED,ApplicationLapsed,LAPSED", "APPROVED,ApplicationLapsed,LAPSED",
            "LAPSED,PaymentRefunded,LAPSED", "WITHDRAWN,PaymentRefunded,WITHDRAWN", "REJECTED,AppealFiled,APPEALED",
            "APPEALED,AppealDecided,VERIFIED"})
    void anEventLeadsTo(ApplicationStatus before, String event, ApplicationStatus after) {
        assertThat(before.after(Examples.of(event))).isEqualTo(after);
    }

    @ParameterizedTest
    @EnumSource(ApplicationStatus.class)
    void aContactChangesNothing(ApplicationStatus status) {
        assertThat(status.after(Examples.of("ContactRecorded"))).isEqualTo(status);
    }

    @ParameterizedTest
    @EnumSource(ApplicationStatus.class)
    void everyHistoryBeginsSubmitted(ApplicationStatus status) {
        assertThat(status.after(Examples.SUBMITTED)).isEqualTo(ApplicationStatus.SUBMITTED);
    }

    @ParameterizedTest
    @CsvSource({"0,PAID", "0.00,PAID", "0.01,APPROVED", "820.00,APPROVED"})
    void nothingLeftToPayIsPaid(String left, ApplicationStatus after) {
        var approval = new ApplicationEvent.ReviewApproved(Examples.assessment(left), Examples.APPROVED.approvedOn(),
                null, null, null);
        assertThat(ApplicationStatus.VERIFIED.after(approval)).isEqualTo(after);
        assertThat(ApplicationStatus.APPROVED.after(Examples.payment(left))).isEqualTo(after);
    }

    @Test
    void anApplicationIsOpenUntilACardARefusalOrAnEnd() {
        var open = EnumSet.allOf(ApplicationStatus.class);
        open.removeIf(status -> !status.isOpen());
        assertThat(open).containsExactly(ApplicationStatus.SUBMITTED, ApplicationStatus.SUPPLEMENT_REQUESTED,
                ApplicationStatus.VERIFIED, ApplicationStatus.APPROVED, ApplicationStatus.PAID);
    }
}
