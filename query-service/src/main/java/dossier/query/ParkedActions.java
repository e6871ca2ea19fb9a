package dossier.query;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

import dossier.query.ParkedApplication.WaitingRecord;

/** What operators did about parked applications, only ever added to. */
@Component
class ParkedActions {

    private static final String INSERT = """
            insert into parked_action (actor, role, action, application_id, record, topic, topic_id, partition,
                                       record_offset, sequence, type, waited_for, reason, applied, skipped, waiting,
                                       waiting_for)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    enum Action {
        RETRY,
        SKIP
    }

    /** @param reason of a skip */
    record Act(String actor, String role, Action action, @Nullable String reason) {}

    /**
     * @param applied sequences of the events applied
     * @param skipped sequences given up
     * @param parked what still waits, absent if nothing does
     */
    record Outcome(UUID applicationId, List<Integer> applied, List<Integer> skipped,
            @Nullable ParkedApplication parked) {}

    /**
     * @param record the first that waited when it was done
     * @param reason of a skip
     * @param applied sequences of the events applied
     * @param skipped sequences given up
     * @param waiting how many records waited afterwards
     * @param waitingFor why the first of those waited
     */
    record ActionTaken(long id, Instant takenAt, String actor, String role, Action action, UUID applicationId,
            WaitingRecord record, @Nullable String reason, List<Integer> applied, List<Integer> skipped, long waiting,
            @Nullable String waitingFor) {}

    void add(Connection connection, Act act, WaitingRecord record, Outcome outcome) throws SQLException {
        try (var insert = connection.prepareStatement(INSERT)) {
            insert.setString(1, act.actor());
            insert.setString(2, act.role());
            insert.setString(3, act.action().name());
            insert.setObject(4, outcome.applicationId());
            insert.setLong(5, record.record());
            insert.setString(6, record.topic());
            insert.setString(7, record.topicId());
            insert.setInt(8, record.partition());
            insert.setLong(9, record.offset());
            insert.setObject(10, record.sequence(), Types.INTEGER);
            insert.setString(11, record.type());
            insert.setString(12, record.reason());
            insert.setString(13, act.reason());
            insert.setArray(14, connection.createArrayOf("int4", outcome.applied().toArray()));
            insert.setArray(15, connection.createArrayOf("int4", outcome.skipped().toArray()));
            insert.setLong(16, outcome.parked() == null ? 0 : outcome.parked().waiting());
            insert.setString(17, outcome.parked() == null ? null : outcome.parked().first().reason());
            insert.executeUpdate();
        }
    }

    /** Newest first. */
    List<ActionTaken> page(Connection connection, long before, int limit) throws SQLException {
        try (var select = connection
                .prepareStatement("select * from parked_action where id < ? order by id desc limit ?")) {
            select.setLong(1, before);
            select.setInt(2, limit);
            var actions = new ArrayList<ActionTaken>();
            try (var rows = select.executeQuery()) {
                while (rows.next()) {
                    actions.add(action(rows));
                }
            }
            return actions;
        }
    }

    private static ActionTaken action(ResultSet row) throws SQLException {
        var record = new WaitingRecord(row.getLong("record"), row.getString("topic"), row.getString("topic_id"),
                row.getInt("partition"), row.getLong("record_offset"), row.getObject("sequence", Integer.class),
                row.getString("type"), row.getString("waited_for"));
        return new ActionTaken(row.getLong("id"), row.getObject("taken_at", OffsetDateTime.class).toInstant(),
                row.getString("actor"), row.getString("role"), Action.valueOf(row.getString("action")),
                row.getObject("application_id", UUID.class), record, row.getString("reason"),
                List.of((Integer[]) row.getArray("applied").getArray()),
                List.of((Integer[]) row.getArray("skipped").getArray()), row.getLong("waiting"),
                row.getString("waiting_for"));
    }
}
