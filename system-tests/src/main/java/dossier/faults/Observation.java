package dossier.faults;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

import dossier.backing.Installation;
import dossier.events.PublishedEvent;
import dossier.events.StoredEvent;

/**
 * Everything there is to see when all is quiet: what the users were told, and what log, ledger, topics and read models
 * hold.
 *
 * @param keys caller and Idempotency-Key of every answer that is kept
 * @param notices ids of the applications on the topic of issued cards
 * @param errors lines of the services' logs at level ERROR
 */
record Observation(List<Attempt> attempts, List<StoredEvent> log, List<String> keys, List<Numbered> ledger,
        List<PublishedEvent> topic, List<UUID> notices, List<StoredEvent> history, List<CaseRow> cases, long parked,
        List<String> errors) {

    /** @param eventId of the event that has this position */
    @SuppressWarnings("ArrayRecordComponent") // as the database has it
    record Numbered(long position, UUID eventId, byte[] hash) {}

    /** A current view. */
    record CaseRow(UUID application, int version, String status) {}

    private static final Duration POLL = Duration.ofMillis(200);
    private static final int RECORDS_A_POLL = 10_000;
    private static final int MILLISECONDS_WITHOUT_RECORDS = 20;
    private static final String EVENT = """
            select event_id, application_id, sequence, type, version, occurred_at, actor, role,
                   %s, payload from %s order by %s""";

    /** @param planted ids of records that no relay sent */
    static Observation of(Installation installation, Collection<Attempt> attempts, Set<UUID> planted,
            List<String> errors) throws SQLException, InterruptedException, ExecutionException {
        try (var log = installation.log();
                var read = installation.read();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var topic = threads.submit(() -> topic(installation, "application-events").stream()
                    .map(PublishedEvent::from)
                    .filter(published -> !planted.contains(published.event().eventId())).toList());
            var history = threads.submit(() -> rows(read,
                    EVENT.formatted("''", "history", "application_id, sequence"), Observation::event));
            var events = rows(log, EVENT.formatted("command", "event", "application_id, sequence"),
                    Observation::event);
            var ledger = rows(log, "select position, event_id, hash from ledger join event using (global_index)"
                    + " order by position",
                    row -> new Numbered(row.getLong(1), row.getObject(2, UUID.class), row.getBytes(3)));
            var notices = topic(installation, "cards-issued").stream().map(record -> UUID.fromString(record.key()))
                    .toList();
            return new Observation(List.copyOf(attempts), events, keys(log), ledger, end(topic), notices,
                    end(history),
                    rows(read, "select application_id, version, status from application",
                            row -> new CaseRow(row.getObject(1, UUID.class), row.getInt(2), row.getString(3))),
                    rows(read, "select count(*) from parked_record", row -> row.getLong(1)).getFirst(),
                    List.copyOf(errors));
        }
    }

    private static <T> T end(Future<T> reading) throws SQLException, InterruptedException, ExecutionException {
        try {
            return reading.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case SQLException refused -> throw refused;
                case KafkaException refused -> throw refused;
                case null, default -> throw e;
            }
        }
    }

    /** Of every answer that is kept, as {@link Attempt#callerAndKey} has them. */
    static List<String> keys(Connection log) throws SQLException {
        return rows(log, "select caller || ' ' || key from idempotency_key", row -> row.getString(1));
    }

    static long count(Connection database, String table) throws SQLException {
        try (database) {
            return rows(database, "select count(*) from " + table, row -> row.getLong(1)).getFirst();
        }
    }

    interface Reading<T> {
        T of(ResultSet row) throws SQLException;
    }

    static <T> List<T> rows(Connection database, String sql, Reading<T> reading) throws SQLException {
        try (var statement = database.createStatement(); var row = statement.executeQuery(sql)) {
            var rows = new ArrayList<T>();
            while (row.next()) {
                rows.add(reading.of(row));
            }
            return rows;
        }
    }

    private static StoredEvent event(ResultSet row) throws SQLException {
        return new StoredEvent(row.getObject(1, UUID.class), row.getObject(2, UUID.class), row.getInt(3),
                row.getString(4), row.getInt(5), row.getObject(6, Timestamp.class).toInstant(), row.getString(7),
                row.getString(8), row.getString(9), null, row.getBytes(10));
    }

    private static List<ConsumerRecord<String, byte[]>> topic(Installation installation, String name) {
        var records = new ArrayList<ConsumerRecord<String, byte[]>>();
        try (var consumer = new KafkaConsumer<>(Map.of("bootstrap.servers", installation.bootstrapServers(),
                "isolation.level", "read_committed", "enable.auto.commit", false, "default.api.timeout.ms", 20_000,
                "max.poll.records", RECORDS_A_POLL, "fetch.max.wait.ms", MILLISECONDS_WITHOUT_RECORDS),
                new StringDeserializer(), new ByteArrayDeserializer())) {
            var partitions = consumer.partitionsFor(installation.namespace() + "." + name).stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition())).toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(POLL).forEach(records::add);
            }
        }
        return records;
    }

    /** Whether both say the same; what the history does not keep, command and trace, is left out. */
    static boolean isSame(StoredEvent one, StoredEvent other) {
        return one.eventId().equals(other.eventId()) && one.applicationId().equals(other.applicationId())
                && one.sequence() == other.sequence() && one.type().equals(other.type())
                && one.version() == other.version() && one.occurredAt().equals(other.occurredAt())
                && one.actor().equals(other.actor()) && one.role().equals(other.role())
                && Arrays.equals(one.payload(), other.payload());
    }

    Observation withAttempts(List<Attempt> changed) {
        return new Observation(changed, log, keys, ledger, topic, notices, history, cases, parked, errors);
    }

    Observation withLog(List<StoredEvent> changed) {
        return new Observation(attempts, changed, keys, ledger, topic, notices, history, cases, parked, errors);
    }

    Observation withKeys(List<String> changed) {
        return new Observation(attempts, log, changed, ledger, topic, notices, history, cases, parked, errors);
    }

    Observation withLedger(List<Numbered> changed) {
        return new Observation(attempts, log, keys, changed, topic, notices, history, cases, parked, errors);
    }

    Observation withTopic(List<PublishedEvent> changed) {
        return new Observation(attempts, log, keys, ledger, changed, notices, history, cases, parked, errors);
    }

    Observation withHistory(List<StoredEvent> changed) {
        return new Observation(attempts, log, keys, ledger, topic, notices, changed, cases, parked, errors);
    }

    Observation withParked(long changed) {
        return new Observation(attempts, log, keys, ledger, topic, notices, history, cases, changed, errors);
    }

    Observation withErrors(List<String> changed) {
        return new Observation(attempts, log, keys, ledger, topic, notices, history, cases, parked, changed);
    }
}
