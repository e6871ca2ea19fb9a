package dossier.backing;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

import org.postgresql.PGConnection;

import dossier.backing.Installation.Passwords;

/** Creates what migrations need to find: roles and empty databases. Doing it again changes nothing but passwords. */
public final class DatabaseSetup {

    private DatabaseSetup() {}

    /** Brings the four roles to these passwords. */
    public static void roles(PostgresServer server, Passwords passwords) {
        try (var connection = server.connectAsSuperuser("postgres")) {
            role(connection, Installation.OWNER, passwords.owner());
            role(connection, Installation.READ_OWNER, passwords.readOwner());
            role(connection, Installation.COMMAND, passwords.command());
            role(connection, Installation.QUERY, passwords.query());
            // By default everybody may connect to every database.
            execute(connection, "REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC");
        } catch (SQLException e) {
            throw new IllegalStateException("the database roles could not be created: " + e.getMessage(), e);
        }
    }

    /** Creates the three databases whose names begin with this. */
    public static void databases(PostgresServer server, String databases) {
        try (var connection = server.connectAsSuperuser("postgres")) {
            database(connection, databases + "_log", Installation.OWNER, List.of(Installation.COMMAND));
            database(connection, databases + "_keys", Installation.OWNER,
                    List.of(Installation.COMMAND, Installation.QUERY));
            database(connection, databases + "_query", Installation.READ_OWNER, List.of(Installation.QUERY));
        } catch (SQLException e) {
            throw new IllegalStateException("the databases could not be created: " + e.getMessage(), e);
        }
    }

    private static void role(Connection connection, String name, String password) throws SQLException {
        if (isMissing(connection, "SELECT 1 FROM pg_roles WHERE rolname = ?", name)) {
            execute(connection, "CREATE ROLE " + name + " LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION");
        }
        // The driver hashes it, so that no log of statements ever shows it.
        connection.unwrap(PGConnection.class).alterUserPassword(name, password.toCharArray(), "scram-sha-256");
    }

    private static void database(Connection connection, String name, String owner, List<String> users)
            throws SQLException {
        if (isMissing(connection, "SELECT 1 FROM pg_database WHERE datname = ?", name)) {
            execute(connection, "CREATE DATABASE " + name + " OWNER " + owner);
        }
        execute(connection, "REVOKE ALL ON DATABASE " + name + " FROM PUBLIC");
        execute(connection, "GRANT CONNECT ON DATABASE " + name + " TO " + String.join(", ", users));
    }

    private static boolean isMissing(Connection connection, String query, String name) throws SQLException {
        try (var statement = connection.prepareStatement(query)) {
            statement.setString(1, name);
            try (var rows = statement.executeQuery()) {
                return !rows.next();
            }
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
