package dossier.query;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.springframework.stereotype.Component;

import dossier.query.CaseProgress.Waiting;
import dossier.query.ParkedApplication.WaitingRecord;

/** The records that wait, byte for byte as they came, so that they can be read again in their order. */
@Component
class ParkedRecords {

    private static final int RETRIED_AT_ONCE = 10_000;
    private static final int LONGEST_REASON = 500;

    private static final String SELECT = """
            select id, topic, topic_id, partition, record_offset, record_key, header_names, header_values, value
            from parked_record where\s""";

    private static final String SHOW = """
            select r.id, r.application_id, r.topic, r.topic_id, r.partition, r.record_offset, r.header_names,
                   r.header_values, r.reason, greatest(1, behind.waiting) as waiting,
                   coalesce(behind.since, r.parked_at) as since
            from parked_record r cross join lateral (
                select count(*) as waiting, min(parked_at) as since from parked_record
                where application_id = r.application_id) behind
            where r.reason <> ? and\s""";

    private static final Pattern TYPE = Pattern.compile("[A-Za-z0-9.]{1,100}");

    private static final String INSERT = """
            insert into parked_record (application_id, topic, topic_id, partition, record_offset, reason, record_key,
                                       header_names, header_values, value)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (topic_id, partition, record_offset) do nothing
            """;

    List<Incoming> ofApplications(Connection connection, Collection<UUID> applications) throws SQLException {
        try (var select = connection.prepareStatement(SELECT + "application_id = any(?) order by id")) {
            select.setArray(1, connection.createArrayOf("uuid", applications.toArray()));
            return read(select);
        }
    }

    List<Incoming> ofPartition(Connection connection, String topic, int partition) throws SQLException {
        try (var select = connection
                .prepareStatement(SELECT + "topic = ? and partition = ? order by id limit " + RETRIED_AT_ONCE)) {
            select.setString(1, topic);
            select.setInt(2, partition);
            return read(select);
        }
    }

    /** In the order in which their first records arrived; {@code after} names the one before the page. */
    List<ParkedApplication> page(Connection connection, long after, int limit) throws SQLException {
        try (var select = connection.prepareStatement(SHOW + "r.id > ? order by r.id limit ?")) {
            select.setString(1, CaseProgress.BEHIND);
            select.setLong(2, after);
            select.setInt(3, limit);
            return show(select);
        }
    }

    Optional<ParkedApplication> ofApplication(Connection connection, UUID application) throws SQLException {
        try (var select = connection.prepareStatement(SHOW + "r.application_id = ? order by r.id limit 1")) {
            select.setString(1, CaseProgress.BEHIND);
            select.setObject(2, application);
            return show(select).stream().findFirst();
        }
    }

    void delete(Connection connection, Incoming incoming) throws SQLException {
        delete(connection, parkedId(incoming).stream().toList());
    }

    /** @param strangers records of no application: each waits for itself */
    void write(Connection connection, Collection<CaseProgress> progresses, List<Waiting> strangers)
            throws SQLException {
        var resolved = new ArrayList<Long>();
        var waiting = new ArrayList<>(strangers);
        for (var progress : progresses) {
            progress.applied().forEach(incoming -> parkedId(incoming).ifPresent(resolved::add));
            progress.known().forEach(incoming -> parkedId(incoming).ifPresent(resolved::add));
            waiting.addAll(progress.waiting());
        }
        if (!resolved.isEmpty()) {
            delete(connection, resolved);
        }
        if (!waiting.isEmpty()) {
            try (var insert = connection.prepareStatement(INSERT);
                    var update = connection.prepareStatement("update parked_record set reason = ? where id = ?")) {
                for (var one : waiting) {
                    park(connection, one, insert, update);
                }
                insert.executeBatch();
                update.executeBatch();
            }
        }
    }

