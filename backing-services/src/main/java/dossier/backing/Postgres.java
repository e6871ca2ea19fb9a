package dossier.backing;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** One real PostgreSQL on a port of the loopback interface, as durable as in production, whose data outlives a crash. */
public sealed interface Postgres extends AutoCloseable permits PostgresServer, PostgresContainer {

    String SUPERUSER = "postgres";

    Map<String, String> DURABLE = Map.of("fsync", "on", "synchronous_commit", "on", "full_page_writes", "on");

    List<String> SETTINGS = List.of("password_encryption=scram-sha-256", "max_connections=200", "shared_buffers=256MB",
            "jit=off", "max_wal_size=2GB", "min_wal_size=2GB", "checkpoint_timeout=15min", "log_checkpoints=off",
            "timezone=UTC", "log_timezone=UTC");

    /** Words of initdb, so that text sorts alike everywhere. */
    List<String> LOCALE = List.of("--encoding=UTF8", "--locale=C", "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8");

    int port();

    String superuserPassword();

    /** A crash: kill -9 of the server. */
    void kill();

    /** Starts it again on the same data and port. */
    void restart();

    @Override
    void close();

    default Connection connect(String database, String user, String password) throws SQLException {
        var properties = new Properties();
        properties.putAll(
                Map.of("user", user, "password", password, "connectTimeout", "5", "loginTimeout", "5",
                        "socketTimeout", "60"));
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port() + "/" + database, properties);
    }

    default Connection connectAsSuperuser(String database) throws SQLException {
        return connect(database, SUPERUSER, superuserPassword());
    }
}
