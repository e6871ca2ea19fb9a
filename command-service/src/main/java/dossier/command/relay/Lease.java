package dossier.command.relay;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The row that says who numbers and relays, until when by the database's clock. Unlike an advisory lock it does not stay
 * with a stopped process. One that ends much later than any lease is granted for is from before that clock was set
 * back, and over. Used by one thread.
 */
final class Lease implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Lease.class);
    private static final String NAME = "spine";
    private static final Duration TTL = Duration.ofSeconds(5);
    /** More than any version grants, or a clock is corrected by. */
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final String TAKE = """
            insert into lease (name, holder, expires_at) values (?, ?, clock_timestamp() + ? * interval '1 ms')
            on conflict (name) do update set holder = excluded.holder, expires_at = excluded.expires_at
            where lease.holder = excluded.holder
               or lease.expires_at not between clock_timestamp() and clock_timestamp() + ? * interval '1 ms'""";
    private static final String RELEASE = """
            update lease set expires_at = '-infinity' where name = ? and holder = ?""";

    private final LogDatabase database;
    private final String holder;
    private final Runnable onAnswer;
    private @Nullable Connection connection;
    private long heldUntil = System.nanoTime();

    Lease(LogDatabase database, String holder, Runnable onAnswer) {
        this.database = database;
        this.holder = holder;
        this.onAnswer = onAnswer;
    }

    /** Takes or renews it. While the database does not answer, what was held stays held for as long as it was granted. */
    boolean hold() {
        long now = System.nanoTime();
        try (var statement = connection().prepareStatement(TAKE)) {
            statement.setString(1, NAME);
            statement.setString(2, holder);
            statement.setLong(3, TTL.toMillis());
            statement.setLong(4, LONGEST.toMillis());
            heldUntil = statement.executeUpdate() == 1 ? now + TTL.toNanos() : now;
            onAnswer.run();
        } catch (SQLException e) {
            log.warn("No answer about the lease: {}", e.toString());
            close();
        }
        return heldUntil - System.nanoTime() > 0;
    }

    void release() {
        heldUntil = System.nanoTime();
        try (var statement = connection().prepareStatement(RELEASE)) {
            statement.setString(1, NAME);
            statement.setString(2, holder);
            statement.executeUpdate();
        } catch (SQLException e) {
            log.warn("The lease runs out by itself: {}", e.toString());
            close();
        }
    }

    @Override
    public void close() {
        var current = connection;
        connection = null;
        LogDatabase.drop(current);
    }

    private Connection connection() throws SQLException {
        var current = connection;
        if (current == null) {
            current = database.connect("dossier-lease", TIMEOUT, "-c statement_timeout=" + TIMEOUT.toMillis());
            connection = current;
        }
        return current;
    }
}
