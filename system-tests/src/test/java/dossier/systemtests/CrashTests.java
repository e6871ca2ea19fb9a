package dossier.systemtests;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import static dossier.systemtests.CardCase.succeeded;
import static java.util.concurrent.TimeUnit.SECONDS;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/**
 * The command-service is killed by SIGKILL in the middle of its work, again until that hit a command between its commit
 * and its answer. Then whoever asks again under the key learns what happened, and nothing happened twice.
 */
@Tag(DossierProcesses.ONLY)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CrashTests {

    private static final int CLIENTS = 32;
    private static final int MOST_KILLS = 6;
    private static final Instant LONG_AGO = Instant.now().minus(Duration.ofDays(100));

    /**
     * A command under a key of its own.
     *
     * @param answer what was said, if the service did not die before
     */
    private record Sent(UUID application, String command, Caller caller, Function<Caller, Answer> request,
            @Nullable Answer answer) {

        String event() {
            return application + " " + command;
        }

        boolean isAnswered() {
            return answer != null;
        }

        Answer again() {
            return succeeded(request.apply(caller));
        }
    }

    private final DossierProcesses dossier = DossierProcesses.shared();
    private final Queue<Sent> sent = new ConcurrentLinkedQueue<>();
    private final List<CardCase> overdue = new ArrayList<>();

    @BeforeAll
    void aKillFallsBetweenACommitAndItsAnswer() throws Exception {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int kills = 1; kills <= MOST_KILLS; kills++) {
            workUntilKilled(100 + random.nextInt(400));
            var happened = Set.copyOf(dossier.whatHappened());
            var unanswered = sent.stream().filter(one -> !one.isAnswered()).toList();
            long committed = unanswered.stream().filter(one -> happened.contains(one.event())).count();
            System.out.printf("seed %d: after %d kills %d commands were sent, %d got no answer, of which %d happened%n",
                    seed, kills, sent.size(), unanswered.size(), committed);
            if (committed > 0) {
                return;
            }
        }
        fail("inconclusive: no kill fell between a commit and its answer");
    }

    @Test
    void whatGotNoAnswerIsSettledByAskingAgain() {
        assertThat(sent).filteredOn(one -> !one.isAnswered()).isNotEmpty().extracting(Sent::again)
                .extracting(answer -> answer.body().path("events").size()).containsOnly(1);
        var times = dossier.whatHappened().stream().collect(groupingBy(Function.identity(), counting()));
        assertThat(sent).extracting(one -> times.get(one.event())).containsOnly(1L);
    }

    @Test
    void whatWasAnsweredIsAnsweredAgainToTheByte() {
        var answered = sent.parallelStream().filter(Sent::isAnswered).toList();
        assertThat(answered).hasSizeGreaterThanOrEqualTo(100);
        assertThat(answered.parallelStream().map(Sent::again).map(CrashTests::told))
                .containsExactlyElementsOf(answered.stream().map(Sent::answer).map(CrashTests::told).toList());
    }

    @Test
    void aLimitThatWasOverPassesOnce() {
        for (var application : overdue) {
            assertThat(application.view(3).text("status")).isEqualTo("LAPSED");
            assertThat(dossier.isTimed(application.id())).isFalse();
            assertThat(application.history(3)).hasSize(3);
        }
    }

    private void workUntilKilled(int answers) throws Exception {
        var answered = new CountDownLatch(answers);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var clients = IntStream.range(0, CLIENTS).mapToObj(_ -> threads.submit(() -> work(answered))).toList();
            try {
                assertThat(answered.await(DossierSystem.SOON.toSeconds(), SECONDS)).isTrue();
                var late = CardCase.submitted(dossier, Applicants.lostCard(), LONG_AGO);
                succeeded(late.requestSupplement("verifier"));
                overdue.add(late);
            } finally {
                dossier.commands().kill();
            }
            for (var client : clients) {
                client.get();
            }
            assertThat(dossier.events(overdue.getLast().id())).as("no timer had fired yet").isEqualTo(2);
        } finally {
            dossier.commands().restart();
        }
    }

    /** One application after another, until there is no answer. */
    private void work(CountDownLatch answered) {
        boolean going = true;
        while (going) {
            var id = UUID.randomUUID();
            var path = "/api/applications/" + id;
            var application = Applicants.lostCard().put("applicationId", id.toString());
            going = isAnswered(id, "SubmitApplication", "clerk", by -> by.post("/api/applications", application),
                    answered)
                    && isAnswered(id, "VerifyInformation", "verifier", by -> by.put(path + "/verification", """
                            {"checks":[{"name":"identity","passed":true}]}"""), answered)
                    && isAnswered(id, "ApproveReview", "reviewer", by -> by.put(path + "/approval", "{}"), answered);
        }
    }

    private boolean isAnswered(UUID application, String command, String person, Function<Caller, Answer> request,
            CountDownLatch answered) {
        var caller = dossier.as(person).with("Idempotency-Key", Applicants.receipt());
        var answer = answer(caller, request);
        sent.add(new Sent(application, command, caller, request, answer));
        answered.countDown();
        return answer != null;
    }

    private static @Nullable Answer answer(Caller caller, Function<Caller, Answer> request) {
        try {
            return succeeded(request.apply(caller));
        } catch (UncheckedIOException killed) {
            return null;
        }
    }

    private static List<Object> told(Answer answer) {
        return List.of(answer.status(), answer.header("ETag"), answer.header("Location"), answer.raw());
    }
}
