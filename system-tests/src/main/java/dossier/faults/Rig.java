package dossier.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

import dossier.backing.BackingServices;
import dossier.backing.Installation;
import dossier.backing.KafkaServer;
import dossier.backing.PostgresServer;
import dossier.backing.ServiceProcess;
import dossier.backing.ServiceProgram;
import dossier.events.PublishedEvent;
import dossier.events.StoredEvent;

import static java.nio.charset.StandardCharsets.UTF_8;

/** A whole Dossier in processes of its own, with users at work. */
final class Rig implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(90);

    /** What db-scheduler logs at this level for every poll while PostgreSQL is away. */
    private static final String POLLING_WITHOUT_DATABASE = "RunUntilShutdown";
    private static final int USERS = 16;
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    private final BackingServices backing = BackingServices.shared();
    private final Installation installation = backing.newInstallation();
    private final Path home;
    private final Path directory;
    private final ServiceProcess commands;
    private final ServiceProcess queries;
    private final Users users;
    private final Set<UUID> planted = new HashSet<>();

    /** @param home of the repository, where the services are built */
    Rig(Path home, Path directory) {
        this.home = home;
        this.directory = directory;
        commands = startCommandService(installation);
        queries = startQueryService(installation, "query-1");
        commands.awaitReady();
        queries.awaitReady();
        users = new Users(commands.url(), backing.signIn());
    }

    /** A record on the topic that no relay sent, where the application's second event is due. */
    void plant(UUID application, String type, String payload) throws ExecutionException, InterruptedException {
        var event = new StoredEvent(UUID.randomUUID(), application, 2, type, 1,
                Instant.now().truncatedTo(ChronoUnit.MICROS), "nobody", "clerk", "Plant", null,
                payload.getBytes(UTF_8));
        planted.add(event.eventId());
        try (var producer = new KafkaProducer<>(Map.of("bootstrap.servers", installation.bootstrapServers()),
                new StringSerializer(), new ByteArraySerializer())) {
            producer.send(new PublishedEvent(event, 1, new byte[0])
                    .toRecord(installation.namespace() + ".application-events")).get();
        }
    }

    /** A token of somebody with this role. */
    String token(String role) {
        return backing.signIn().token(role, role);
    }

    /** Two of each service at once, on empty databases of their own. */
    List<ServiceProcess> startAllAnew() {
        var empty = backing.newInstallation();
        return List.of(startCommandService(empty), startQueryService(empty, "query-1"), startCommandService(empty),
                startQueryService(empty, "query-2"));
    }

    private ServiceProcess startCommandService(Installation on) {
        return start("command-service", on.commandService());
    }

    private ServiceProcess startQueryService(Installation on, String instance) {
        var settings = on.queryService();
        settings.put("dossier.instance", instance);
        return start("query-service", settings);
    }

    ServiceProcess commands() {
        return commands;
    }

    ServiceProcess queries() {
        return queries;
    }

    PostgresServer postgres() {
        return backing.postgres();
    }

    KafkaServer kafka() {
        return backing.kafka();
    }

    Installation installation() {
        return installation;
    }

    Users users() {
        return users;
    }

    /** Users at work until so many more commands are acknowledged. */
    void work(int commands) throws InterruptedException {
        users.start(USERS);
        awaitAcknowledged(commands);
    }

    void awaitAcknowledged(int more) throws InterruptedException {
        long enough = users.acknowledged() + more;
        await("another " + more + " commands are acknowledged", () -> users.acknowledged() >= enough);
    }

    /** What there is to see once the users have stopped, have settled what was open, and all has arrived everywhere. */
    Observation rest() throws InterruptedException, ExecutionException, SQLException, IOException {
        users.stop();
        users.settle();
        await("the read models have what the log has", () -> Observation.isQuiet(installation));
        return Observation.of(installation, users.attempts(), planted, errors());
    }

    interface Condition {
        boolean holds() throws SQLException, IOException;
    }

    /** @throws IllegalStateException if it does not come true in time */
    static void await(String what, Condition condition) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!holds(condition)) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("waited " + PATIENCE.toSeconds() + " s in vain until " + what);
            }
            Thread.sleep(LOOK_AGAIN);
        }
    }

    private static boolean holds(Condition condition) {
        try {
            return condition.holds();
        } catch (SQLException | IOException e) {
            return false; // what is asked may be away
        }
    }

    private List<String> errors() throws IOException {
        var errors = new ArrayList<String>();
        try (var logs = Files.newDirectoryStream(directory, "*-service-*.log")) {
            for (var log : logs) {
                Files.readAllLines(log).stream()
                        .filter(line -> line.contains(" ERROR ") && !line.contains(POLLING_WITHOUT_DATABASE))
                        .map(line -> log.getFileName() + ": " + line).forEach(errors::add);
            }
        }
        return errors;
    }

    private ServiceProcess start(String module, Map<String, String> settings) {
        return ServiceProcess.start(module, ServiceProgram.of(home, module).command("-Xmx384m", "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1"), settings, directory);
    }

    @Override
    public void close() {
        users.close();
        queries.close();
        commands.close();
    }
}
