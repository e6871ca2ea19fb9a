package dossier.systemtests;

import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

import dossier.systemtests.Topics.Message;

import static dossier.systemtests.CardCase.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

/** How an application gets to its end, told over HTTP through both services. */
class LifeOfAnApplicationTests {

    private final DossierSystem dossier = DossierSystem.shared();

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class FromSubmissionToTheCard {

        private final Instant before = Instant.now();
        private Answer submission;
        private Answer approval;
        private Answer payment;
        private Answer card;
        private CardCase issued;

        @BeforeAll
        void fivePeopleDoTheirStep() {
            submission = succeeded(dossier.as("clerk").post("/api/applications", Applicants.lostCard()));
            issued = CardCase.of(dossier, submission);
            succeeded(issued.verify("verifier"));
            approval = succeeded(issued.approve("reviewer"));
            payment = succeeded(issued.pay("cashier", "20.00"));
            card = succeeded(issued.issue("issuer"));
        }

        @Test
        void theSubmissionIsCreatedAndCanBeTracked() {
            assertThat(submission.status()).isEqualTo(201);
            assertThat(submission.header("Location")).endsWith("/api/applications/" + submission.id());
            assertThat(submission.header("ETag")).isEqualTo("\"1\"");
            assertThat(submission.version()).isEqualTo(1);
            assertThat(submission.text("status")).isEqualTo("SUBMITTED");
            assertThat(submission.body().path("events")).hasToString("[\"ApplicationSubmitted\"]");
            assertThat(submission.text("trackingCode")).hasSizeGreaterThanOrEqualTo(22);
        }

        @Test
        void theApprovalExplainsTheFee() {
            assertThat(approval.text("status")).isEqualTo("APPROVED");
            assertThat(approval.text("assessment.total")).isEqualTo("20.00");
            assertThat(approval.text("assessment.lines.0.code")).isEqualTo("CARD_FEE");
            assertThat(approval.text("assessment.policyVersion")).isNotEmpty();
        }

        @Test
        void thePaymentOfAllPaysTheCard() {
            assertThat(payment.text("status")).isEqualTo("PAID");
        }

        @Test
        void theCardHasANumberOfItsRegion() {
            assertThat(card.status()).isEqualTo(200);
            assertThat(card.header("ETag")).isEqualTo("\"5\"");
            assertThat(card.text("status")).isEqualTo("CARD_ISSUED");
            assertThat(card.text("cardNumber")).matches("440500\\d{11}");
        }

        @Test
        void theViewShowsTheCaseWithThePersonMasked() {
            var view = issued.view(5);
            assertThat(view.status()).isEqualTo(200);
            assertThat(view.header("ETag")).isEqualTo("\"5\"");
            assertThat(Map.of("status", view.text("status"), "region", view.text("region"), "category",
                    view.text("category"), "reason", view.text("reason"), "cardNumber", view.text("cardNumber"),
                    "benefitsFrom", view.text("benefitsFrom"), "trackingCode", view.text("trackingCode"), "paid",
                    view.text("paid"), "outstanding", view.text("outstanding"))).isEqualTo(Map.of("status",
                            "CARD_ISSUED", "region", "440500", "category", "FLEXIBLE", "reason", "LOST", "cardNumber",
                            card.text("cardNumber"), "benefitsFrom", card.text("benefitsFrom"), "trackingCode",
                            issued.trackingCode(), "paid", "20.00", "outstanding", "0.00"));
            assertThat(view.text("applicant.name")).startsWith("陈");
            assertThat(view.text("applicant.citizenIdMasked")).contains("*").doesNotMatch("\\d{17}[\\dX]");
            assertThat(view.text("applicant.mobileMasked")).contains("*");
        }

        @Test
        void theHistoryTellsWhoDidWhatInWhichOrder() {
            issued.view(5);
            var history = dossier.as("supervisor").get(issued.path() + "/history").body().path("entries");
            assertThat(history.valueStream().map(entry -> entry.path("sequence").asInt()))
                    .containsExactly(1, 2, 3, 4, 5);
            assertThat(strings(history, "type")).containsExactly("ApplicationSubmitted", "InformationVerified",
                    "ReviewApproved", "PaymentRecorded", "CardIssued");
            assertThat(strings(history, "actor")).containsExactly("clerk", "verifier", "reviewer", "cashier", "issuer");
            assertThat(strings(history, "role")).containsExactly("clerk", "verifier", "reviewer", "cashier", "issuer");
            assertThat(strings(history, "occurredAt").stream().map(Instant::parse)).isSorted()
                    .allSatisfy(time -> assertThat(time).isBetween(before, Instant.now()));
        }

        @Test
        void theTopicCarriesEachEventOnceInOrder() {
            var messages = dossier.topics().events(issued.id(), 5);
            assertThat(messages.stream().map(Message::type)).containsExactly("dossier.ApplicationSubmitted.v1",
                    "dossier.InformationVerified.v1", "dossier.ReviewApproved.v2", "dossier.PaymentRecorded.v1",
                    "dossier.CardIssued.v1");
            assertThat(headers(messages, "ce_sequence")).containsExactly("1", "2", "3", "4", "5");
            assertThat(headers(messages, "ce_actor")).containsExactly("clerk", "verifier", "reviewer", "cashier",
                    "issuer");
            assertThat(headers(messages, "ce_command")).containsExactly("SubmitApplication", "VerifyInformation",
                    "ApproveReview", "RecordPayment", "IssueCard");
            assertThat(headers(messages, "ce_id")).doesNotHaveDuplicates();
            assertThat(headers(messages, "ce_position").stream().map(Long::valueOf)).isSorted()
                    .doesNotHaveDuplicates();
            assertThat(headers(messages, "ce_hash")).allMatch(hash -> hash.matches("[0-9a-f]{64}"));
            assertThat(headers(messages, "ce_subject")).containsOnly(issued.id().toString());
        }

        @Test
        void otherSystemsLearnOfTheCardOnce() {
            var notices = dossier.topics().cardNotices(issued.id(), 1);
            assertThat(notices).hasSize(1);
            assertThat(notices.getFirst().type()).isEqualTo("dossier.cards.CardIssued.v1");
            var value = Applicants.json(notices.getFirst().value());
            assertThat(value.propertyNames()).containsExactlyInAnyOrder("applicationId", "cardNumber", "region",
                    "category", "benefitsFrom", "issuedAt");
            assertThat(value.path("cardNumber").asString()).isEqualTo(card.text("cardNumber"));
        }

        @Test
        void theApplicantSeesTheStatusWithoutSigningInAndNothingPersonal() {
            issued.view(5);
            var tracking = dossier.anonymous().get("/api/tracking/" + issued.trackingCode());
            assertThat(tracking.status()).isEqualTo(200);
            assertThat(tracking.text("status")).isEqualTo("CARD_ISSUED");
            assertThat(tracking.body().toString()).doesNotContain("陈", "138", card.text("cardNumber"));
        }

        @Test
        void theListFindsItByStatusAndRegion() {
            issued.view(5);
            assertThat(listed("/api/applications?status=CARD_ISSUED&region=440500&limit=100")).contains(issued.id());
            assertThat(listed("/api/applications?status=REJECTED&limit=100")).doesNotContain(issued.id());
        }
    }