    long countApplications(Connection connection) throws SQLException {
        try (var select = connection.prepareStatement(
                "select count(distinct coalesce(application_id::text, id::text)) from parked_record");
                var row = select.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private static void park(Connection connection, Waiting waiting, PreparedStatement insert,
            PreparedStatement update) throws SQLException {
        var parkedId = parkedId(waiting.incoming());
        if (parkedId.isPresent()) {
            update.setString(1, text(Masking.text(waiting.reason())));
            update.setLong(2, parkedId.get());
            update.addBatch();
            return;
        }
        var source = waiting.incoming().source();
        var message = source.record();
        var headers = message.headers().toArray();
        insert.setObject(1, waiting.incoming().applicationId());
        insert.setString(2, message.topic());
        insert.setString(3, source.topicId());
        insert.setInt(4, message.partition());
        insert.setLong(5, message.offset());
        insert.setString(6, text(Masking.text(waiting.reason())));
        insert.setString(7, message.key() == null ? null : text(message.key()));
        insert.setArray(8, connection.createArrayOf("bytea", Arrays.stream(headers)
                .map(header -> header.key().getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new)));
        insert.setArray(9, connection.createArrayOf("bytea",
                Arrays.stream(headers).map(Header::value).toArray(byte[][]::new)));
        insert.setBytes(10, message.value());
        insert.addBatch();
    }

    private static void delete(Connection connection, List<Long> ids) throws SQLException {
        try (var delete = connection.prepareStatement("delete from parked_record where id = any(?)")) {
            delete.setArray(1, connection.createArrayOf("int8", ids.toArray()));
            delete.executeUpdate();
        }
    }

    private static List<ParkedApplication> show(PreparedStatement select) throws SQLException {
        var parked = new ArrayList<ParkedApplication>();
        try (var rows = select.executeQuery()) {
            while (rows.next()) {
                var headers = headers(rows);
                var type = Incoming.text(headers, "ce_type");
                var first = new WaitingRecord(rows.getLong("id"), rows.getString("topic"), rows.getString("topic_id"),
                        rows.getInt("partition"), rows.getLong("record_offset"), Incoming.sequence(headers),
                        type != null && TYPE.matcher(type).matches() ? type : null, rows.getString("reason"));
                parked.add(new ParkedApplication(rows.getObject("application_id", UUID.class),
                        rows.getObject("since", OffsetDateTime.class).toInstant(), rows.getLong("waiting"), first));
            }
        }
        return parked;
    }

    private static List<Incoming> read(PreparedStatement select) throws SQLException {
        var records = new ArrayList<Incoming>();
        try (var rows = select.executeQuery()) {
            while (rows.next()) {
                records.add(Incoming.read(source(rows)));
            }
        }
        return records;
    }

    private static Incoming.Source source(ResultSet row) throws SQLException {
        var value = row.getBytes("value");
        var message = new ConsumerRecord<>(row.getString("topic"), row.getInt("partition"),
                row.getLong("record_offset"), ConsumerRecord.NO_TIMESTAMP, TimestampType.NO_TIMESTAMP_TYPE,
                ConsumerRecord.NULL_SIZE, value == null ? ConsumerRecord.NULL_SIZE : value.length,
                row.getString("record_key"), value, headers(row), Optional.empty());
        return new Incoming.Source(row.getString("topic_id"), message, row.getLong("id"));
    }

    private static Headers headers(ResultSet row) throws SQLException {
        var names = (byte[][]) row.getArray("header_names").getArray();
        var values = (byte[][]) row.getArray("header_values").getArray();
        var headers = new RecordHeaders();
        for (int i = 0; i < names.length; i++) {
            headers.add(new String(names[i], StandardCharsets.UTF_8), values[i]);
        }
        return headers;
    }

    private static Optional<Long> parkedId(Incoming incoming) {
        return Optional.ofNullable(incoming.source().parkedId());
    }

    /** PostgreSQL keeps no NUL in text; where a foreign record has one, the look of it is enough. */
    private static String text(String any) {
        var clean = any.replace('\0', '\uFFFD');
        return clean.length() <= LONGEST_REASON ? clean : clean.substring(0, LONGEST_REASON);
    }
}
