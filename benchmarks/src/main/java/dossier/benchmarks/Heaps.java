package dossier.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;

import dossier.backing.ServiceProcess;

/** What stays in use of the services' heaps while many commands are done: it should not grow with them. */
final class Heaps {

    private static final int COMMANDS = 1_000_000;
    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final double MIB = 1 << 20;

    private Heaps() {}

    /** @param untilAtRest returns when nothing is under way any more that commands have set off */
    static void measure(Report report, Commands commands, Map<String, ServiceProcess> services,
            Callable<?> untilAtRest) throws Exception {
        var inUse = new TreeMap<String, List<Double>>();
        for (double done = 0; done < COMMANDS;) {
            double perSecond = commands.perSecond(WINDOW);
            done += perSecond * WINDOW.toSeconds();
            untilAtRest.call();
            services.forEach((name, service) -> inUse.computeIfAbsent(name, _ -> new ArrayList<>())
                    .add(service.heapInUse() / MIB));
            System.err.printf("Heaps over a million commands: %,.0f done, %,.0f/s, %,.0f s left%n", done, perSecond,
                    Math.max(0, COMMANDS - done) / perSecond);
        }
        inUse.forEach((name, windows) -> {
            int third = (windows.size() + 2) / 3;
            double first = report.rounds("heap_in_use_MiB_first_third_" + name, windows.subList(0, third));
            double last = report.rounds("heap_in_use_MiB_last_third_" + name,
                    windows.subList(windows.size() - third, windows.size()));
            report.ratioOfAtMost(1.1, "heap_last_vs_first_" + name, last / first);
        });
    }
}
