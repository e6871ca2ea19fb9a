package dossier.benchmarks;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;

import org.axonframework.common.IdentifierFactory;

/** The baseline of commands: one INSERT of the same row and one COMMIT, by plain JDBC, with the same indexes. */
final class BareInserts implements Load.User, AutoCloseable {

    private static final byte[] PAYLOAD = "x".repeat(500).getBytes(StandardCharsets.US_ASCII);

    private final Connection connection;
    private final PreparedStatement insert;
    private final boolean transaction;

    /**
     * @param transaction whether INSERT and COMMIT are two statements, as where a program does more than one thing in its
     *     transactions; else the INSERT commits by itself, in one round trip
     */
    BareInserts(Connection log, boolean transaction) throws SQLException {
        this.connection = log;
        this.transaction = transaction;
        connection.setAutoCommit(!transaction);
        insert = connection.prepareStatement("insert into bench_event"
                + " (event_id, application_id, sequence, type, version, occurred_at, actor, role, command, payload)"
                + " values (?, ?, 1, 'InformationVerified', 1, now(), 'verifier', 'verifier', 'VerifyInformation', ?)");
        insert.setBytes(3, PAYLOAD);
    }

    /** A new empty table like the log's own. */
    static void prepare(Connection log) throws SQLException {
        try (log; var statement = log.createStatement()) {
            statement.execute("drop table if exists bench_event");
            statement.execute("create table bench_event (like event including all)");
        }
    }

    @Override
    public void act() throws SQLException {
        insert.setObject(1, newId());
        insert.setObject(2, newId());
        insert.executeUpdate();
        if (transaction) {
            connection.commit();
        }
    }

    /** As the product makes them. */
    private static UUID newId() {
        return UUID.fromString(IdentifierFactory.getInstance().generateIdentifier());
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
