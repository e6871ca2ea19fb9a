package dossier.systemtests;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

import dossier.systemtests.Applicants.Person;

import static dossier.systemtests.CardCase.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

/** What happens when nobody does anything: histories that began long ago, and timers that find them. */
@Tag(DossierProcesses.ONLY)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LimitsTests {

    /** Longer than any limit in working days. */
    private static final Instant LONG_AGO = Instant.now().minus(Duration.ofDays(100));
    private static final Instant OVER_A_YEAR_AGO = Instant.now().minus(Duration.ofDays(430));
    /** Of Beijing; no other story is told there. */
    private static final String REGION = "110105";

    private final DossierProcesses dossier = DossierProcesses.shared();
    private final Person forgetful = Applicants.somebody();
    private CardCase withoutSupplement;
    private CardCase paidInPart;
    private CardCase inReview;
    private CardCase notCollected;
    private Answer card;

    @BeforeAll
    void allBeginBeforeTheFirstTimerFires() {
        withoutSupplement = CardCase.submitted(dossier, Applicants.lostCard(forgetful), LONG_AGO);
        succeeded(withoutSupplement.requestSupplement("verifier"));
        paidInPart = CardCase.submitted(dossier, Applicants.lostCard(), LONG_AGO).thenVerified().thenApproved();
        succeeded(paidInPart.pay("cashier", "5.00"));
        inReview = CardCase.submitted(dossier, Applicants.lostCard().put("region", REGION), LONG_AGO);
        notCollected = CardCase.submitted(dossier, Applicants.lostCard(), OVER_A_YEAR_AGO).thenVerified()
                .thenApproved().thenPaid();
        card = succeeded(notCollected.issue("issuer"));
    }

    @Test
    void aSupplementThatNeverCameEndsTheApplicationAndFreesThePerson() {
        var view = withoutSupplement.view(3);
        assertThat(view.text("status")).isEqualTo("LAPSED");
        assertThat(view.text("lapsedLimit")).isEqualTo("SUPPLEMENT");
        assertThat(view.text("dueAt")).isEmpty();
        assertThat(view.nextSteps()).isEmpty();
        assertThat(withoutSupplement.tracking().text("status")).isEqualTo("LAPSED");
        assertThat(withoutSupplement.history(3)).extracting(LimitsTests::whoDidWhat).containsExactly(
                "clerk ApplicationSubmitted", "verifier SupplementRequested", "system ApplicationLapsed");
        assertThat(withoutSupplement.now().supply("clerk").code()).isEqualTo("wrong-status");
        CardCase.submitted(dossier, Applicants.lostCard(forgetful));
    }

    @Test
    void aPaymentThatStoppedHalfWayLapsesAndIsGivenBackButNeverMore() {
        var view = paidInPart.view(5);
        assertThat(view.text("status")).isEqualTo("LAPSED");
        assertThat(view.text("lapsedLimit")).isEqualTo("PAYMENT");
        assertThat(view.text("dueAt")).isEmpty();
        assertThat(view.text("paid")).isEqualTo("5.00");
        assertThat(view.nextSteps()).containsExactly("RefundPayment");

        var today = paidInPart.now();
        assertThat(today.refund("cashier", "5.01").code()).isEqualTo("refund-exceeds-payment");
        succeeded(today.refund("cashier", "2.00"));
        assertThat(today.refund("cashier2", "3.01").code()).isEqualTo("refund-exceeds-payment");
        assertThat(today.view(6).text("refunded")).isEqualTo("2.00");
        succeeded(today.refund("cashier2", "3.00"));
        assertThat(today.refund("cashier", "0.01").code()).isEqualTo("refund-exceeds-payment");
        assertThat(today.view(7).text("refunded")).isEqualTo("5.00");
        assertThat(today.view(7).nextSteps()).isEmpty();
        assertThat(dossier.events(today.id())).isEqualTo(7);
    }

    @Test
    void aReviewThatIsLateIsShownAndCountedUntilItIsDecided() {
        var view = inReview.view(2);
        assertThat(view.text("status")).isEqualTo("SUBMITTED");
        assertThat(view.body().path("overdue").asBoolean()).isTrue();
        assertThat(Instant.parse(view.text("dueAt"))).isBefore(Instant.now());
        assertThat(inReview.history(2)).extracting(LimitsTests::whoDidWhat)
                .containsExactly("clerk ApplicationSubmitted", "system ReviewOverdue");
        assertThat(overdue()).hasToString("{\"byStatus\":{\"SUBMITTED\":1},\"reviewsEver\":1}");

        var today = inReview.now().thenVerified();
        assertThat(today.extend("reviewer", 1).code()).isEqualTo("limit-passed");
        today.thenApproved();
        assertThat(today.view(4).body().path("overdue").asBoolean()).isFalse();
        assertThat(overdue()).hasToString("{\"byStatus\":{},\"reviewsEver\":1}");
    }

    @Test
    void anExtensionMovesTheEndAndTheClockExplainsIt() {
        var submitted = CardCase.submitted(dossier);
        var before = submitted.view(1);
        assertThat(submitted.clock().text("dueAt")).isEqualTo(before.text("dueAt"));
        assertThat(before.nextSteps()).contains("ExtendReview");

        succeeded(submitted.extend("reviewer", 5));
        var after = submitted.view(2);
        assertThat(Instant.parse(after.text("dueAt"))).isAfter(Instant.parse(before.text("dueAt")));
        assertThat(submitted.clock().text("dueAt")).isEqualTo(after.text("dueAt"));
        assertThat(submitted.clock().body().at("/limits/0/counted").asInt()).isEqualTo(15);
        assertThat(submitted.tracking().text("dueAt")).isEqualTo(after.text("dueAt"));
        assertThat(after.nextSteps()).doesNotContain("ExtendReview");
        assertThat(submitted.extend("reviewer", 1).code()).isEqualTo("already-extended");
    }

    @Test
    void aCardThatNobodyCollectsForAYearLapsesButNotTheBenefits() {
        var view = notCollected.view(6);
        assertThat(view.text("status")).isEqualTo("CARD_LAPSED");
        assertThat(view.text("benefitsFrom")).isEqualTo(card.text("benefitsFrom")).isNotEmpty();
        assertThat(view.nextSteps()).isEmpty();
        assertThat(whoDidWhat(notCollected.history(6).getLast())).isEqualTo("system CardLapsed");
        assertThat(notCollected.now().confirmCollection("issuer").code()).isEqualTo("wrong-status");
    }

    private JsonNode overdue() {
        return succeeded(dossier.as("supervisor").get("/api/statistics?region=" + REGION)).body().path("overdue");
    }

    private static String whoDidWhat(JsonNode entry) {
        return entry.path("actor").asString() + " " + entry.path("type").asString();
    }
}
