package dossier.backing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

import org.postgresql.PGConnection;

import dossier.backing.Installation.Passwords;

/**
 * Creates what migrations need to find: roles and empty databases. Doing it again changes nothing but passwords. The
 * scripts are psql's, which runs the same ones where PostgreSQL is a container.
 */
public final class DatabaseSetup {

    /** What ends each query of a script. */
    private static final Pattern EXECUTE_ITS_RESULT = Pattern.compile("\\\\gexec\\s*");

    private DatabaseSetup() {}

    /** Brings the four roles to these passwords. */
    public static void roles(Postgres server, Passwords passwords) {
        try (var connection = server.connectAsSuperuser("postgres")) {
            run(connection, script("roles.sql"));
            password(connection, Installation.OWNER, passwords.owner());
            password(connection, Installation.READ_OWNER, passwords.readOwner());
            password(connection, Installation.COMMAND, passwords.command());
            password(connection, Installation.QUERY, passwords.query());
        } catch (SQLException e) {
            throw new IllegalStateException("the database roles could not be created: " + e.getMessage(), e);
        }
    }

    /** Creates the three databases whose names begin with this. */
    public static void databases(Postgres server, String databases) {
        try (var connection = server.connectAsSuperuser("postgres")) {
            run(connection, script("databases.sql").replace(":'databases'", "'" + databases + "'"));
        } catch (SQLException e) {
            throw new IllegalStateException("the databases could not be created: " + e.getMessage(), e);
        }
    }

    // The driver hashes it, so that no log of statements ever shows it.
    private static void password(Connection connection, String role, String password) throws SQLException {
        connection.unwrap(PGConnection.class).alterUserPassword(role, password.toCharArray(), "scram-sha-256");
    }

    /** Every cell of a query's result is a statement, and none where it is null. */
    private static void run(Connection connection, String script) throws SQLException {
        try (var statement = connection.createStatement()) {
            for (var query : EXECUTE_ITS_RESULT.splitAsStream(script).toList()) {
                for (var found : cells(connection, query)) {
                    statement.execute(found);
                }
            }
        }
    }

    private static List<String> cells(Connection connection, String query) throws SQLException {
        var cells = new ArrayList<String>();
        try (var statement = connection.createStatement(); var rows = statement.executeQuery(query)) {
            while (rows.next()) {
                for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
                    var cell = rows.getString(column);
                    if (cell != null) {
                        cells.add(cell);
                    }
                }
            }
        }
        return cells;
    }

    private static String script(String name) {
        try (var script = DatabaseSetup.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(script, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
