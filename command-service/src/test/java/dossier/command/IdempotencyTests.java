package dossier.command;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.TaskInstanceId;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

import dossier.command.CommandApi.Reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** One key, one effect, one answer; on two instances. */
class IdempotencyTests {

    private static final int PARALLEL = 50;
    private static final Duration TIMER_RUNS_WITHIN = Duration.ofSeconds(60);
    private static final CommandApi FIRST = CommandApi.shared();
    private static final CommandApi SECOND = CommandApi.start(CommandApi.sharedInstallation());

    private final String key = UUID.randomUUID().toString();

    @AfterAll
    static void stop() {
        SECOND.close();
    }

    @Test
    void theSameRequestGetsTheSameAnswerAgain() {
        var body = Bodies.application();
        var first = FIRST.post("clerk", "/api/applications", body, "Idempotency-Key", key);
        var again = SECOND.post("clerk", "/api/applications", body, "Idempotency-Key", '"' + key + '"');
        assertThat(again.status()).isEqualTo(first.status()).isEqualTo(201);
        assertThat(again.json()).isEqualTo(first.json());
        assertThat(again.header("Location")).isEqualTo(first.header("Location"));
        assertThat(again.header("ETag")).isEqualTo(first.header("ETag"));
    }

    @Test
    void anotherRequestUnderTheKeyIsRefused() {
        FIRST.post("clerk", "/api/applications", Bodies.application(), "Idempotency-Key", key);
        var other = FIRST.post("clerk", "/api/applications", Bodies.application(), "Idempotency-Key", key);
        assertThat(other.status()).isEqualTo(422);
        assertThat(other.code()).isEqualTo("idempotency-key-reused");
    }

    @Test
    void anotherCallersKeyIsAnotherKey() {
        FIRST.post("clerk", "/api/applications", Bodies.application(), "Idempotency-Key", key);
        assertThat(FIRST.post("clerk2", "/api/applications", Bodies.application(), "Idempotency-Key", key).status())
                .isEqualTo(201);
    }

    @Test
    void aRefusalIsNotKept() {
        var id = submit();
        assertThat(FIRST.put("reviewer", id + "/approval", "{}", "Idempotency-Key", key).status()).isEqualTo(409);
        FIRST.put("verifier", id + "/verification", Bodies.verification());
        assertThat(FIRST.put("reviewer", id + "/approval", "{}", "Idempotency-Key", key).status()).isEqualTo(200);
    }

    @Test
    void theAnswerIsGivenAgainWhateverHappenedSince() {
        var id = submit();
        var verified = FIRST.put("verifier", id + "/verification", Bodies.verification(), "Idempotency-Key", key,
                "If-Match", "\"1\"");
        FIRST.put("reviewer", id + "/approval", "{}");
        var again = FIRST.put("verifier", id + "/verification", Bodies.verification(), "Idempotency-Key", key,
                "If-Match", "\"1\"");
        assertThat(again.json()).isEqualTo(verified.json());
    }

    @Test
    void parallelSubmissionsUnderOneKeyHaveOneEffectAndEqualAnswers() throws Exception {
        var body = Bodies.application();
        var replies = inParallel(api -> api.post("clerk", "/api/applications", body, "Idempotency-Key", key));
        assertThat(replies).extracting(Reply::status).containsOnly(201);
        assertThat(replies).extracting(Reply::json).containsOnly(replies.getFirst().json());
    }

    @Test
    void parallelPaymentsUnderOneKeyHaveOneEffectAndEqualAnswers() throws Exception {
        var id = submit();
        FIRST.put("verifier", id + "/verification", Bodies.verification());
        FIRST.put("reviewer", id + "/approval", "{}");
        var body = Bodies.payment("5.00");
        var replies = inParallel(api -> api.post("cashier", id + "/payments", body, "Idempotency-Key", key));
        assertThat(replies).extracting(Reply::status).containsOnly(200);
        assertThat(replies).extracting(Reply::json).containsOnly(replies.getFirst().json());
        assertThat(replies.getFirst().json().path("version").asInt()).isEqualTo(4);
    }

    @Test
    void keysAreForgottenAfterTwoDaysAndNotEarlier() throws SQLException {
        var young = UUID.randomUUID().toString();
        var body = Bodies.application();
        FIRST.post("clerk", "/api/applications", Bodies.application(), "Idempotency-Key", key);
        var kept = FIRST.post("clerk", "/api/applications", body, "Idempotency-Key", young);
        try (var log = CommandApi.sharedInstallation().log()) {
            age(log, key, 49);
            age(log, young, 47);
            var scheduler = FIRST.service().getBean(Scheduler.class);
            var task = TaskInstanceId.of(TimerConfiguration.FORGET_IDEMPOTENCY_KEYS, RecurringTask.INSTANCE);
            await().atMost(TIMER_RUNS_WITHIN).ignoreExceptions() // it cannot be rescheduled while it runs
                    .until(() -> scheduler.reschedule(task, Instant.now()));
            await().atMost(TIMER_RUNS_WITHIN).until(() -> !isKept(log, key));
        }
        assertThat(SECOND.post("clerk", "/api/applications", body, "Idempotency-Key", young).json())
                .isEqualTo(kept.json());
        assertThat(SECOND.post("clerk", "/api/applications", Bodies.application(), "Idempotency-Key", key).status())
                .isEqualTo(201);
    }

    private static void age(Connection log, String key, int hours) throws SQLException {
        try (var update = log.prepareStatement("update idempotency_key set created_at = now() - ? * interval '1 hour'"
                + " where key = ?")) {
            update.setInt(1, hours);
            update.setString(2, key);
            assertThat(update.executeUpdate()).isEqualTo(1);
        }
    }

    private static boolean isKept(Connection log, String key) throws SQLException {
        try (var query = log.prepareStatement("select 1 from idempotency_key where key = ?")) {
            query.setString(1, key);
            return query.executeQuery().next();
        }
    }

    private static String submit() {
        return FIRST.post("clerk", "/api/applications", Bodies.application()).header("Location");
    }

    private interface Call {
        Reply on(CommandApi api);
    }

    private static List<Reply> inParallel(Call call) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var calls = IntStream.range(0, PARALLEL)
                    .mapToObj(n -> (Callable<Reply>) () -> call.on(n % 2 == 0 ? FIRST : SECOND)).toList();
            return threads.invokeAll(calls).stream().map(Future::resultNow).toList();
        }
    }
}
