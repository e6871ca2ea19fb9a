package dossier.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

import dossier.backing.Installation;
import dossier.backing.KafkaServer;
import dossier.backing.PostgresServer;
import dossier.backing.ServiceProcess;
import dossier.backing.ServiceProgram;
import dossier.events.PublishedEvent;
import dossier.events.StoredEvent;

import static java.util.stream.Collectors.joining;

/** A whole Dossier in processes of its own, with users at work. */
final class Rig implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(90);

    static final int USERS = 16;
    private static final int BUSY = 5;
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    private final Servers servers;
    private final Installation installation;
    private final Path home;
    private final Path previous;
    private final Path directory;
    private final Proxy toDatabase;
    private final ServiceProcess commands;
    private final ServiceProcess queries;
    private final Users users;
    private final List<String> commandServiceLauncher;
    private final Map<UUID, UUID> planted = new HashMap<>();
    private final ErrorLog errors;

    /**
     * @param home of the repository, where the services are built
     * @param previous home of an earlier release, for what strikes with that; the same where there is none
     * @param directory for the services' settings and logs
     * @param data for what PostgreSQL and Kafka keep
     */
    Rig(Path home, Path previous, Path directory, Path data) throws IOException {
        this(home, previous, directory, Servers.start(data), List.of(), Clock.systemUTC());
    }

    private Rig(Path home, Path previous, Path directory, Servers servers, List<String> commandServiceLauncher,
            InstantSource clock) throws IOException {
        this.commandServiceLauncher = commandServiceLauncher;
        this.home = home;
        this.previous = previous;
        this.directory = directory;
        this.servers = servers;
        errors = new ErrorLog(directory);
        installation = servers.backing().newInstallation();
        toDatabase = new Proxy(servers.postgres().port());
        commands = startCommandService();
        queries = startQueryService();
        commands.awaitReady();
        queries.awaitReady();
        users = new Users(servers.backing().signIn(), clock);
        users.turnTo(List.of(commands.url()));
    }

    /** A new directory beside the services' logs. */
    Path directory(String name) throws IOException {
        return Files.createTempDirectory(directory, name + "-");
    }

    /** Another one, on servers of its own, which a strike may break for good. */
    Rig another(Path logs, Path data) throws IOException {
        return new Rig(home, previous, logs, data);
    }

    /** Another one of the earlier release, on the same servers. */
    Rig anotherOfPrevious(Path logs) throws IOException {
        return new Rig(previous, previous, logs, servers.lent(), List.of(), Clock.systemUTC());
    }

    /**
     * Another one on the same Kafka, whose command-service and PostgreSQL run on machines with these clocks; users go by
     * the former.
     */
    Rig anotherWithClocks(Path logs, Path data, MachineClock ofCommandService, MachineClock ofPostgres)
            throws IOException {
        return new Rig(home, previous, logs, servers.withAnotherPostgres(data, ofPostgres.launcher()),
                ofCommandService.launcher(), ofCommandService);
    }

    Path home() {
        return home;
    }

    /** Starts again what a strike left lying. */
    void heal() throws IOException {
        toDatabase.become(Proxy.Weather.FAIR);
        toBroker().become(Proxy.Weather.FAIR);
        if (!postgres().process().isAlive()) {
            postgres().restart();
        }
        if (!kafka().process().isAlive()) {
            kafka().restart();
        }
        for (var service : List.of(commands, queries)) {
            if (!service.handle().isAlive()) {
                service.restart();
            }
        }
    }

    /**
     * Rows that are not the same in the read models that were attacked and in those that another query-service, in place
     * of theirs, of the build in that home, makes of the whole topic. What was planted has no place in this: one of them
     * gave it up, the other never heard of that.
     */
    List<String> differencesAfresh(Path home) throws SQLException, InterruptedException {
        var empty = servers.backing().newInstallation();
        var settings = installation.queryService();
        empty.queryService().forEach((name, value) -> {
            if (name.startsWith("dossier.read.")) {
                settings.put(name, value);
            }
        });
        queries.close(); // both would be of one consumer group
        long all = notPlanted(installation.log(), "event");
        try (var _ = start(home, "query-service", settings, List.of()).awaitReady()) {
            await("all is folded afresh", () -> notPlanted(empty.read(), "history") >= all);
            var attacked = rows(installation);
            var afresh = rows(empty);
            var different = new ArrayList<String>();
            attacked.stream().filter(row -> !afresh.contains(row)).map(row -> "attacked: " + row)
                    .forEach(different::add);
            afresh.stream().filter(row -> !attacked.contains(row)).map(row -> "afresh: " + row).forEach(different::add);
            return different;
        }
    }

    /** How many rows are of applications that nothing was planted for: of the others some wait for ever. */
    private long notPlanted(Connection database, String table) throws SQLException {
        try (database) {
            return Observation.rows(database, "select count(*) from " + table + " where application_id <> all ('{"
                    + planted.values().stream().map(UUID::toString).collect(joining(",")) + "}')",
                    row -> row.getLong(1)).getFirst();
        }
    }

    private Set<String> rows(Installation of) throws SQLException {
        var rows = new HashSet<String>();
        for (var table : List.of("application", "history", "name_token")) {
            try (var read = of.read()) {
                Observation.rows(read, "select application_id, t::text from " + table + " t",
                        row -> planted.containsValue(row.getObject(1, UUID.class)) ? "" : table + row.getString(2))
                        .forEach(rows::add);
            }
        }
        return rows;
    }

    /** A record on the topic that no relay sent, where the application's second event is due. */
    void plant(UUID application, String type, byte[] payload) throws ExecutionException, InterruptedException {
        var event = new StoredEvent(UUID.randomUUID(), application, 2, type, 1,
                Instant.now().truncatedTo(ChronoUnit.MICROS), "nobody", "clerk", "Plant", null,
                payload);
        planted.put(event.eventId(), application);
        try (var producer = new KafkaProducer<>(Map.of("bootstrap.servers", installation.bootstrapServers()),
                new StringSerializer(), new ByteArraySerializer())) {
            producer.send(new PublishedEvent(event, 1, new byte[0])
                    .toRecord(installation.namespace() + ".application-events")).get();
        }
    }

    /** A token of somebody with this role. */
    String token(String role) {
        return servers.backing().signIn().token(role, role);
    }

    /** Another instance beside the first, with users at both; without it all users are at the first again. */
    final class SecondCommandService implements AutoCloseable {

        private final ServiceProcess process = startCommandService();

        private SecondCommandService() {
            process.awaitReady();
            users.turnTo(List.of(commands.url(), process.url()));
        }

        ServiceProcess process() {
            return process;
        }

        @Override
        public void close() {
            users.turnTo(List.of(commands.url()));
            process.close();
        }
    }

    SecondCommandService startSecondCommandService() {
        return new SecondCommandService();
    }

    private ServiceProcess startCommandService() {
        return start(home, "command-service", throughProxies(installation.commandService()), commandServiceLauncher);
    }

    /** One more on the same data; whoever starts it ends it. */
    ServiceProcess startQueryService() {
        return start("query-service", throughProxies(installation.queryService()));
    }

    Prometheus startPrometheus() throws IOException {
        return new Prometheus(home, directory, Map.of("command-service", commands, "query-service", queries));
    }

    /** Two of each service at once, on empty databases of their own. */
    List<ServiceProcess> startAllAnew() {
        var empty = servers.backing().newInstallation();
        return Stream.of("command-service", "query-service", "command-service", "query-service")
                .map(service -> start(service, settings(empty, service)))
                .toList();
    }

    /** Another instance of a service beside those at work, of the build in that home. */
    ServiceProcess startBeside(Path home, String module) {
        return start(home, module, settings(installation, module), List.of());
    }

    private static Map<String, String> settings(Installation of, String module) {
        return module.equals("command-service") ? of.commandService() : of.queryService();
    }

    /** All connections to PostgreSQL; Kafka tells its clients itself that they should come by the proxy. */
    private Map<String, String> throughProxies(Map<String, String> settings) {
        settings.replaceAll((_, value) -> value.replace(":" + postgres().port() + "/",
                ":" + toDatabase.port() + "/"));
        settings.put("dossier.kafka.bootstrap-servers", "127.0.0.1:" + toBroker().port());
        return settings;
    }

    Path previous() {
        return previous;
    }

    Proxy toDatabase() {
        return toDatabase;
    }

    Proxy toBroker() {
        return servers.toBroker();
    }

    ServiceProcess commands() {
        return commands;
    }

    ServiceProcess queries() {
        return queries;
    }

    PostgresServer postgres() {
        return servers.postgres();
    }

    KafkaServer kafka() {
        return servers.kafka();
    }

    Installation installation() {
        return installation;
    }

    Users users() {
        return users;
    }

    /** Others, who work with this service. */
    Users users(ServiceProcess elsewhere) {
        var others = new Users(servers.backing().signIn(), Clock.systemUTC());
        others.turnTo(List.of(elsewhere.url()));
        return others;
    }

    /** Users at work until so many more commands are acknowledged. */
    void work(int commands) throws InterruptedException {
        users.start(USERS);
        awaitAcknowledged(commands);
    }

    /** All hurry meanwhile, each from the end of a rest that has begun. */
    void awaitAcknowledged(int more) throws InterruptedException {
        long enough = users.acknowledged() + more;
        awaitInHurry("another " + more + " commands are acknowledged", () -> users.acknowledged() >= enough);
    }

    /** Until whoever waits for an answer now has one, or has given up. */
    void awaitAnswered() throws InterruptedException {
        var open = users.underWayAt(System.nanoTime());
        await("all is answered that is under way", () -> open.stream().map(users::newest).allMatch(Attempt::isOver));
    }

    /** A command that was answered later than that time got no answer. */
    void awaitUnknown(long nanoTime) throws InterruptedException {
        await("commands go without an answer", () -> users.attempts().stream()
                .anyMatch(one -> one.isUnknown() && one.answeredAt() > nanoTime));
    }

    /** How many events of the log the read models have not. */
    long behind() throws SQLException {
        return Observation.count(installation.log(), "event") - Observation.count(installation.read(), "history");
    }

    /** Until what the log has now has been applied. */
    void awaitApplied() throws InterruptedException {
        try (var applied = new AllApplied(installation)) {
            await("all is applied", applied);
        }
    }

    /** The one value that a query of the log's database brings. */
    String one(String sql) throws SQLException {
        try (var log = installation.log()) {
            return Observation.rows(log, sql, row -> row.getString(1)).getFirst();
        }
    }

    /** Returns in a moment in which a strike hits some who wait for an answer, since all hurry. */
    void awaitBusy() throws InterruptedException {
        awaitInHurry(BUSY + " commands are under way at once", () -> users.underWay() >= BUSY);
    }

    private void awaitInHurry(String what, Condition condition) throws InterruptedException {
        users.keepInterval(Duration.ZERO);
        try {
            await(what, condition);
        } finally {
            users.keepUsualInterval();
        }
    }

    /**
     * What there is to see once the users have stopped, have settled what was open, and all has arrived everywhere; what
     * does not arrive in time is missing in what is seen.
     */
    Observation rest() throws InterruptedException, ExecutionException, SQLException, IOException {
        users.stop();
        users.settle();
        try (var applied = new AllApplied(installation)) {
            isSoon(applied);
        }
        return Observation.of(installation, users.attempts(), planted.keySet(), errors.sinceLastAsked());
    }

    /** What contradicts the promises once all is at rest. */
    List<String> contradictions() throws InterruptedException, ExecutionException, SQLException, IOException {
        var seen = rest();
        return Arrays.stream(Oracle.values()).flatMap(oracle -> oracle.violations(seen).stream()
                .map(violation -> oracle + ": " + violation)).toList();
    }

    /** @throws Fault.Broken if anything contradicts the promises once all is at rest */
    void check() throws Exception {
        var contradictions = contradictions();
        if (!contradictions.isEmpty()) {
            throw new Fault.Broken(
                    contradictions.size() + " contradictions, like " + contradictions.stream().limit(3).toList());
        }
    }

    interface Condition {
        boolean holds() throws SQLException, IOException, InterruptedException;
    }

    /** @throws IllegalStateException if it does not come true in time */
    static void await(String what, Condition condition) throws InterruptedException {
        if (!isSoon(condition)) {
            throw new IllegalStateException("waited " + PATIENCE.toSeconds() + " s in vain until " + what);
        }
    }

    private static boolean isSoon(Condition condition) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!holds(condition)) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            Thread.sleep(LOOK_AGAIN);
        }
        return true;
    }

    private static boolean holds(Condition condition) throws InterruptedException {
        try {
            return condition.holds();
        } catch (SQLException | IOException e) {
            return false; // what is asked may be away
        }
    }

    /** Starts a service beside the rig's own, without waiting. */
    ServiceProcess start(String module, Map<String, String> settings) {
        return start(home, module, settings, List.of());
    }

    private ServiceProcess start(Path home, String module, Map<String, String> settings, List<String> launcher) {
        var command = new ArrayList<>(launcher);
        command.addAll(ServiceProgram.of(home, module).smallCommand());
        return ServiceProcess.start(module, command, settings, directory);
    }

    @Override
    public void close() throws IOException {
        users.close();
        List.of(queries, commands).parallelStream().forEach(ServiceProcess::close);
        toDatabase.close();
        servers.close();
    }
}
