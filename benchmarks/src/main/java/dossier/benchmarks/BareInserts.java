package dossier.benchmarks;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;

/** The baseline of commands: one INSERT of the same row and one COMMIT, by plain JDBC, with the same indexes. */
final class BareInserts implements AutoCloseable {

    private static final String TABLE = "bench_event";
    private static final byte[] PAYLOAD = "x".repeat(500).getBytes(StandardCharsets.US_ASCII);

    private final List<Connection> connections = new ArrayList<>();
    private final String database;

    BareInserts(String database) throws SQLException {
        this.database = database;
        try (var owner = RunningSystem.connect(database); var statement = owner.createStatement()) {
            statement.execute("drop table if exists " + TABLE);
            statement.execute("create table " + TABLE + " (like event including all)");
        }
    }

    /** Commits a second with this many connections. */
    double perSecond(int users, Duration time) throws SQLException, InterruptedException, ExecutionException {
        var works = new ArrayList<Load.Work>();
        for (int i = 0; i < users; i++) {
            var connection = RunningSystem.connect(database);
            connections.add(connection);
            var insert = connection.prepareStatement("insert into " + TABLE
                    + " (event_id, application_id, sequence, type,"
                    + " version, occurred_at, actor, role, command, payload)"
                    + " values (?, ?, 1, 'InformationVerified', 1, now(), 'verifier', 'verifier', 'VerifyInformation', ?)");
            insert.setBytes(3, PAYLOAD);
            works.add(() -> {
                insert.setObject(1, UUID.randomUUID());
                insert.setObject(2, UUID.randomUUID());
                return insert.executeUpdate();
            });
        }
        return Load.perSecond(users, time, works);
    }

    @Override
    public void close() throws SQLException {
        for (var connection : connections) {
            connection.close();
        }
        try (var owner = RunningSystem.connect(database); var statement = owner.createStatement()) {
            statement.execute("drop table " + TABLE);
        }
    }
}
