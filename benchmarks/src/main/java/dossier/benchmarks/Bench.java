package dossier.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import dossier.backing.BackingServices;
import dossier.backing.Installation;
import dossier.backing.JavaCommand;
import dossier.backing.LowPriority;
import dossier.backing.ServiceProcess;
import dossier.backing.ServiceProgram;
import dossier.benchmarks.Load.Paced;
import dossier.benchmarks.Load.User;
import dossier.command.StockAxon;

/** Measures and prints; absolute figures hold for this machine and this run only, ratios are what to quote. */
@Command(name = "bench", mixinStandardHelpOptions = true, description = "Measures Dossier beside what its parts can do alone, on temporary data.")
final class Bench implements Callable<Integer> {

    private static final int ROUNDS = 3;
    private static final List<Integer> CONNECTIONS = List.of(16, 32, 64);
    private static final int USERS = 192;
    /** With more of them it runs out of connections and answers 500. */
    private static final int STOCK_USERS = 64;
    private static final Duration HTTP_WARM_UP = Duration.ofSeconds(10);
    private static final Duration ROUND = Duration.ofSeconds(5);
    private static final Duration BASELINE_ROUND = Duration.ofSeconds(2);
    /** A second: as many applications are submitted and waited for. */
    private static final int SAMPLES = 60;
    /** Enough to ask in time while nothing is answered for a second. */
    private static final int SAMPLERS = 64;
    private static final int READERS = 4;
    /** As many submit and wait, as when freshness is measured, while the services become warm. */
    private static final int WAITING_TO_WARM_UP = 16;
    private static final Duration SAMPLING = Duration.ofSeconds(12);
    private static final Duration CATCH_UP = Duration.ofMinutes(2);
    private static final int RELAYED = 300_000;
    private static final int PROJECTED = 60_000;
    private static final int MANY = 1_000_000;
    private static final int DEMO = 30;
    private static final Duration IDLE = Duration.ofSeconds(20);

    @Option(names = "--json", paramLabel = "FILE", description = "Writes ratios and figures to this file as well.")
    private @Nullable Path file;

    @Option(names = "--chart", paramLabel = "FILE", description = "Draws the ratios beside their aims into this file, as SVG.")
    private @Nullable Path chart;

    @ArgGroup
    private Extent extent = new Extent();

    private final Report report = new Report();
    private final BackingServices backing = BackingServices.asProcesses();
    private final Map<String, String> tokens = LifeCycle.tokens(backing.signIn());
    private final Path directory = RunningSystem.temporary();

    /**
     * How long each has before it counts: on two cores the JIT compilers need minutes of load, and a system that has just
     * started compiles for a minute what the start left. Stock Axon has less, as one service instead of two with a relay.
     */
    private record WarmUp(Duration whole, Duration freshness, Duration stock, Duration idle) {

        /** The whole bench has ten minutes. */
        static final WarmUp SHORT = new WarmUp(Duration.ofSeconds(80), Duration.ofSeconds(15), Duration.ofSeconds(40),
                Duration.ofSeconds(20));
        static final WarmUp LONG = new WarmUp(Duration.ofMinutes(5), Duration.ofSeconds(75), Duration.ofMinutes(3),
                Duration.ofSeconds(60));
    }

    /** One of these; without, all that takes ten minutes. */
    private static final class Extent {

        @Option(names = "--full", description = "Also what takes longer, up to an hour and a half in all: a longer warm-up, --million and --growth.")
        private boolean full;

        @Option(names = "--million", description = "Only heaps over a million commands, and a projection afresh over a million events: half an hour.")
        private boolean million;

        @Option(names = "--growth", description = "Only what ten million stored events cost, beside ten thousand: half an hour, and 40 GB of disk.")
        private boolean growth;

