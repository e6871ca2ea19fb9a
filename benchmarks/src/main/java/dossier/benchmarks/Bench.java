package dossier.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/** Measures and prints; absolute figures hold for this machine and this run only, ratios are what to quote. */
@Command(name = "bench", mixinStandardHelpOptions = true, description = "Measures a system of its own on temporary data.")
final class Bench implements Callable<Integer> {

    private static final int ROUNDS = 3;
    private static final int USERS = 64;
    private static final List<Integer> CONNECTIONS = List.of(4, 8, 16, 32);
    private static final Duration WARM_UP = Duration.ofSeconds(20);
    private static final Duration ROUND = Duration.ofSeconds(10);
    private static final Duration BASELINE_ROUND = Duration.ofSeconds(4);
    private static final int FRESHNESS_SAMPLES = 500;

    @Option(names = "--json", paramLabel = "FILE", description = "Writes ratios and figures to this file as well.")
    private @Nullable Path file;

    private final Map<String, Double> ratios = new LinkedHashMap<>();
    private final Map<String, Double> figures = new LinkedHashMap<>();

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Bench()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        var directory = RunningSystem.temporary();
        step("Starting a system in " + directory);
        try (var system = RunningSystem.start(directory)) {
            var environment = system.environment();
            var api = new Api(environment);
            commands(api, RunningSystem.required(environment, "DOSSIER_LOG_DB"));
            freshness(api);
            forgetReadModels(RunningSystem.required(environment, "DOSSIER_QUERY_DB"));
        }
        projection(directory);
        RunningSystem.delete(directory);
        print();
        return 0;
    }

    /** Baseline and product take turns, so that a machine that drifts drifts for both. */
    private void commands(Api api, String log) throws Exception {
        step("Warming up, " + WARM_UP.toSeconds() + " s");
        Load.perSecond(USERS, WARM_UP, List.of(() -> lifeCycle(api)));
        var best = new ArrayList<Double>();
        var commands = new ArrayList<Double>();
        for (int round = 1; round <= ROUNDS; round++) {
            step("Commands, round " + round + " of " + ROUNDS);
            double fastest = 0;
            for (int connections : CONNECTIONS) {
                try (var inserts = new BareInserts(log)) {
                    fastest = Math.max(fastest, inserts.perSecond(connections, BASELINE_ROUND));
                }
            }
            best.add(fastest);
            commands.add(Load.perSecond(USERS, ROUND, List.of(() -> lifeCycle(api))));
        }
        figures.put("bare_inserts_per_second", median(best));
        figures.put("commands_per_second_whole", median(commands));
        ratios.put("commands_vs_jdbc_whole", median(commands) / median(best));
    }

    private void freshness(Api api) throws Exception {
        step("Freshness, " + FRESHNESS_SAMPLES + " samples");
        api.awaitVisible(api.submit());
        var millis = new double[FRESHNESS_SAMPLES];
        for (int i = 0; i < millis.length; i++) {
            var id = api.submit();
            long answered = System.nanoTime();
            api.awaitVisible(id);
            millis[i] = (System.nanoTime() - answered) / 1e6;
        }
        Arrays.sort(millis);
        figures.put("freshness_p50_ms", millis[millis.length / 2]);
        figures.put("freshness_p99_ms", millis[millis.length * 99 / 100]);
    }

    /** The rate between the first and the last tenth, while a restarted query-service builds its read models anew. */
    private void projection(Path directory) throws Exception {
        step("Projection of all events into empty read models");
        try (var system = RunningSystem.launch(directory)) {
            var environment = system.environment();
            long all = events(environment);
            long from = 0;
            long started = 0;
            while (true) {
                long seen = history(RunningSystem.required(environment, "DOSSIER_QUERY_DB"));
                if (started == 0 && seen >= all / 10) {
                    started = System.nanoTime();
                    from = seen;
                }
                if (seen >= all * 9 / 10) {
                    figures.put("events_in_log", (double) all);
                    figures.put("projection_events_per_second",
                            (seen - from) / ((System.nanoTime() - started) / 1e9));
                    break;
                }
                Thread.sleep(10);
            }
            system.awaitReady();
        }
    }

    private static int lifeCycle(Api api) throws Exception {
        api.lifeCycle();
        return 5;
    }

    private static void forgetReadModels(String database) throws SQLException {
        try (var owner = RunningSystem.connect(database); var statement = owner.createStatement()) {
            statement.execute("""
                    do $$ declare t text; begin
                      for t in select tablename from pg_tables
                                where schemaname = 'public' and tablename <> 'flyway_schema_history' loop
                        execute 'truncate ' || quote_ident(t) || ' cascade';
                      end loop;
                    end $$""");
        }
    }

    private static long events(Map<String, String> environment) throws InterruptedException {
        return count(RunningSystem.required(environment, "DOSSIER_LOG_DB"), "event");
    }

    private static long history(String database) throws InterruptedException {
        return count(database, "history");
    }

    /** Waits while the database is still starting. */
    private static long count(String database, String table) throws InterruptedException {
        while (true) {
            try (Connection owner = RunningSystem.connect(database);
                    var rows = owner.createStatement().executeQuery("select count(*) from " + table)) {
                rows.next();
                return rows.getLong(1);
            } catch (SQLException e) {
                Thread.sleep(50);
            }
        }
    }

    private void print() throws Exception {
        System.out.println();
        ratios.forEach((name, value) -> System.out.printf("%-32s %10.2f%n", name, value));
        figures.forEach((name, value) -> System.out.printf("%-32s %10.1f%n", name, value));
        if (file != null) {
            Files.writeString(file,
                    JsonMapper.shared().writeValueAsString(Map.of("ratios", ratios, "figures", figures)));
        }
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    private static void step(String what) {
        System.err.println(what);
    }
}
