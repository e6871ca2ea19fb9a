package dossier.systemtests;

import java.util.List;

import org.junit.jupiter.api.Test;

import static dossier.systemtests.CardCase.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

/** A decision may be appealed, and a card may fail. */
class AfterTheDecisionTests {

    private final DossierSystem dossier = DossierSystem.shared();

    @Test
    void anAppealThatIsUpheldLeadsToTheCard() {
        var appealed = rejected("reviewer");
        assertThat(appealed.view(3).text("appealUntil")).isNotEmpty();
        assertThat(appealed.view(3).nextSteps()).containsExactly("FileAppeal");

        succeeded(appealed.appeal("clerk"));
        var waiting = appealed.view(4);
        assertThat(waiting.text("status")).isEqualTo("APPEALED");
        assertThat(waiting.text("dueAt")).isEmpty();
        assertThat(waiting.nextSteps()).containsExactly("DecideAppeal");
        assertThat(appealed.tracking().text("nextStep.command")).isEqualTo("DecideAppeal");

        assertThat(appealed.decideAppeal("reviewer", "UPHELD").code()).isEqualTo("separation-of-duties");
        succeeded(appealed.decideAppeal("reviewer2", "UPHELD"));
        assertThat(appealed.view(5).text("status")).isEqualTo("VERIFIED");
        assertThat(appealed.view(5).text("dueAt")).isNotEmpty().isEqualTo(appealed.clock().text("dueAt"));

        appealed.thenApproved().thenPaid();
        var card = succeeded(appealed.issue("issuer"));
        assertThat(appealed.view(8).text("cardNumber")).isEqualTo(card.text("cardNumber"));
        assertThat(appealed.history(8)).extracting(entry -> entry.path("type").asString()).containsExactly(
                "ApplicationSubmitted", "InformationVerified", "ReviewRejected", "AppealFiled", "AppealDecided",
                "ReviewApproved", "PaymentRecorded", "CardIssued");
    }

    @Test
    void anAppealThatIsDismissedLeavesTheRejection() {
        var appealed = rejected("reviewer");
        succeeded(appealed.appeal("clerk"));
        succeeded(appealed.decideAppeal("reviewer2", "DISMISSED"));
        var view = appealed.view(5);
        assertThat(view.text("status")).isEqualTo("REJECTED");
        assertThat(view.text("appealUntil")).isEmpty();
        assertThat(view.nextSteps()).isEmpty();
        assertThat(appealed.appeal("clerk").code()).isEqualTo("already-appealed");
    }

    @Test
    void whoRejectedDoesNotDecideTheAppeal() {
        var appealed = rejected("allround");
        succeeded(appealed.appeal("clerk"));
        for (var outcome : List.of("UPHELD", "DISMISSED")) {
            assertThat(appealed.decideAppeal("allround", outcome).code()).isEqualTo("separation-of-duties");
        }
        assertThat(dossier.events(appealed.id())).isEqualTo(4);
        succeeded(appealed.decideAppeal("reviewer", "DISMISSED"));
    }

    @Test
    void aCardThatFailedIsMadeAnewAndOtherSystemsLearnOfBoth() {
        var paid = CardCase.paid(dossier);
        var first = succeeded(paid.issue("issuer"));
        succeeded(paid.reportFailure("issuer"));
        var failed = paid.view(6);
        assertThat(failed.text("status")).isEqualTo("CARD_FAILED");
        assertThat(failed.text("cardNumber")).isEmpty();
        assertThat(failed.text("benefitsFrom")).isEqualTo(first.text("benefitsFrom"));
        assertThat(failed.nextSteps()).containsExactly("IssueCard");

        var second = succeeded(paid.issue("issuer2"));
        assertThat(second.text("benefitsFrom")).isEqualTo(first.text("benefitsFrom")).isNotEmpty();
        assertThat(paid.view(7).text("cardNumber")).isEqualTo(second.text("cardNumber"));
        var notices = dossier.topics().cardNotices(paid.id(), 2);
        assertThat(notices).hasSize(2).extracting(notice -> notice.headers().get("ce_id")).doesNotHaveDuplicates();
        var values = notices.stream().map(notice -> Applicants.json(notice.value())).toList();
        assertThat(values).extracting(value -> value.path("cardNumber").asString())
                .containsExactly(first.text("cardNumber"), second.text("cardNumber")).doesNotHaveDuplicates();
        assertThat(values).extracting(value -> value.path("benefitsFrom").asString())
                .containsOnly(first.text("benefitsFrom"));

        succeeded(paid.confirmCollection("issuer"));
        assertThat(paid.view(8).text("status")).isEqualTo("CARD_COLLECTED");
        assertThat(paid.view(8).nextSteps()).isEmpty();
        assertThat(paid.tracking().text("status")).isEqualTo("CARD_COLLECTED");
        assertThat(paid.reportFailure("issuer").code()).isEqualTo("wrong-status");
    }

    private CardCase rejected(String reviewer) {
        var verified = CardCase.verified(dossier);
        succeeded(verified.reject(reviewer));
        return verified;
    }
}
