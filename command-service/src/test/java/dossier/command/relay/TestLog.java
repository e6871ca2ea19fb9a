package dossier.command.relay;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.flywaydb.core.Flyway;

import dossier.backing.Installation;
import dossier.command.log.SequencerState;
import dossier.events.StoredEvent;

import static java.nio.charset.StandardCharsets.UTF_8;

/** An event log of its own for a test, with what it takes to append to it and to look at it. */
record TestLog(Installation installation, LogDatabase database, KafkaSettings kafka) {

    private static final String APPEND = """
            with appended as (
              insert into event (event_id, application_id, sequence, type, version, occurred_at, actor, role, command,
                                 payload)
              select i, a, s, t, v, o, 'clerk', 'clerk', 'Test', p
              from unnest(?::uuid[], ?::uuid[], ?::int[], ?::text[], ?::int[], ?::timestamptz[], ?::bytea[])
                with ordinality u(i, a, s, t, v, o, p, place) order by place returning 1)
            select count(*) from appended""";

    static TestLog in(Installation installation) {
        var properties = installation.commandService();
        var url = properties.get("dossier.log.url");
        Flyway.configure().dataSource(url, properties.get("dossier.log.owner"),
                properties.get("dossier.log.owner-password")).locations("classpath:db/log").load().migrate();
        return new TestLog(installation,
                new LogDatabase(url, properties.get("dossier.log.user"), properties.get("dossier.log.password")),
                new KafkaSettings(installation.bootstrapServers(), installation.namespace(), (short) -1));
    }

    static SpineMetrics metrics() {
        return new SpineMetrics(new SimpleMeterRegistry());
    }

    Worker sequencer() {
        return new Worker("sequencer", () -> new Sequencer(database, metrics(), new SequencerState(), () -> {
        }), _ -> {
        });
    }

    Connection connect() throws SQLException {
        return database.connect("appender", Duration.ofSeconds(60), "-c lock_timeout=20s");
    }

    static StoredEvent event(UUID application, int sequence) {
        return event(application, sequence, "ContactRecorded", "{\"sequence\":" + sequence + "}");
    }

    static StoredEvent event(UUID application, int sequence, String type, String payload) {
        return event(application, sequence, type, 1, payload);
    }

    static StoredEvent event(UUID application, int sequence, String type, int version, String payload) {
        return new StoredEvent(UUID.randomUUID(), application, sequence, type, version,
                Instant.parse("2026-11-20T08:00:00.123456Z").plusSeconds(sequence), "clerk", "clerk", "Test", null,
                payload.getBytes(UTF_8));
    }

    static void append(Connection connection, List<StoredEvent> events) throws SQLException {
        appendSilently(connection, events);
        try (var statement = connection.createStatement()) {
            statement.execute("notify append");
        }
    }

    /** Without a notification. */
    static void appendSilently(Connection connection, List<StoredEvent> events) throws SQLException {
        try (var statement = connection.prepareStatement(APPEND)) {
            array(statement, 1, "uuid", events, StoredEvent::eventId);
            array(statement, 2, "uuid", events, StoredEvent::applicationId);
            array(statement, 3, "int4", events, StoredEvent::sequence);
            array(statement, 4, "text", events, StoredEvent::type);
            array(statement, 5, "int4", events, StoredEvent::version);
            array(statement, 6, "timestamptz", events, event -> event.occurredAt().toString());
            statement.setArray(7, connection.createArrayOf("bytea",
                    events.stream().map(StoredEvent::payload).toArray(byte[][]::new)));
            statement.execute();
        }
    }

    void append(List<StoredEvent> events) throws SQLException {
        try (var connection = connect()) {
            append(connection, events);
        }
    }

    /** New applications of {@code each} events, whose events take turns; so many statements as applications have events. */
    void appendApplications(int applications, int each) throws SQLException {
        var ids = IntStream.range(0, applications).mapToObj(_ -> UUID.randomUUID()).toList();
        try (var connection = connect()) {
            for (int sequence = 1; sequence <= each; sequence++) {
                int number = sequence;
                append(connection, ids.stream().map(id -> event(id, number)).toList());
            }
        }
    }

    long count(String query) {
        return get(query, Long.class);
    }

    <T> T get(String query, Class<T> type) {
        try (var connection = connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery(query)) {
            row.next();
            return row.getObject(1, type);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    void asOwner(String... statements) throws SQLException {
        try (var connection = installation.log(); var statement = connection.createStatement()) {
            for (var sql : statements) {
                statement.execute(sql);
            }
        }
    }

    long events() {
        return count("select count(*) from event");
    }

    long numbered() {
        return count("select count(*) from ledger");
    }

    /** Positions that leave a hole, or that stand against an application's own order. */
    long misplaced() {
        return count("""
                select count(*) from (
                  select position, row_number() over (order by position) expected,
                         lag(position) over (partition by application_id order by sequence) before
                  from ledger join event using (global_index)) p
                where position <> expected or position <= before""");
    }

    /** Kills the sequencer's connections under it. */
    long terminateSequencers() {
        return count("""
                select count(pg_terminate_backend(pid)) from pg_stat_activity
                where application_name = 'dossier-sequencer' and datname = current_database()""");
    }

    private static void array(java.sql.PreparedStatement statement, int index, String type, List<StoredEvent> events,
            Function<StoredEvent, Object> field) throws SQLException {
        statement.setArray(index, statement.getConnection().createArrayOf(type, events.stream().map(field).toArray()));
    }
}
