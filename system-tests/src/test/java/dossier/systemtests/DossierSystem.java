package dossier.systemtests;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import dossier.backing.Installation;

/**
 * A whole Dossier: PostgreSQL, Kafka, sign-in, command-services and query-services. It is there once for all stories, so
 * each story brings its own people and leaves everything running.
 */
abstract sealed class DossierSystem permits DossierProcesses, DossierContainers {

    static final Duration SOON = Duration.ofSeconds(60);

    private final Installation installation;

    DossierSystem(Installation installation) {
        this.installation = installation;
    }

    /** Containers if {@code -Ddossier.commands} says where they are, otherwise processes, started now. */
    static DossierSystem shared() {
        return DossierContainers.areMeant() ? DossierContainers.shared() : DossierProcesses.shared();
    }

    /** Nobody yet. */
    abstract Caller anonymous();

    /** What somebody is known by who signed in, as in {@link #as}. */
    abstract String token(String person);

    /** Somebody who is signed in: the role is the name without the number, {@code allround} has every staff role. */
    Caller as(String person) {
        return anonymous().as(person);
    }

    Topics topics() {
        return new Topics(installation.bootstrapServers(), installation.namespace());
    }

    /** How many events people made; a refusal leaves the log as it was, whatever timers do meanwhile. */
    long events() {
        return queryForLong("select count(*) from event where actor <> 'system'");
    }

    /** Whether a timer watches a limit of this application. */
    boolean isTimed(UUID application) {
        return queryForLong("select count(*) from deadline where application_id = '" + application + "'") > 0;
    }

    /** For every event of a person the application and the command, as in {@code <id> RecordPayment}. */
    List<String> whatHappened() {
        try (var connection = installation.log()) {
            return strings(connection,
                    "select application_id || ' ' || command from event where actor <> 'system'");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** How many events the log has of one application. */
    long events(UUID application) {
        return queryForLong("select count(*) from event where application_id = '" + application + "'");
    }

    /** Every row of every table of the three databases, as text. */
    List<String> everythingStored() throws SQLException {
        var rows = new ArrayList<String>();
        for (var connection : List.of(installation.log(), installation.keys(), installation.read())) {
            try (connection) {
                for (var table : strings(connection, "select quote_ident(table_name) from information_schema.tables "
                        + "where table_schema = 'public' and table_type = 'BASE TABLE'")) {
                    strings(connection, "select t::text from " + table + " t")
                            .forEach(row -> rows.add(table + ": " + row));
                }
            }
        }
        return rows;
    }

    private long queryForLong(String sql) {
        try (var connection = installation.log()) {
            return Long.parseLong(strings(connection, sql).getFirst());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> strings(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement(); var rows = statement.executeQuery(sql)) {
            var found = new ArrayList<String>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        }
    }
}
