package dossier.standalone;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import dossier.events.ApplicationStatus;
import dossier.events.Deadline;

@Command(name = "demo", description = "Fills a running system with cases in every state, through its public API.", mixinStandardHelpOptions = true)
final class Demo implements Callable<Integer> {

    private static final int AT_ONCE = 16;

    @Mixin
    private final Location location = new Location();

    @Option(names = "--applications", paramLabel = "N", defaultValue = "100", description = "How many cases; by default ${DEFAULT-VALUE}.")
    private int applications;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "The same seed gives the same cases, and none twice; by default ${DEFAULT-VALUE}.")
    private long seed;

    /** @param status in which it was left; nothing if it was there already */
    private record Left(DemoCase one, Optional<ApplicationStatus> status) {}

    @Override
    public Integer call() throws InterruptedException {
        if (applications < 1 || applications > DemoPerson.MOST) {
            throw new Refusal("--applications must be from 1 to " + DemoPerson.MOST);
        }
        var left = play(LocalDate.now(Deadline.ZONE));
        var played = left.stream().filter(one -> one.status().isPresent()).toList();
        print("status", played, one -> one.status().orElseThrow());
        print("category", played, one -> one.one().category());
        print("region", played, one -> one.one().region());
        print("reason", played, one -> one.one().reason());
        var lapsed = played.stream().filter(one -> !one.status().equals(Optional.of(one.one().status()))).count();
        if (lapsed > 0) {
            System.out.println(lapsed + " lapsed half-way: an earlier run was interrupted");
        }
        if (played.size() < applications) {
            System.out.println(applications - played.size() + " were there already, from another day");
        }
        System.out.println(applications + " applications are there");
        return 0;
    }

    private List<Left> play(LocalDate today) throws InterruptedException {
        try (var client = new DemoClient(location.url(Port.COMMAND_SERVICE), location.url(Port.SIGN_IN));
                var threads = Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
            var regions = client.regions(today.minusDays(DemoCase.OLDEST_DAYS));
            try (var progress = new ProgressBarBuilder().setTaskName("Applications").setInitialMax(applications)
                    .setStyle(ProgressBarStyle.ASCII).showSpeed().setSpeedUnit(ChronoUnit.SECONDS).build()) {
                var running = IntStream.range(0, applications).mapToObj(number -> threads.submit(() -> {
                    var one = DemoCase.of(seed, number, today, regions);
                    var left = new Left(one, one.play(client));
                    progress.step();
                    return left;
                })).toList();
                var left = new ArrayList<Left>();
                for (var one : running) {
                    left.add(one.get());
                }
                return left;
            } catch (ExecutionException e) {
                throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e);
            } finally {
                threads.shutdownNow();
            }
        }
    }

    private static <K extends Comparable<K>> void print(String by, List<Left> cases, Function<Left, K> key) {
        System.out.printf("%n%-24s cases%n", by);
        cases.stream().collect(Collectors.groupingBy(key, TreeMap::new, Collectors.counting()))
                .forEach((value, count) -> System.out.printf("  %-22s %5d%n", value, count));
    }
}
