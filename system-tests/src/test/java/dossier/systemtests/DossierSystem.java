package dossier.systemtests;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import dossier.backing.BackingServices;
import dossier.backing.Installation;
import dossier.backing.ServiceProcess;
import dossier.backing.ServiceProgram;

/**
 * A whole Dossier: PostgreSQL, Kafka, sign-in, a command-service and a query-service. It is started once for all stories,
 * so each story brings its own people and leaves everything running.
 */
final class DossierSystem {

    static final Duration SOON = Duration.ofSeconds(60);

    private final BackingServices backing = BackingServices.shared();
    private final Installation installation = backing.newInstallation();
    private final ServiceProcess commands = startCommandService();
    private final ServiceProcess queries = startQueryService("query-1");

    private DossierSystem() {
        commands.awaitReady();
        queries.awaitReady();
    }

    static DossierSystem shared() {
        return Shared.INSTANCE;
    }

    /** One whose callers may tell histories of the past. */
    ServiceProcess startCommandService() {
        var properties = installation.commandService();
        properties.put("dossier.demo-clock", "true");
        return start("command-service", properties);
    }

    /** @param instance its name in the consumer group, which it keeps over restarts */
    ServiceProcess startQueryService(String instance) {
        var properties = installation.queryService();
        properties.put("dossier.instance", instance);
        return start("query-service", properties);
    }

    private static ServiceProcess start(String module, Map<String, String> properties) {
        var started = ServiceProcess.start(module, ServiceProgram.of(Path.of(".."), module).command("-Xmx384m",
                "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"), properties, Path.of("target"));
        Runtime.getRuntime().addShutdownHook(new Thread(started::kill, "ends-" + module));
        return started;
    }

    /** Somebody who is signed in: the role is the name without the number, {@code allround} has every staff role. */
    Caller as(String person) {
        return at(commands, queries).as(person);
    }

    Caller anonymous() {
        return at(commands, queries);
    }

    /** Nobody yet, in front of these two services. */
    Caller at(ServiceProcess commandService, ServiceProcess queryService) {
        return new Caller(backing.signIn(), commandService.url(), queryService.url());
    }

    ServiceProcess commands() {
        return commands;
    }

    ServiceProcess queries() {
        return queries;
    }

    BackingServices backing() {
        return backing;
    }

    Topics topics() {
        return new Topics(backing.kafka().bootstrapServers(), installation.namespace());
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

    private static final class Shared {
        static final DossierSystem INSTANCE = new DossierSystem();
    }
}
