package dossier.command.log;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.zaxxer.hikari.HikariDataSource;
import org.awaitility.Awaitility;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

import dossier.backing.BackingServices;
import dossier.backing.Installation;
import dossier.command.log.AppendConflict.Taken;
import dossier.command.log.Companions.Claim;
import dossier.events.StoredEvent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A command wins or loses whole, alone and in company. */
class GroupCommitTests {

    private static final Installation INSTALLATION = BackingServices.shared().newInstallation();
    private static final HikariDataSource LOG = log();
    /** It never notifies, so that tests which listen hear their own appends alone. */
    private static final GroupCommit COMMIT = new GroupCommit(LOG, awake());

    @AfterAll
    static void stop() {
        COMMIT.close();
        LOG.close();
    }

    @Test
    void aCommandOfSeveralEventsThatLosesOneLosesAll() throws SQLException {
        var application = UUID.randomUUID();
        COMMIT.append(append(List.of(), event(application, 2)));
        assertTaken(Taken.VERSION, append(List.of(), event(application, 1), event(application, 2)));
        assertThat(sequences(application)).containsExactly(2);
    }

    @Test
    void aLostClaimLosesTheEvents() throws SQLException {
        var winner = UUID.randomUUID();
        var loser = UUID.randomUUID();
        var receipt = "R-" + winner;
        COMMIT.append(append(List.of(new Claim.Receipt(receipt, winner)), event(winner, 1)));
        assertTaken(Taken.RECEIPT, append(List.of(new Claim.Receipt(receipt, loser)), event(loser, 1)));
        assertThat(sequences(loser)).isEmpty();
    }

    @Test
    void aKeyThatIsTakenLosesTheEventsAndTheClaims() throws SQLException {
        var key = UUID.randomUUID().toString();
        var winner = UUID.randomUUID();
        var loser = UUID.randomUUID();
        var person = new byte[]{1};
        COMMIT.append(new Append(List.of(event(winner, 1)), List.of(), answer(key)));
        assertTaken(Taken.IDEMPOTENCY_KEY, new Append(List.of(event(loser, 1)),
                List.of(new Claim.OpenApplication(person, loser)), answer(key)));
        COMMIT.append(append(List.of(new Claim.OpenApplication(person, winner)), event(winner, 2)));
        assertThat(sequences(loser)).isEmpty();
    }

    @Test
    void aPersonWhoseApplicationClosesMayOpenAnother() {
        var first = UUID.randomUUID();
        var second = UUID.randomUUID();
        var person = new byte[]{2};
        COMMIT.append(append(List.of(new Claim.OpenApplication(person, first)), event(first, 1)));
        assertTaken(Taken.OPEN_APPLICATION,
                append(List.of(new Claim.OpenApplication(person, second)), event(second, 1)));
        COMMIT.append(append(List.of(new Claim.Closed(first)), event(first, 2)));
        COMMIT.append(append(List.of(new Claim.OpenApplication(person, second)), event(second, 1)));
    }