        @Option(names = "--starts", description = "Only how programs start, with and without the caches that ./dossier build records.")
        private boolean starts;
    }

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Bench()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        try {
            if (extent.starts) {
                starts();
            } else if (extent.million) {
                million();
            } else if (extent.growth) {
                growth();
            } else {
                all();
            }
        } finally { // whatever fails after minutes leaves what was measured before
            System.out.println(report.table());
        }
        if (file != null) {
            Files.writeString(file, report.json());
        }
        if (chart != null) {
            Files.writeString(chart, report.chart());
        }
        RunningSystem.delete(directory);
        return 0;
    }

    private void all() throws Exception {
        var installation = backing.newInstallation();
        commands(installation);
        projection();
        if (extent.full) {
            million();
            growth();
        }
        backing.close(); // a database that tidies up after all this would have its part of the processors
        startAndIdle();
    }

    /** What only shows over a million: heaps that grow, and read models that are built anew. */
    private void million() throws Exception {
        var installation = backing.newInstallation();
        try (var commandService = service("command-service", installation.commandService());
                var queryService = service("query-service", installation.queryService())) {
            var commands = new Commands(commandService.awaitReady().url(), tokens, USERS);
            queryService.awaitReady();
            warmUp("the whole stack", commands, WarmUp.SHORT.whole);
            Heaps.measure(report, commands, Map.of("command-service", commandService, "query-service", queryService),
                    () -> awaitCaughtUp(installation));
        }
        step("Projection of " + MANY + " events by a service started afresh");
        var rates = new ProjectionBench(backing.newInstallation(), directory).afresh(MANY);
        report.ratioOfAtLeast(0.5, "fresh_projection_vs_copy",
                report.rounds("freshly_projected_events_per_second", rates.projected())
                        / report.rounds("freshly_copied_events_per_second", rates.copied()));
    }

    private void growth() throws Exception {
        new Growth(report, backing, directory).measure();
    }

    private void starts() throws Exception {
        var measured = new Starts(report, directory);
        var installation = backing.newInstallation();
        for (var module : List.of("command-service", "query-service")) {
            step("Starting the " + module);
            measured.ofService(module, installation);
        }
        step("Starting a whole system");
        measured.ofSystem();
    }

    /**
     * All parts first, then commands alone, on one command-service: on two cores the JIT compiler needs minutes of load, and
     * what is measured last finds the warmest code.
     */
    private void commands(Installation installation) throws Exception {
        try (var commandService = service("command-service", installation.commandService())) {
            var commands = new Commands(commandService.awaitReady().url(), tokens, USERS);
            try (var queryService = service("query-service", installation.queryService())) {
                whole(installation, commands, commandService, queryService.awaitReady());
            }
            relay(installation, commandService);
            backing.kafka().kill(); // the relay waits, and commands go on
            alone(installation, commands);
        }
        backing.kafka().restart();
    }

    /** All parts on one machine, and how fresh the read models are. */
    private void whole(Installation installation, Commands commands, ServiceProcess commandService,
            ServiceProcess queryService) throws Exception {
        var samplers = new ArrayList<Freshness>();
        for (int sampler = 0; sampler < SAMPLERS; sampler++) {
            samplers.add(new Freshness(commandService.url(), queryService.url(), tokens));
        }
        var waiting = meanwhile("waiting", () -> Load.perSecond(
                samplers.subList(0, WAITING_TO_WARM_UP).stream().map(sampler -> (User) sampler::sample).toList(),
                warmUp().whole));
        warmUp("the whole stack", commands, warmUp().whole);
        waiting.get();
        awaitCaughtUp(installation);
        recycleWal();
        int connections = bestConnections(installation);
        var bare = new ArrayList<Double>();
        var rates = new ArrayList<Double>();
        var lag = new ArrayList<Double>();
        for (int round = 1; round <= ROUNDS; round++) {
            step("The whole stack, round " + round + " of " + ROUNDS);
            bare.add(bareInserts(installation, connections, true));
            rates.add(commands.perSecond(ROUND));
            lag.add(awaitCaughtUp(installation));
        }
        double rate = report.rounds("commands_whole_per_second", rates);
        report.ratioOfAtLeast(0.6, "commands_vs_jdbc_whole",
                rate / report.rounds("bare_insert_commit_whole_per_second", bare));
        report.rounds("seconds_to_catch_up", lag);
        freshness(commands, samplers, rate / 2);
        step("Queries");
        report.figure("queries_per_second", Load.perSecond(
                samplers.subList(0, READERS).stream().map(sampler -> (User) sampler::look).toList(), ROUND));
        for (var sampler : samplers) {
            sampler.close();
        }
    }

    /** Beside bare Kafka; both warm up anew, since at the maximum they batch more and wait less: other code was compiled. */
    private void freshness(Commands commands, List<Freshness> samplers, double perSecond) throws Exception {
        step("Freshness at half of the maximum, before it counts");
        fresh(commands, samplers, perSecond, warmUp().freshness);
        kafka().millisToConsumer(perSecond, ROUND);
        var fresh = new ArrayList<double[]>();
        var bare = new ArrayList<double[]>();
        for (int round = 1; round <= ROUNDS; round++) {
            step("Freshness at half of the maximum, round " + round + " of " + ROUNDS);
            fresh.add(fresh(commands, samplers, perSecond, SAMPLING));
            bare.add(kafka().millisToConsumer(perSecond, ROUND));
        }
        report.ratioOfAtMost(2.5, "freshness_vs_kafka",
                report.percentiles("freshness", fresh).p99() / report.percentiles("bare_kafka", bare).p99());
    }

    /** Without relay and query side, beside bare JDBC, bare HTTP and stock Axon; each takes its turn in every round. */
    private void alone(Installation installation, Commands commands) throws Exception {
        try (var stock = stockAxon(backing.newInstallation().commandService()).awaitReady();
                var http = baseline("bare-http", BareHttp.class, Map.of()).awaitReady()) {
            var stockCommands = new Commands(stock.url(), tokens, STOCK_USERS);
            warmUp("stock Axon", stockCommands, warmUp().stock);
            var requests = new Commands(http.url(), tokens, USERS);
            warmUp("bare HTTP", requests, HTTP_WARM_UP);
            recycleWal();
            int connections = bestConnections(installation);
            var transactions = new ArrayList<Double>();
            var inserts = new ArrayList<Double>();
            var answers = new ArrayList<Double>();
            var rates = new ArrayList<Double>();
            var stockRates = new ArrayList<Double>();
            for (int round = 1; round <= ROUNDS; round++) {
                step("Commands, round " + round + " of " + ROUNDS);
                transactions.add(bareInserts(installation, connections, true));
                inserts.add(bareInserts(installation, connections, false));
                answers.add(requests.perSecond(BASELINE_ROUND));
                rates.add(commands.perSecond(ROUND));
                stockRates.add(stockCommands.perSecond(ROUND));
            }
            double bare = report.rounds("bare_insert_commit_per_second", transactions);
            report.rounds("bare_autocommit_insert_per_second", inserts);
            report.rounds("bare_http_requests_per_second", answers);
            double rate = report.rounds("commands_per_second", rates);
            report.ratioOfAtLeast(0.6, "commands_vs_jdbc", rate / bare);
            report.ratioOfAtLeast(5, "commands_vs_stock_axon",
                    rate / report.rounds("stock_axon_commands_per_second", stockRates));
            var millis = new ArrayList<double[]>();
            var bareMillis = new ArrayList<double[]>();
            for (int round = 1; round <= ROUNDS; round++) {
                step("Latency at half of the maximum, round " + round + " of " + ROUNDS);
                bareMillis.add(bareMillis(installation, connections, bare / 2));
                millis.add(commands.millisAt(rate / 2, ROUND));
            }
            report.ratioOfAtMost(3, "command_p99_vs_jdbc",
                    report.percentiles("command", millis).p99()
                            / report.percentiles("bare_insert_commit", bareMillis).p99());
        }
    }

    /**
     * Lets PostgreSQL write its log into files that it has, as where it has worked for long. A new one makes a file for
     * each 16 MB, and whoever commits meanwhile waits for it, 60 to 90 ms here.
     */
    private void recycleWal() throws SQLException {
        try (var postgres = backing.postgres().connectAsSuperuser("postgres");
                var statement = postgres.createStatement()) {
            statement.execute("checkpoint");
        }
    }

    private WarmUp warmUp() {
        return extent.full ? WarmUp.LONG : WarmUp.SHORT;
    }

    private static void warmUp(String what, Commands commands, Duration time) throws IOException {
        step("Warming up " + what);
        step(commands.warmUp(time).stream().map(rate -> Long.toString(Math.round(rate)))
                .collect(Collectors.joining(", ", "Commands a second, in windows of 5 s: ", "")));
    }

    /** Milliseconds, sorted. The samplers' commands are part of the rate, and their queries come on top. */
    private static double[] fresh(Commands commands, List<Freshness> samplers, double perSecond, Duration time)
            throws InterruptedException, ExecutionException {
        if (perSecond <= SAMPLES) {
            throw new IllegalStateException("half of the maximum is " + Math.round(perSecond)
                    + " commands a second, of which freshness alone submits " + SAMPLES);
        }
        var load = meanwhile("load", () -> commands.millisAt(perSecond - SAMPLES, time));
        var millis = Load.paced(SAMPLES, time,
                samplers.stream().map(sampler -> (Paced) _ -> sampler.sample()).toList());
        load.get();
        return millis;
    }

    /** On a platform thread, since a selector would hold a virtual one's carrier. */
    private static <T> FutureTask<T> meanwhile(String name, Callable<T> work) {
        var task = new FutureTask<>(work);
        Thread.ofPlatform().daemon().name(name).start(task);
        return task;
    }

    /** What is committed at once, by a relay that has worked since the first command. */
    private void relay(Installation installation, ServiceProcess commandService) throws Exception {
        step("Relay of " + RELAYED + " events");
        long before = (long) commandService.metric("dossier.relay.relayed");
        append(installation, RELAYED);
        var rates = Load.perSecond(() -> (long) commandService.metric("dossier.relay.relayed") - before, RELAYED / 4,
                RELAYED, ROUNDS);
        report.figure("log_bytes_per_event", (double) number(installation.log(),
                "select (pg_total_relation_size('event') + pg_total_relation_size('ledger')) / count(*) from event"));
        long last = number(installation.log(), "select max(position) from ledger");
        PlainRelay.perSecond(installation.log(), kafka(), last - RELAYED, 0, RELAYED, 1); // as warm as the other
        var plain = PlainRelay.perSecond(installation.log(), kafka(), last - RELAYED, RELAYED / 4, RELAYED, ROUNDS);
        report.ratioOfAtLeast(0.8, "relay_vs_plain", report.rounds("relayed_events_per_second", rates)
                / report.rounds("plain_relay_events_per_second", plain));
    }

    /** What is in the log, over and over under new ids. */
    private static void append(Installation installation, int events) throws SQLException {
        try (var log = installation.log(); var append = log.prepareStatement("""
                insert into event (event_id, application_id, sequence, type, version, occurred_at, actor, role, command,
                                   traceparent, payload)
                select uuidv7(), md5(application_id::text || copy)::uuid, sequence, type, version, occurred_at,
                       actor, role, command, traceparent, payload
                  from (select * from event order by global_index limit 20000) known,
                       generate_series(1, 1 + ? / 20000) as copy
                 order by copy, global_index limit ?""")) {
            append.setInt(1, events);
            append.setInt(2, events);
            append.executeUpdate();
        }
    }

    private void projection() throws Exception {
        step("Projection of " + PROJECTED + " events a round");
        var rates = new ProjectionBench(backing.newInstallation(), directory)
                .warm(PROJECTED, ROUNDS);
        report.ratioOfAtLeast(0.5, "projection_vs_copy", report.rounds("projected_events_per_second", rates.projected())
                / report.rounds("copied_events_per_second", rates.copied()));
    }

    private void startAndIdle() throws Exception {
        step("Starting a system with data");
        try (var first = RunningSystem.start(directory)) {
            first.demo(DEMO);
        }
        long started = System.nanoTime();
        try (var system = RunningSystem.start(directory)) {
            double seconds = (System.nanoTime() - started) / 1e9;
            report.figure("start_seconds", seconds);
            report.ratioOfAtMost(1, "start_vs_15_s", seconds / 15);
            step("Watching it idle");
            Thread.sleep(warmUp().idle);
            var before = processorSeconds(system);
            Thread.sleep(IDLE);
            double ours = 0;
            for (var part : processorSeconds(system).entrySet()) {
                double percent = (part.getValue() - before.getOrDefault(part.getKey(), 0.0)) / IDLE.toMillis() * 1e5;
                report.figure("idle_percent_of_a_core_" + part.getKey(), percent);
                ours += part.getKey().equals("kafka") ? 0 : percent;
            }
            report.figure("idle_percent_of_a_core", ours);
            system.parts().forEach((name, processes) -> report.figure("resident_MiB_" + name,
                    Processes.mebibytes(processes.stream())));
        }
    }

    private static Map<String, Double> processorSeconds(RunningSystem system) throws IOException {
        var seconds = new TreeMap<String, Double>();
        system.parts().forEach((name, processes) -> seconds.put(name, Processes.seconds(processes.stream())));
        return seconds;
    }

    private double bareInserts(Installation installation, int connections, boolean transaction) throws Exception {
        var users = bareUsers(installation, connections, transaction);
        double perSecond = Load.perSecond(users, BASELINE_ROUND);
        close(users);
        return perSecond;
    }

    /** The number of connections by which the baseline is fastest. */
    private int bestConnections(Installation installation) throws Exception {
        int best = 0;
        double fastest = 0;
        for (int connections : CONNECTIONS) {
            double perSecond = bareInserts(installation, connections, true);
            if (perSecond > fastest) {
                best = connections;
                fastest = perSecond;
            }
        }
        return best;
    }

    private double[] bareMillis(Installation installation, int connections, double perSecond) throws Exception {
        var users = bareUsers(installation, connections, true);
        Load.perSecond(users, BASELINE_ROUND);
        var millis = Load.millisAt(perSecond, users, ROUND);
        close(users);
        return millis;
    }

    private static List<BareInserts> bareUsers(Installation installation, int count, boolean transaction)
            throws SQLException {
        BareInserts.prepare(installation.log());
        var users = new ArrayList<BareInserts>();
        for (int user = 0; user < count; user++) {
            users.add(new BareInserts(installation.log(), transaction));
        }
        return users;
    }

    private static void close(List<BareInserts> users) throws SQLException {
        for (var user : users) {
            user.close();
        }
    }

    /** Seconds until the read models have every event of the log. */
    private static double awaitCaughtUp(Installation installation) throws Exception {
        long started = System.nanoTime();
        long all = count(installation.log(), "event");
        while (count(installation.read(), "history") < all) {
            if (System.nanoTime() - started > CATCH_UP.toNanos()) {
                throw new IllegalStateException("the read models did not catch up within " + CATCH_UP);
            }
            Thread.sleep(50);
        }
        return (System.nanoTime() - started) / 1e9;
    }

    private static long count(Connection database, String table) throws SQLException {
        return number(database, "select count(*) from " + table);
    }

    private static long number(Connection database, String sql) throws SQLException {
        try (database; var statement = database.createStatement(); var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private ServiceProcess service(String module, Map<String, String> settings) {
        return ServiceProcess.start(module, ServiceProgram.of(RunningSystem.home(), module).command(), settings,
                directory);
    }

    /** Its tables are made by Hibernate, so it is the owner of the database. */
    private ServiceProcess stockAxon(Map<String, String> settings) {
        var all = new TreeMap<>(settings);
        all.put("dossier.log.user", settings.getOrDefault("dossier.log.owner", ""));
        all.put("dossier.log.password", settings.getOrDefault("dossier.log.owner-password", ""));
        all.put("management.endpoint.health.validate-group-membership", "false"); // it has no sequencer and no relay
        return baseline("stock-axon", StockAxon.class, all);
    }

    /** A program of this jar, with the options and the priority of the command-service. */
    private ServiceProcess baseline(String name, Class<?> main, Map<String, String> settings) {
        var command = new ArrayList<>(LowPriority.LAUNCHER);
        command.addAll(JavaCommand.of(main, ServiceProgram.OPTIONS, List.of()));
        return ServiceProcess.start(name, command, settings, directory);
    }

    private BareKafka kafka() {
        return new BareKafka(backing.kafka().bootstrapServers());
    }

    private static void step(String what) {
        System.err.println(what);
    }
}