    @Nested
    class WhenSomethingIsMissing {

        @Test
        void itIsAskedForSuppliedAndThenVerified() {
            var application = Applicants.lostCard();
            application.putArray("materials");
            var incomplete = CardCase.submitted(dossier, application);
            assertThat(incomplete.verify("verifier").code()).isEqualTo("missing-materials");

            assertThat(succeeded(incomplete.requestSupplement("verifier")).text("status"))
                    .isEqualTo("SUPPLEMENT_REQUESTED");
            var waiting = incomplete.view(2);
            assertThat(waiting.text("status")).isEqualTo("SUPPLEMENT_REQUESTED");
            assertThat(waiting.text("dueAt")).isNotEmpty();
            assertThat(waiting.body().path("nextSteps").size()).isPositive();

            assertThat(succeeded(incomplete.supply("clerk")).text("status")).isEqualTo("SUBMITTED");
            assertThat(succeeded(incomplete.verify("verifier")).text("status")).isEqualTo("VERIFIED");
            assertThat(incomplete.view(4).body().path("materials").valueStream()
                    .map(material -> material.path("type").asString())).containsExactly("IDENTITY_DOCUMENT");
        }

        @Test
        void aPhoneCallIsRecordedAndChangesNothingElse() {
            var called = CardCase.submitted(dossier);
            assertThat(succeeded(called.contact("verifier2")).text("status")).isEqualTo("SUBMITTED");
            called.view(2);
            var history = dossier.as("clerk").get(called.path() + "/history").body().path("entries");
            assertThat(strings(history, "type")).containsExactly("ApplicationSubmitted", "ContactRecorded");
            assertThat(strings(history, "actor")).containsExactly("clerk", "verifier2");
        }
    }

