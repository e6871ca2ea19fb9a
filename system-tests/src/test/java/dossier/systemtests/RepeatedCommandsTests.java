package dossier.systemtests;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import static dossier.systemtests.CardCase.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

/** Sending again does nothing twice, and whoever decided on an old version learns it. */
class RepeatedCommandsTests {

    private final DossierSystem dossier = DossierSystem.shared();

    /** All at once, each answer in its place. */
    static List<Answer> together(List<Callable<Answer>> requests) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = new ArrayList<Answer>();
            for (var answer : threads.invokeAll(requests)) {
                answers.add(answer.get());
            }
            return answers;
        }
    }

    @Nested
    class WithAnIdempotencyKey {

        private final Caller clerk = dossier.as("clerk").with("Idempotency-Key", Applicants.receipt());

        @Test
        void theSameRequestGetsTheSameAnswerAndHappensOnce() {
            var application = Applicants.lostCard();
            var first = succeeded(clerk.post("/api/applications", application));
            var again = clerk.post("/api/applications", application);
            assertThat(again.status()).isEqualTo(201);
            assertThat(again.body()).isEqualTo(first.body());
            assertThat(again.header("ETag")).isEqualTo(first.header("ETag"));
            assertThat(again.header("Location")).isEqualTo(first.header("Location"));
            assertThat(dossier.events(first.id())).isEqualTo(1);
        }

        @Test
        void theAnswerStaysTheSameWhenTheCaseMovesOn() {
            var submitted = CardCase.submitted(dossier);
            var first = succeeded(submitted.contact(clerk));
            succeeded(submitted.withdraw("clerk"));
            var again = submitted.contact(clerk);
            assertThat(again.status()).isEqualTo(200);
            assertThat(again.body()).isEqualTo(first.body());
            assertThat(dossier.events(submitted.id())).isEqualTo(3);
        }

        @Test
        void fiftyParallelSendsHaveOneEffectAndOneAnswer() throws Exception {
            var application = Applicants.lostCard();
            var answers = together(IntStream.range(0, 50)
                    .<Callable<Answer>>mapToObj(_ -> () -> clerk.post("/api/applications", application)).toList());
            assertThat(answers).extracting(Answer::status).containsOnly(201);
            assertThat(answers).extracting(Answer::body).containsOnly(answers.getFirst().body());
            assertThat(dossier.events(answers.getFirst().id())).isEqualTo(1);
        }

        @Test
        void anotherRequestUnderTheKeyIsRefused() {
            var submitted = CardCase.submitted(dossier);
            succeeded(submitted.contact(clerk));
            var other = clerk.post(submitted.path() + "/contacts",
                    "{\"channel\":\"COUNTER\",\"reached\":false,\"note\":\"not at home\"}");
            assertThat(other.status()).isEqualTo(422);
            assertThat(other.code()).isEqualTo("idempotency-key-reused");
            assertThat(dossier.events(submitted.id())).isEqualTo(2);
        }

        @Test
        void theKeyBelongsToItsCaller() {
            var submitted = CardCase.submitted(dossier);
            succeeded(submitted.contact(clerk));
            assertThat(succeeded(submitted.contact(clerk.as("clerk2"))).version()).isEqualTo(3);
        }

        @Test
        void aQuotedKeyIsTheSameKey() {
            var key = Applicants.receipt();
            var submitted = CardCase.submitted(dossier);
            succeeded(submitted.contact(clerk.with("Idempotency-Key", key)));
            assertThat(submitted.contact(clerk.with("Idempotency-Key", "\"" + key + "\"")).version()).isEqualTo(2);
        }

        @Test
        void aRefusalIsNotKept() {
            var verified = CardCase.verified(dossier);
            var cashier = dossier.as("cashier").with("Idempotency-Key", Applicants.receipt());
            var payment = "{\"receiptNumber\":\"" + Applicants.receipt()
                    + "\",\"amount\":\"20.00\",\"method\":\"CASH\",\"paidOn\":\""
                    + LocalDate.now(ZoneId.of("Asia/Shanghai")) + "\"}";
            assertThat(cashier.post(verified.path() + "/payments", payment).code()).isEqualTo("wrong-status");
            succeeded(verified.approve("reviewer"));
            assertThat(succeeded(cashier.post(verified.path() + "/payments", payment)).text("status"))
                    .isEqualTo("PAID");
        }
    }

    @Nested
    class WithIfMatch {

        @Test
        void theVersionThatIsMeantIsChanged() {
            var submitted = CardCase.submitted(dossier);
            assertThat(succeeded(submitted.contact(dossier.as("clerk").with("If-Match", "\"1\""))).version())
                    .isEqualTo(2);
        }

        @Test
        void aCaseThatMovedOnIsLeftAlone() {
            var submitted = CardCase.submitted(dossier);
            succeeded(submitted.contact("clerk"));
            var stale = submitted.contact(dossier.as("clerk2").with("If-Match", "\"1\""));
            assertThat(stale.status()).isEqualTo(412);
            assertThat(stale.code()).isEqualTo("stale-version");
            assertThat(dossier.events(submitted.id())).isEqualTo(2);
        }

        @Test
        void ofTwentyWhoMeanTheSameVersionOneWins() throws Exception {
            var submitted = CardCase.submitted(dossier);
            var meant = dossier.as("clerk").with("If-Match", "\"1\"");
            assertThat(together(IntStream.range(0, 20).<Callable<Answer>>mapToObj(_ -> () -> submitted.contact(meant))
                    .toList())).extracting(Answer::status).containsOnlyOnce(200).containsOnly(200, 412);
            assertThat(dossier.events(submitted.id())).isEqualTo(2);
        }

        @Test
        void withoutItEveryoneGetsTheirTurn() throws Exception {
            var submitted = CardCase.submitted(dossier);
            var answers = together(IntStream.range(0, 20)
                    .<Callable<Answer>>mapToObj(_ -> () -> submitted.contact("clerk")).toList());
            assertThat(answers).extracting(Answer::status).containsOnly(200);
            assertThat(answers).extracting(Answer::version)
                    .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(2, 21).boxed().toList());
        }
    }
}