    @Test
    void losersTakeNobodyWithThem() throws Exception {
        var contested = UUID.randomUUID();
        var others = Stream.generate(UUID::randomUUID).limit(300).toList();
        var lost = new AtomicInteger();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            others.forEach(
                    application -> threads.execute(() -> COMMIT.append(append(List.of(), event(application, 1)))));
            IntStream.range(0, 100).forEach(_ -> threads.execute(() -> {
                try {
                    COMMIT.append(append(List.of(), event(contested, 1)));
                } catch (AppendConflict conflict) {
                    lost.incrementAndGet();
                }
            }));
        }
        assertThat(lost).hasValue(99);
        for (var application : others) {
            assertThat(sequences(application)).containsExactly(1);
        }
    }

    @Test
    void anAppendNotifiesASequencerThatMayNotLookAgain() throws SQLException {
        try (var listener = new Listener(); var commit = new GroupCommit(LOG, new SequencerState())) {
            commit.append(append(List.of(), event(UUID.randomUUID(), 1)));
            Awaitility.await().until(listener::isNotified);
        }
    }

    @Test
    void anAppendDoesNotNotifyOneThatIsAwake() throws SQLException {
        try (var listener = new Listener(); var commit = new GroupCommit(LOG, awake())) {
            commit.append(append(List.of(), event(UUID.randomUUID(), 1)));
            commit.append(append(List.of(), event(UUID.randomUUID(), 1))); // the one before is done with then
            assertThat(listener.isNotified()).isFalse();
        }
    }

    /** It looked for the last time before this was committed. */
    @Test
    void anAppendNotifiesTheSequencerThatFellAsleepMeanwhile() throws Exception {
        var contested = append(List.of(), event(UUID.randomUUID(), 1));
        var sequencer = awake();
        try (var listener = new Listener();
                var commit = new GroupCommit(LOG, sequencer);
                var other = LOG.getConnection();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            other.setAutoCommit(false);
            AppendStatement.execute(other, List.of(contested));
            var appended = threads.submit(() -> commit.append(contested));
            Awaitility.await().until(GroupCommitTests::isAnyoneWaiting);
            sequencer.fallsAsleep();
            other.rollback();
            appended.get();
            Awaitility.await().until(listener::isNotified);
        }
    }

    @Test
    void theServicesRoleCannotChangeOrRemoveWhatWasAppended() {
        for (var forbidden : List.of("update event set actor = 'x'", "delete from event", "truncate event",
                "update ledger set hash = ''", "delete from ledger", "drop table event", "delete from receipt",
                "update idempotency_key set answer = ''", "create table x (y int)")) {
            assertThatThrownBy(() -> {
                try (var connection = LOG.getConnection(); var statement = connection.createStatement()) {
                    statement.execute(forbidden);
                }
            }).as(forbidden).isInstanceOf(SQLException.class)
                    .hasMessageMatching("(?s).*(permission denied|must be owner).*");
        }
    }

    private static SequencerState awake() {
        var sequencer = new SequencerState();
        sequencer.wakesUp();
        return sequencer;
    }

    private static final class Listener implements AutoCloseable {

        private final Connection connection = LOG.getConnection();

        Listener() throws SQLException {
            execute("listen " + GroupCommit.CHANNEL);
        }

        /** Whether anybody has notified since it was last asked: what was committed before its own comes before it. */
        boolean isNotified() throws SQLException {
            execute("notify " + GroupCommit.CHANNEL + ", 'mine'");
            return Stream.of(connection.unwrap(PGConnection.class).getNotifications())
                    .anyMatch(one -> !one.getParameter().equals("mine"));
        }

        @Override
        public void close() throws SQLException {
            execute("unlisten *");
            connection.close();
        }

        private void execute(String sql) throws SQLException {
            try (var statement = connection.createStatement()) {
                statement.execute(sql);
            }
        }
    }

    private static boolean isAnyoneWaiting() throws SQLException {
        try (var connection = LOG.getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select exists (select from pg_stat_activity"
                        + " where datname = current_database() and wait_event_type = 'Lock')")) {
            rows.next();
            return rows.getBoolean(1);
        }
    }

    private static void assertTaken(Taken taken, Append append) {
        assertThatThrownBy(() -> COMMIT.append(append)).isInstanceOfSatisfying(AppendConflict.class,
                conflict -> assertThat(conflict.taken()).isEqualTo(taken));
    }

    private static Append append(List<Claim> claims, StoredEvent... events) {
        return new Append(List.of(events), claims, null);
    }

    private static Append.Answer answer(String key) {
        return new Append.Answer("clerk", key, new byte[]{1}, new byte[]{2});
    }

    private static StoredEvent event(UUID application, int sequence) {
        return new StoredEvent(UUID.randomUUID(), application, sequence, "InformationVerified", 1, Instant.EPOCH,
                "verifier", "verifier", "VerifyInformation", null, "{}".getBytes(StandardCharsets.UTF_8));
    }

    private static List<Integer> sequences(UUID application) throws SQLException {
        try (var connection = LOG.getConnection();
                var query = connection.prepareStatement("select array_agg(sequence order by sequence) from event"
                        + " where application_id = ?")) {
            query.setObject(1, application);
            try (var rows = query.executeQuery()) {
                rows.next();
                return rows.getArray(1) == null ? List.of() : List.of((Integer[]) rows.getArray(1).getArray());
            }
        }
    }

    private static HikariDataSource log() {
        var settings = INSTALLATION.commandService();
        Flyway.configure().dataSource(settings.get("dossier.log.url"), settings.get("dossier.log.owner"),
                settings.get("dossier.log.owner-password")).locations("classpath:db/log").load().migrate();
        var log = new HikariDataSource();
        log.setJdbcUrl(settings.get("dossier.log.url"));
        log.setUsername(settings.get("dossier.log.user"));
        log.setPassword(settings.get("dossier.log.password"));
        return log;
    }
}
