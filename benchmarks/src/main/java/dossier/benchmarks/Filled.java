package dossier.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.UUID;

import org.postgresql.PGConnection;

import dossier.backing.Installation;
import dossier.backing.ServiceProcess;
import dossier.backing.ServiceProgram;
import dossier.command.log.GroupCommit;
import dossier.events.MasterKey;
import dossier.events.PublishedEvent;
import dossier.events.StoredEvent;

import static java.util.Objects.requireNonNull;

/**
 * An installation whose log is filled with whole lives of applications by statements of thousands, as no caller could in the
 * time; its own services number, publish and project them.
 */
final class Filled implements AutoCloseable {

    private static final int LIVES_AT_ONCE = 4_000;
    private static final int CASES_KNOWN = 100_000;
    private static final Duration WATCH = Duration.ofSeconds(20);
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String COLUMNS = "event_id, application_id, sequence, type, version, occurred_at, actor, role, "
            + "command, payload";

    private final Installation installation;
    private final ServiceProcess commandService;
    private final ServiceProcess queryService;
    private final Lives lives;
    private final List<UUID> cases = new ArrayList<>();
    private final Random random = new Random(440_500);

    /** @param installation unused so far; its services start at once */
    Filled(Installation installation, Path directory) {
        this.installation = installation;
        lives = new Lives(new MasterKey(Base64.getDecoder().decode(installation.masterKey())));
        commandService = start("command-service", installation.commandService(), directory);
        queryService = start("query-service", installation.queryService(), directory);
    }

    private static ServiceProcess start(String module, Map<String, String> settings, Path directory) {
        return ServiceProcess.start(module, ServiceProgram.of(RunningSystem.home(), module).command(), settings,
                directory);
    }

    /**
     * Returns when the read models have them all.
     *
     * @param events of whole lives
     */
    void fill(int events) throws Exception {
        commandService.awaitReady();
        queryService.awaitReady();
        var progress = new Progress(events);
        int all = events / Lives.LENGTH;
        int each = Math.max(1, all / CASES_KNOWN);
        for (int told = 0; told < all; told += LIVES_AT_ONCE) {
            append(Math.min(LIVES_AT_ONCE, all - told), each);
            progress.show();
        }
        try (var log = installation.log(); var statement = log.createStatement()) {
            statement.execute("insert into receipt select 'R-' || application_id, application_id from event"
                    + " where type = 'PaymentRecorded'");
            statement.execute("insert into deadline select application_id, now() + interval '1 year',"
                    + " now() + interval '1 year' from event where type = 'CardIssued'");
            statement.execute("vacuum (analyze)");
        }
        while (progress.show() < events) {
            Thread.sleep(100);
        }
        try (var read = installation.read(); var statement = read.createStatement()) {
            statement.execute("vacuum (analyze)");
        }
    }

    private void append(int count, int each) throws SQLException {
        var events = new ArrayList<StoredEvent>();
        tell(count, event -> {
            events.add(event.event());
            if (event.event().sequence() == 1 && random.nextInt(each) == 0) {
                cases.add(event.event().applicationId());
            }
        });
        try (var log = installation.log(); var statement = log.createStatement()) {
            log.setAutoCommit(false);
            statement.execute("create temporary table told on commit drop as select " + COLUMNS
                    + " from event with no data");
            var copy = log.unwrap(PGConnection.class).getCopyAPI().copyIn("copy told from stdin");
            for (var event : events) {
                var line = line(event).getBytes(StandardCharsets.UTF_8);
                copy.writeToCopy(line, 0, line.length);
            }
            copy.endCopy();
            // COPY into the log would leave room in every other page, which a command-service's inserts do not
            statement.execute("insert into event (" + COLUMNS + ") select " + COLUMNS + " from told");
            log.commit();
        }
    }

    private static String line(StoredEvent event) {
        return String.join("\t", event.eventId().toString(), event.applicationId().toString(),
                Integer.toString(event.sequence()), event.type(), Integer.toString(event.version()),
                event.occurredAt().toString(), event.actor(), event.role(), event.command(),
                "\\\\x" + HexFormat.of().formatHex(event.payload())) + "\n";
    }

    /** More lives, whose keys are kept and whose events are not. */
    void tell(int count, Lives.To<PublishedEvent> to) throws SQLException {
        try (var keys = installation.keys();
                var insert = keys.prepareStatement(
                        "insert into application_key values (?, ?)")) {
            keys.setAutoCommit(false);
            lives.tell(count, key -> {
                insert.setObject(1, key.applicationId());
                insert.setBytes(2, key.bytes());
                insert.addBatch();
            }, to);
            insert.executeBatch();
            keys.commit();
        }
    }

    /** As a command-service connects to append. */
    Connection appending() throws SQLException {
        var settings = installation.commandService();
        var driver = new Properties();
        driver.setProperty("user", requireNonNull(settings.get("dossier.log.user")));
        driver.setProperty("password", requireNonNull(settings.get("dossier.log.password")));
        driver.setProperty("options", GroupCommit.ONE_PLAN);
        return DriverManager.getConnection(settings.get("dossier.log.url"), driver);
    }

    HttpCaller queries() {
        return new HttpCaller(queryService.url());
    }

    UUID anyCase() {
        return oneOf(cases.size());
    }

    /** One of only so many cases, of any age, so that what was asked before is asked again. */
    UUID oneOf(int count) {
        return cases.get((int) ((long) random.nextInt(count) * cases.size() / count));
    }

    long bytesOfLog() throws SQLException {
        return bytes(installation.log());
    }

    long bytesOfReadModels() throws SQLException {
        return bytes(installation.read());
    }

    private static long bytes(Connection database) throws SQLException {
        try (database;
                var statement = database.createStatement();
                var rows = statement.executeQuery("select pg_database_size(current_database())")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** Ends the services, so that whoever writes next writes alone. */
    @Override
    public void close() {
        commandService.close();
        queryService.close();
    }

    private final class Progress {

        private final int events;
        private final long started = System.nanoTime();
        private long shown = started;
        private long moved = started;
        private long before;

        Progress(int events) {
            this.events = events;
        }

        /**
         * How many events the read models have.
         *
         * @throws IllegalStateException if that has not changed for long
         */
        long show() throws IOException, InterruptedException {
            long done = (long) queryService.metric("dossier.projection.events");
            long now = System.nanoTime();
            if (done > before) {
                before = done;
                moved = now;
            } else if (now - moved > PATIENCE.toNanos()) {
                throw new IllegalStateException("the read models stand still at " + done + " of " + events + " events");
            }
            if (now - shown > WATCH.toNanos()) {
                shown = now;
                double perSecond = done / ((now - started) / 1e9);
                System.err.printf("%,d of %,d events are published and projected, %,.0f/s, %,.0f s left%n", done,
                        events,
                        perSecond, (events - done) / perSecond);
            }
            return done;
        }
    }
}
