package dossier.benchmarks;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/**
 * What a projection costs that need not think: a read_committed consumer that decodes no JSON, decrypts nothing, knows
 * no case and keeps no promise but one transaction a batch with its offsets, and binary COPY of exactly the rows that
 * the projection leaves behind, into tables with the same indexes. A history row is made of its record; the rows of
 * views and name tokens, which this consumer could not make, were copied out of the read models before and are copied
 * in at the pace of the records: each row once, as it was at last.
 */
final class CopyBaseline implements AutoCloseable {

    private static final Instant POSTGRES_EPOCH = Instant.parse("2000-01-01T00:00:00Z");
    private static final byte[] HEADER = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0, 0, 0, 0, 0, 0,
            0, 0, 0};
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Map<String, String> COLUMNS = Map.of("application", """
            application_id, version, status, region, category, tracking_code, card_number, submitted_at, submitted_on,
            due_at, issued_on, verified_at, decided_at, approved_at, paid_at, issued_at, overdue_at, state""",
            "name_token", "token, application_id", "history",
            "application_id, sequence, event_id, type, version, occurred_at, actor, role, payload");

    private final Connection connection;
    private final CopyManager copy;
    private final KafkaConsumer<String, byte[]> consumer;

    CopyBaseline(Connection owner, String bootstrapServers, String topic) throws SQLException {
        connection = owner;
        copy = owner.unwrap(PGConnection.class).getCopyAPI();
        try (var statement = owner.createStatement()) {
            statement.execute("set synchronous_commit = off"); // as the projection writes
            statement.execute("create schema baseline");
            for (var table : COLUMNS.keySet()) {
                statement.execute("create table baseline." + table + " (like public." + table + " including all)");
            }
            statement.execute("create table baseline.consumer_offset (partition int primary key, next_offset bigint)");
        }
        connection.setAutoCommit(false);
        consumer = new KafkaConsumer<>(Map.of("bootstrap.servers", bootstrapServers, "isolation.level",
                "read_committed", "enable.auto.commit", false, "auto.offset.reset", "earliest", "max.poll.records",
                5_000, "max.partition.fetch.bytes", 8 << 20), new StringDeserializer(), new ByteArrayDeserializer());
        consumer.assign(consumer.partitionsFor(topic).stream()
                .map(partition -> new TopicPartition(topic, partition.partition())).toList());
    }

    /** Copies the records that it has not read yet; the read models must hold what they lead to. */
    double eventsPerSecond(int events, Instant since) throws SQLException, IOException {
        try (var views = new Rows("application", """
                select %s from public.application where submitted_at > '%s' order by ctid""".formatted(
                COLUMNS.get("application"), since));
                var tokens = new Rows("name_token", """
                        select t.token, t.application_id from public.application a join public.name_token t
                        using (application_id) where a.submitted_at > '%s' order by t.ctid""".formatted(since))) {
            connection.commit();
            long started = System.nanoTime();
            for (long read = 0; read < events;) {
                var records = consumer.poll(POLL);
                if (records.isEmpty()) {
                    continue;
                }
                var history = new ByteArrayOutputStream(4 << 20);
                var rows = new DataOutputStream(history);
                rows.write(HEADER);
                for (var message : records) {
                    write(rows, message);
                }
                rows.writeShort(-1);
                copyIn("history", history);
                read += records.count();
                views.copyUpTo(read, events);
                tokens.copyUpTo(read, events);
                advance();
                connection.commit();
            }
            return events / ((System.nanoTime() - started) / 1e9);
        }
    }

    private void advance() throws SQLException {
        try (var update = connection.prepareStatement("""
                insert into baseline.consumer_offset values (?, ?)
                on conflict (partition) do update set next_offset = excluded.next_offset""")) {
            for (var partition : consumer.assignment()) {
                update.setInt(1, partition.partition());
                update.setLong(2, consumer.position(partition));
                update.addBatch();
            }
            update.executeBatch();
        }
    }

    private void copyIn(String table, ByteArrayOutputStream rows) throws SQLException {
        var in = copy.copyIn("copy baseline." + table + " (" + COLUMNS.get(table) + ") from stdin (format binary)");
        var bytes = rows.toByteArray();
        in.writeToCopy(bytes, 0, bytes.length);
        in.endCopy();
    }

    private static void write(DataOutputStream row, ConsumerRecord<String, byte[]> message) throws IOException {
        var type = text(message, "ce_type").substring("dossier.".length());
        int dot = type.lastIndexOf(".v");
        row.writeShort(9);
        uuid(row, message.key());
        row.writeInt(Integer.BYTES);
        row.writeInt(Integer.parseInt(text(message, "ce_sequence")));
        uuid(row, text(message, "ce_id"));
        bytes(row, type.substring(0, dot).getBytes(StandardCharsets.UTF_8));
        row.writeInt(Integer.BYTES);
        row.writeInt(Integer.parseInt(type.substring(dot + 2)));
        row.writeInt(Long.BYTES);
        row.writeLong(ChronoUnit.MICROS.between(POSTGRES_EPOCH,
                OffsetDateTime.parse(text(message, "ce_time")).toInstant()));
        bytes(row, message.headers().lastHeader("ce_actor").value());
        bytes(row, message.headers().lastHeader("ce_role").value());
        bytes(row, message.value());
    }

    private static void uuid(DataOutputStream row, String text) throws IOException {
        var uuid = UUID.fromString(text);
        row.writeInt(2 * Long.BYTES);
        row.writeLong(uuid.getMostSignificantBits());
        row.writeLong(uuid.getLeastSignificantBits());
    }

    private static void bytes(DataOutputStream row, byte[] value) throws IOException {
        row.writeInt(value.length);
        row.write(value);
    }

    private static String text(ConsumerRecord<String, byte[]> message, String header) {
        return new String(message.headers().lastHeader(header).value(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws SQLException {
        consumer.close();
        connection.close();
    }

    /** Rows of one table as COPY wrote them to a file, handed on a part at a time. */
    private final class Rows implements AutoCloseable {

        private final String table;
        private final Path file;
        private final DataInputStream in;
        private final long all;
        private long copied;

        Rows(String table, String query) throws SQLException, IOException {
            this.table = table;
            file = Files.createTempFile("dossier-baseline", ".copy");
            try (var out = Files.newOutputStream(file)) {
                all = copy.copyOut("copy (" + query + ") to stdout (format binary)", out);
            }
            in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 20));
            in.skipNBytes(HEADER.length);
        }

        /** As large a part of all rows as {@code read} is of {@code events}. */
        void copyUpTo(long read, long events) throws SQLException, IOException {
            long upTo = all * read / events;
            var part = new ByteArrayOutputStream(1 << 20);
            var out = new DataOutputStream(part);
            out.write(HEADER);
            for (; copied < upTo; copied++) {
                short fields = in.readShort();
                out.writeShort(fields);
                for (int i = 0; i < fields; i++) {
                    int length = in.readInt();
                    out.writeInt(length);
                    if (length > 0) {
                        out.write(in.readNBytes(length));
                    }
                }
            }
            out.writeShort(-1);
            copyIn(table, part);
        }

        @Override
        public void close() {
            try {
                in.close();
                Files.delete(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
