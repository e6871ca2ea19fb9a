package dossier.command.relay;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dossier.backing.BackingServices;
import dossier.command.log.SequencerState;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

class SequencerTests {

    static final int APPENDERS = 16;

    final TestLog log = TestLog.in(BackingServices.shared().newInstallation());
    final List<Worker> sequencers = new ArrayList<>();

    @AfterEach
    void stop() {
        sequencers.forEach(sequencer -> sequencer.close(Duration.ZERO));
    }

    @Test
    void positions_are_dense_and_in_each_applications_order_whatever_appenders_do() throws Exception {
        startSequencer();
        long appended = inParallel(APPENDERS, number -> appendWildly(new Random(number), 150));
        assertThat(appended).isGreaterThan(500);
        await().until(() -> log.numbered() == log.events());
        assertThat(log.numbered()).isEqualTo(appended);
        assertThat(log.misplaced()).isZero();
    }

    @Test
    void an_append_held_open_while_10_000_others_commit_is_neither_lost_nor_in_anyones_way() throws Exception {
        startSequencer();
        var application = UUID.randomUUID();
        try (var slow = log.connect()) {
            slow.setAutoCommit(false);
            TestLog.append(slow, List.of(TestLog.event(application, 1)));
            inParallel(2, _ -> {
                log.appendApplications(50, 100);
                return 0L;
            });
            await().until(() -> log.numbered() == 10_000);
            TestLog.append(slow, List.of(TestLog.event(application, 2)));
            slow.commit();
        }
        log.append(List.of(TestLog.event(application, 3)));
        await().until(() -> log.numbered() == 10_003);
        assertThat(log.misplaced()).isZero();
        assertThat(log.count("select min(position) from ledger join event using (global_index) where application_id = '"
                + application + "'")).isEqualTo(10_001);
        assertThat(log.count("select min(global_index) from event where application_id = '" + application + "'"))
                .isEqualTo(1);
    }

    @Test
    void two_that_number_at_once_and_lose_their_connections_give_each_event_one_position() throws Exception {
        startSequencer();
        startSequencer();
        long terminated = 0;
        var done = new AtomicBoolean();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var load = threads.submit(() -> {
                while (!done.get()) {
                    log.appendApplications(20, 5);
                }
                return null;
            });
            try {
                for (int round = 1; round <= 20; round++) {
                    long before = log.numbered();
                    await().until(() -> log.numbered() > before);
                    terminated += log.terminateSequencers();
                }
            } finally {
                done.set(true);
            }
            load.get();
        }
        assertThat(terminated).isGreaterThanOrEqualTo(20);
        await().until(() -> log.numbered() == log.events());
        assertThat(log.misplaced()).isZero();
    }

    @Test
    void a_ledger_of_another_database_cluster_is_not_continued() throws Exception {
        startSequencer();
        log.append(List.of(TestLog.event(UUID.randomUUID(), 1)));
        await().until(() -> log.numbered() == 1);
        log.asOwner("update ledger set cluster = cluster + 1");
        log.terminateSequencers();
        log.append(List.of(TestLog.event(UUID.randomUUID(), 1)));
        await().during(Duration.ofSeconds(1)).until(() -> log.numbered() == 1);
        log.asOwner("update ledger set cluster = cluster - 1");
        await().until(() -> log.numbered() == 2);
    }

    /** So that what was committed while it said so, and notified nobody, is not left lying. */
    @Test
    void it_looks_once_more_after_it_has_said_that_it_sleeps() throws Exception {
        var state = new SequencerState();
        try (var sequencer = sequencer(state); var appender = log.connect()) {
            TestLog.appendSilently(appender, List.of(TestLog.event(UUID.randomUUID(), 1)));
            sequencer.round();
            assertThat(log.numbered()).isEqualTo(1);
            assertThat(state.isAwake()).isTrue();
            assertTimeoutPreemptively(Duration.ofSeconds(30), sequencer::round, "it waits without that look");
            assertThat(state.isAwake()).isFalse();
            TestLog.appendSilently(appender, List.of(TestLog.event(UUID.randomUUID(), 1)));
            sequencer.round();
            assertThat(log.numbered()).isEqualTo(2);
        }
    }

    @Test
    void it_is_not_awake_once_it_is_closed() throws Exception {
        var state = new SequencerState();
        try (var sequencer = sequencer(state); var appender = log.connect()) {
            TestLog.appendSilently(appender, List.of(TestLog.event(UUID.randomUUID(), 1)));
            sequencer.round();
            assertThat(state.isAwake()).isTrue();
        }
        assertThat(state.isAwake()).isFalse();
    }

    /** Sleeps until it is notified. */
    private Sequencer sequencer(SequencerState state) throws SQLException {
        return new Sequencer(log.database(), TestLog.metrics(), state, () -> {
        }, Duration.ofHours(1));
    }

    private void startSequencer() {
        sequencers.add(log.sequencer());
    }

    /** Savepoints, rollbacks, lost races, transactions that began long before they append: all a client can do. */
    private long appendWildly(Random random, int transactions) throws SQLException {
        long committed = 0;
        try (var connection = log.connect()) {
            connection.setAutoCommit(false);
            for (int transaction = 0; transaction < transactions; transaction++) {
                int events = 0;
                try {
                    if (random.nextBoolean()) {
                        execute(connection, "select pg_current_xact_id()");
                    }
                    events += appendNext(connection, random);
                    if (random.nextInt(3) == 0) {
                        var savepoint = connection.setSavepoint();
                        int inner = appendNext(connection, random);
                        if (random.nextBoolean()) {
                            connection.rollback(savepoint);
                        } else {
                            events += inner;
                        }
                    }
                    if (random.nextInt(5) == 0) {
                        connection.rollback();
                    } else {
                        connection.commit();
                        committed += events;
                    }
                } catch (SQLException e) {
                    assertThat(e.getSQLState()).isIn("23505", "40P01");
                    connection.rollback();
                }
            }
        }
        return committed;
    }

    private static int appendNext(Connection connection, Random random) throws SQLException {
        var application = new UUID(0, random.nextInt(40));
        int next;
        try (var query = connection.prepareStatement(
                "select coalesce(max(sequence), 0) + 1 from event where application_id = ?")) {
            query.setObject(1, application);
            try (var row = query.executeQuery()) {
                row.next();
                next = row.getInt(1);
            }
        }
        int events = 1 + random.nextInt(3);
        TestLog.append(connection, IntStream.range(next, next + events)
                .mapToObj(sequence -> TestLog.event(application, sequence)).toList());
        return events;
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private interface Appender {
        long append(int number) throws Exception;
    }

    private static long inParallel(int times, Appender appender) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var tasks = IntStream.range(0, times).mapToObj(number -> (Callable<Long>) () -> appender.append(number))
                    .toList();
            long sum = 0;
            for (Future<Long> task : threads.invokeAll(tasks)) {
                sum += task.get();
            }
            return sum;
        }
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(20));
    }
}
