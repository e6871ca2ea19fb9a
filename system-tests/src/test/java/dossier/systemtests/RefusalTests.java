package dossier.systemtests;

import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

import static dossier.systemtests.CardCase.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

/** Every refusal of the contract: its status, its code, and no event. */
class RefusalTests {

    private final DossierSystem dossier = DossierSystem.shared();
    private long events = -1;

    @AfterEach
    void theLogIsAsItWas() {
        assertThat(events).as("each story says what it refuses").isNotNegative();
        assertThat(dossier.events()).isEqualTo(events);
    }

    private void assertRefused(Answer answer, int status, String code) {
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.body().path("status").asString()).as("%s", answer.body()).isEqualTo("" + status);
        assertThat(answer.body().toString()).doesNotContain("Exception", "\tat ", "dossier.command", "dossier.query");
    }

    /** From here on nothing may be written. */
    private <T> T prepared(T stage) {
        events = dossier.events();
        return stage;
    }

    @Nested
    class OfWhatIsInvalid {

        private final Caller clerk = dossier.as("clerk");

        @Test
        void everythingThatIsWrongIsToldAtOnce() {
            prepared(clerk);
            var application = Applicants.lostCard().put("region", "990000").put("declaredMonthlyWage", "much")
                    .put("category", "EMPLOYEE").put("reason", "LAPSED_COVERAGE").put("mood", "good");
            ((ObjectNode) application.path("applicant")).put("citizenId", "440583195001010011").put("mobile", "12345");
            ((ObjectNode) application.at("/materials/0")).put("sha256", "abc").put("size", -1);
            var answer = clerk.post("/api/applications", application);
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.wrongFields()).contains("region", "declaredMonthlyWage", "employer", "coverageLapsedOn",
                    "mood", "applicant.citizenId", "applicant.mobile", "materials[0].sha256", "materials[0].size");
        }

        @Test
        void anEmptyApplicationMissesEverythingRequired() {
            prepared(clerk);
            assertThat(clerk.post("/api/applications", "{}").wrongFields()).contains("region", "reason", "category",
                    "applicant", "declaredMonthlyWage", "materials");
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "null", "[]", "17", "{", "{\"region\":}", "{} {}", "\u0000", "{\"a\":1,\"a\":2}"})
        void whatIsNoJsonObjectIsRefused(String body) {
            prepared(clerk);
            assertThat(clerk.post("/api/applications", body).status()).isEqualTo(400);
        }

        @ParameterizedTest
        @CsvSource({"declaredMonthlyWage,8000.00,declaredMonthlyWage",
                "declaredMonthlyWage,\"8000.001\",declaredMonthlyWage",
                "declaredMonthlyWage,\"-1.00\",declaredMonthlyWage", "declaredMonthlyWage,\"1e3\",declaredMonthlyWage",
                "reason,\"STOLEN\",reason", "reason,0,reason", "category,\"flexible\",category",
                "coverageLapsedOn,\"2026-02-30\",coverageLapsedOn", "coverageLapsedOn,\"2999-01-01\",coverageLapsedOn",
                "creditedMonths,12,creditedMonths", "applicationId,\"17\",applicationId", "applicant,null,applicant",
                "materials,[null],materials[0]", "region,\"44050\",region", "region,440500,region"})
        void aFieldOutOfItsRangeIsNamed(String field, String value, String named) {
            prepared(clerk);
            var application = Applicants.lostCard();
            application.set(field, Applicants.json("{\"v\":" + value + "}").path("v"));
            var answer = clerk.post("/api/applications", application);
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.wrongFields()).contains(named);
        }

        @Test
        void aPaymentBeforeTheApprovalOrInTheFutureIsRefused() {
            var approved = prepared(CardCase.approved(dossier));
            for (var day : new String[]{"2020-01-01", "2999-01-01"}) {
                var answer = dossier.as("cashier").post(approved.path() + "/payments", """
                        {"receiptNumber":"R","amount":"20.00","method":"CASH","paidOn":"%s"}""".formatted(day));
                assertThat(answer.status()).isEqualTo(400);
                assertThat(answer.wrongFields()).containsExactly("paidOn");
            }
        }

        @Test
        void anIdThatIsNoneIsRefused() {
            prepared(clerk);
            assertThat(clerk.post("/api/applications/17/contacts",
                    "{\"channel\":\"PHONE\",\"reached\":true,\"note\":\"x\"}").status()).isEqualTo(400);
            assertThat(clerk.get("/api/applications/17").status()).isEqualTo(400);
        }

        @ParameterizedTest
        @CsvSource({"If-Match,three", "If-Match,\"-1\"", "Idempotency-Key,with space"})
        void aHeaderThatSaysNothingIsRefused(String header, String value) {
            var submitted = prepared(CardCase.submitted(dossier));
            assertThat(submitted.contact(clerk.with(header, value)).status()).isEqualTo(400);
        }

        @Test
        void aBodyOverTheLimitIsRefused() {
            prepared(clerk);
            assertRefused(clerk.post("/api/applications", "{\"region\":\"" + "4".repeat(1_000_000) + "\"}"), 413,
                    "body-too-large");
        }

        @Test
        void anotherMediaTypeIsRefused() {
            prepared(clerk);
            assertRefused(clerk.with("Content-Type", "text/plain").post("/api/applications", Applicants.lostCard()),
                    415, "unsupported-media-type");
        }

        @ParameterizedTest
        @ValueSource(strings = {"status=LOST", "limit=0", "limit=100000", "limit=x", "cursor=nonsense", "sort=mood",
                "from=yesterday"})
        void aListThatCannotBeIsRefused(String query) {
            prepared(clerk);
            assertThat(clerk.get("/api/applications?" + query).status()).isEqualTo(400);
        }
    }

    @Nested
    class OfWhoMayNot {

        @Test
        void withoutATokenOrWithABadOneNothingIsSaid() {
            prepared(dossier);
            for (var nobody : new Caller[]{dossier.anonymous(),
                    dossier.anonymous().with("Authorization", "Bearer eyJhbGciOiJub25lIn0.e30."),
                    dossier.anonymous().with("Authorization", "Basic Y2xlcms6ZGVtbw==")}) {
                for (var answer : new Answer[]{nobody.post("/api/applications", Applicants.lostCard()),
                        nobody.get("/api/applications"), nobody.get("/api/applications/" + UUID.randomUUID())}) {
                    assertThat(answer.status()).isEqualTo(401);
                    assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
                }
            }
        }

        @Test
        void everyCommandTakesItsRole() {
            var submitted = prepared(CardCase.submitted(dossier));
            for (var refused : new Answer[]{dossier.as("verifier").post("/api/applications", Applicants.lostCard()),
                    submitted.requestSupplement("clerk"), submitted.supply("verifier"), submitted.contact("cashier"),
                    submitted.verify("clerk"), submitted.approve("verifier"), submitted.reject("clerk"),
                    submitted.pay("reviewer", "20.00"), submitted.issue("cashier"), submitted.withdraw("reviewer"),
                    submitted.withdraw("supervisor"), submitted.contact("auditor"), submitted.contact("downstream")}) {
                assertRefused(refused, 403, "role-missing");
            }
        }

        @Test
        void otherSystemsReadNothingOverHttp() {
            var submitted = prepared(CardCase.submitted(dossier));
            submitted.view(1);
            for (var path : new String[]{"", "/" + submitted.id(), "/" + submitted.id() + "/history"}) {
                assertRefused(dossier.as("downstream").get("/api/applications" + path), 403, "role-missing");
            }
        }

        @Test
        void statisticsAreForSupervisorsAndAuditors() {
            prepared(dossier);
            assertThat(dossier.as("supervisor").get("/api/statistics").status()).isEqualTo(200);
            assertThat(dossier.as("auditor").get("/api/statistics").status()).isEqualTo(200);
            assertRefused(dossier.as("clerk").get("/api/statistics"), 403, "role-missing");
        }
    }

    @Nested
    class WhichAuditorsRead {

        @Test
        void tellWhoTriedWhatAndWhyNot() {
            var verified = CardCase.submitted(dossier);
            succeeded(verified.verify("allround"));
            prepared(verified);
            var tried = new Answer[]{verified.approve("verifier"), verified.approve("allround"),
                    verified.pay("cashier", "20.00"), verified.contact(dossier.as("clerk").with("If-Match", "\"1\"")),
                    dossier.as("reviewer").put(verified.path() + "/approval", "{\"note\":17}")};
            assertThat(tried).extracting(Answer::status).containsExactly(403, 403, 409, 412, 400);
            var log = dossier.as("auditor").ask("/api/audit/refusals?applicationId=" + verified.id());
            assertThat(log.body().path("items").valueStream().toList().reversed())
                    .extracting(one -> one.path("actor").asString() + " " + one.path("command").asString() + " "
                            + one.path("code").asString())
                    .containsExactly("verifier ApproveReview role-missing",
                            "allround ApproveReview separation-of-duties", "cashier RecordPayment wrong-status",
                            "clerk RecordContact stale-version", "reviewer ApproveReview invalid-request");
            assertRefused(dossier.as("supervisor").ask("/api/audit/refusals"), 403, "role-missing");
        }
    }

    @Nested
    class OfWhatIsNotThere {

        @Test
        void anUnknownApplicationIsUnknownToEveryCommandAndQuery() {
            var unknown = prepared(new CardCase(dossier, UUID.randomUUID(), "none", null));
            for (var refused : new Answer[]{unknown.requestSupplement("verifier"), unknown.supply("clerk"),
                    unknown.contact("clerk"), unknown.verify("verifier"), unknown.approve("reviewer"),
                    unknown.reject("reviewer"), unknown.pay("cashier", "1.00"), unknown.issue("issuer"),
                    unknown.withdraw("clerk"), dossier.as("clerk").get(unknown.path()),
                    dossier.as("clerk").get(unknown.path() + "/history")}) {
                assertRefused(refused, 404, "unknown-application");
            }
        }

        @Test
        void anUnknownTrackingCodeSaysNoMore() {
            prepared(dossier);
            assertThat(dossier.anonymous().get("/api/tracking/23456789ABCDEFGHJKLMNPQRST").status()).isEqualTo(404);
        }

        @Test
        void aVersionThatNeverComesIsNotYetVisible() {
            var submitted = prepared(CardCase.submitted(dossier));
            assertRefused(dossier.as("clerk").get(submitted.path() + "?minVersion=2"), 504, "not-yet-visible");
        }
    }

    @Nested
    class OfWhatTheStateForbids {

        @Test
        void aCommandOutOfItsStatusIsRefused() {
            var submitted = prepared(CardCase.submitted(dossier));
            for (var refused : new Answer[]{submitted.supply("clerk"), submitted.approve("reviewer"),
                    submitted.pay("cashier", "20.00"), submitted.issue("issuer")}) {
                assertRefused(refused, 409, "wrong-status");
            }
        }

        @Test
        void nothingHappensAfterTheEnd() {
            var issued = CardCase.paid(dossier);
            succeeded(issued.issue("issuer"));
            prepared(issued);
            for (var refused : new Answer[]{issued.requestSupplement("verifier"), issued.supply("clerk"),
                    issued.contact("clerk"), issued.verify("verifier"), issued.approve("reviewer2"),
                    issued.reject("reviewer2"), issued.pay("cashier", "20.00"), issued.issue("issuer"),
                    issued.withdraw("clerk")}) {
                assertRefused(refused, 409, "wrong-status");
            }
        }

        @Test
        void aFailedCheckIsNoVerification() {
            var submitted = prepared(CardCase.submitted(dossier));
            assertRefused(dossier.as("verifier").put(submitted.path() + "/verification",
                    "{\"checks\":[{\"name\":\"identity\",\"passed\":true},{\"name\":\"residence\",\"passed\":false}]}"),
                    409, "failed-check");
        }

        @Test
        void aPersonHasOneOpenApplication() {
            var person = Applicants.somebody();
            CardCase.submitted(dossier, Applicants.lostCard(person));
            prepared(person);
            assertRefused(dossier.as("clerk2").post("/api/applications", Applicants.lostCard(person)), 409,
                    "duplicate-application");
        }

        @Test
        void anApplicationIdIsTakenOnce() {
            var taken = prepared(CardCase.submitted(dossier));
            assertRefused(dossier.as("clerk").post("/api/applications",
                    Applicants.lostCard().put("applicationId", taken.id().toString())), 409, "duplicate-application");
        }

        @Test
        void aReceiptCountsOnce() {
            var receipt = Applicants.receipt();
            succeeded(CardCase.approved(dossier).pay("cashier", "5.00", receipt));
            var other = prepared(CardCase.approved(dossier));
            assertRefused(other.pay("cashier2", "5.00", receipt), 409, "duplicate-receipt");
        }

        @Test
        void nobodyPaysMoreThanIsDue() {
            var approved = prepared(CardCase.approved(dossier));
            assertRefused(approved.pay("cashier", "20.01"), 409, "overpayment");
        }

        @Test
        void requiredMaterialsComeFirst() {
            var application = Applicants.lostCard();
            application.putArray("materials");
            var incomplete = prepared(CardCase.submitted(dossier, application));
            assertRefused(incomplete.verify("verifier"), 409, "missing-materials");
        }
    }
}
