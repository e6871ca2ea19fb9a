package dossier.query;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

import org.springframework.stereotype.Component;

import dossier.query.RoundTrip.Step;
import dossier.query.RoundTrip.Values;

/** How far each partition is applied, kept in the database that it is applied to. */
@Component
class Offsets {

    private static final String BEGIN = """
            insert into consumer_offset (topic, partition, topic_id, next_offset)
            select ?, p, ?, 0 from unnest(?::int[]) p order by p
            on conflict (topic, partition) do update set topic_id = excluded.topic_id, next_offset = 0
                where consumer_offset.topic_id <> excluded.topic_id
            """;

    private static final String ADVANCE = """
            update consumer_offset o set next_offset = u.next
            from unnest(?::text[], ?::text[], ?::int[], ?::bigint[], ?::bigint[])
                u (topic, topic_id, partition, began, next)
            where o.topic = u.topic and o.topic_id = u.topic_id and o.partition = u.partition
                and o.next_offset = u.began
            """;

    private static final String HOLD = """
            select 1 from consumer_offset o where exists (
                select 1 from parked_record p
                where p.topic = o.topic and p.partition = o.partition and p.application_id = ?)
            order by o.topic, o.partition for update of o
            """;

    /** Where a batch began and ended in one partition. */
    record Advance(int partition, long began, long next) {

        /** @param further begins where this ended */
        Advance to(Advance further) {
            return new Advance(partition, began, further.next);
        }
    }

    /** The next offset of each partition; a topic that was made anew begins at 0. */
    Map<Integer, Long> begin(Connection connection, String topic, String topicId, Collection<Integer> partitions)
            throws SQLException {
        try (var insert = connection.prepareStatement(BEGIN)) {
            insert.setString(1, topic);
            insert.setString(2, topicId);
            insert.setArray(3, connection.createArrayOf("int4", partitions.toArray()));
            insert.executeUpdate();
        }
        return next(connection, topic, topicId, partitions);
    }

    /** The next offset of each of these partitions that has begun. */
    Map<Integer, Long> next(Connection connection, String topic, String topicId, Collection<Integer> partitions)
            throws SQLException {
        var next = new TreeMap<Integer, Long>();
        try (var select = connection.prepareStatement(
                "select partition, next_offset from consumer_offset"
                        + " where topic = ? and topic_id = ? and partition = any(?)")) {
            select.setString(1, topic);
            select.setString(2, topicId);
            select.setArray(3, connection.createArrayOf("int4", partitions.toArray()));
            try (var rows = select.executeQuery()) {
                while (rows.next()) {
                    next.put(rows.getInt(1), rows.getLong(2));
                }
            }
        }
        return next;
    }

    /** As many rows as advances, if every partition still is where its batch began; locks them until the transaction ends. */
    Step advance(String topic, String topicId, List<Advance> advances) {
        return new Step(ADVANCE, List.of(Values.of("text", advances, _ -> topic),
                Values.of("text", advances, _ -> topicId), Values.of("int4", advances, Advance::partition),
                Values.of("int8", advances, Advance::began), Values.of("int8", advances, Advance::next)));
    }

    /**
     * Locks the rows of all partitions in which the application has parked records until the transaction ends, so that no
     * batch of them is applied meanwhile. False if it has none.
     */
    boolean hold(Connection connection, UUID application) throws SQLException {
        try (var select = connection.prepareStatement(HOLD)) {
            select.setObject(1, application);
            try (var rows = select.executeQuery()) {
                return rows.next();
            }
        }
    }
}