    @Nested
    class WhenCoverHadLapsed {

        @Test
        void aShortGapIsPaidBackAndHealed() {
            var lapsedOn = YearMonth.now(ZoneId.of("Asia/Shanghai")).minusMonths(2).atDay(15);
            var lapsed = CardCase.submitted(dossier,
                    Applicants.lostCard().put("reason", "LAPSED_COVERAGE").put("coverageLapsedOn",
                            lapsedOn.toString()));
            succeeded(lapsed.verify("verifier"));
            var assessment = succeeded(lapsed.approve("reviewer")).body().path("assessment");
            int gap = assessment.path("gapMonths").asInt();
            assertThat(gap).isBetween(2, 3);
            assertThat(assessment.path("healed").asBoolean()).isTrue();
            assertThat(assessment.path("total").asString()).isEqualTo(gap * 800 + 20 + ".00");

            assertThat(succeeded(lapsed.pay("cashier", "800.00")).text("status")).isEqualTo("APPROVED");
            assertThat(lapsed.view(4).text("outstanding")).isEqualTo((gap - 1) * 800 + 20 + ".00");
            assertThat(succeeded(lapsed.pay("cashier2", (gap - 1) * 800 + 20 + ".00")).text("status"))
                    .isEqualTo("PAID");
            assertThat(succeeded(lapsed.issue("issuer")).text("benefitsFrom")).isEqualTo(lapsedOn.toString());
        }
    }

    @Nested
    class WhenItEndsWithoutACard {

        @Test
        void aRejectedApplicationIsOver() {
            var rejected = CardCase.submitted(dossier);
            assertThat(succeeded(rejected.reject("reviewer")).text("status")).isEqualTo("REJECTED");
            assertThat(rejected.view(2).text("status")).isEqualTo("REJECTED");
            assertThat(rejected.verify("verifier").code()).isEqualTo("wrong-status");
        }

        @Test
        void whoWithdrewOrWasRejectedMayFileAgain() {
            var person = Applicants.somebody();
            var first = CardCase.submitted(dossier, Applicants.lostCard(person));
            assertThat(succeeded(first.withdraw("clerk")).text("status")).isEqualTo("WITHDRAWN");
            var second = CardCase.submitted(dossier, Applicants.lostCard(person));
            succeeded(second.reject("reviewer"));
            var third = CardCase.submitted(dossier, Applicants.lostCard(person));
            assertThat(List.of(first.id(), second.id(), third.id())).doesNotHaveDuplicates();
            assertThat(first.view(2).text("status")).isEqualTo("WITHDRAWN");
            assertThat(third.view(1).text("status")).isEqualTo("SUBMITTED");
        }
    }

    private List<UUID> listed(String query) {
        var page = dossier.as("clerk").get(query);
        assertThat(page.status()).as("%s", page.body()).isEqualTo(200);
        return page.body().path("items").valueStream()
                .map(item -> UUID.fromString(item.path("applicationId").asString())).toList();
    }

    private static List<String> strings(JsonNode entries, String member) {
        return entries.valueStream().map(entry -> entry.path(member).asString()).toList();
    }

    private static List<String> headers(List<Message> messages, String name) {
        return messages.stream().map(message -> message.headers().get(name)).toList();
    }
}
