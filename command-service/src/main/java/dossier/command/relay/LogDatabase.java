package dossier.command.relay;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;

import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;

/** Where the event log is. Its connections are never pooled: each belongs to one thread, with settings of its own. */
@ConfigurationProperties("dossier.log")
record LogDatabase(String url, String user, String password) {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);

    /** @param name what {@code pg_stat_activity} shows
     *  @param options server settings, as {@code -c name=value} */
    Connection connect(String name, Duration socketTimeout, String options) throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("ApplicationName", name);
        properties.setProperty("connectTimeout", Long.toString(CONNECT_TIMEOUT.toSeconds()));
        properties.setProperty("loginTimeout", Long.toString(CONNECT_TIMEOUT.toSeconds()));
        properties.setProperty("socketTimeout", Long.toString(socketTimeout.toSeconds()));
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("prepareThreshold", "1");
        properties.setProperty("options", options);
        return DriverManager.getConnection(url, properties);
    }

    @Override
    public String toString() {
        return url;
    }

    /** Closes at once, also under a statement that another thread waits for. */
    static void drop(@Nullable Connection connection) {
        try {
            if (connection != null) {
                connection.abort(Runnable::run);
            }
        } catch (SQLException e) {
            LoggerFactory.getLogger(LogDatabase.class).debug("already gone", e);
        }
    }
}
