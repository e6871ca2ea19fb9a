package dossier.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dossier.backing.Installation;
import dossier.backing.ServiceProcess;
import dossier.backing.ServiceProgram;

/** How long programs take to be ready on existing data, and what they hold then, with and without their AOT caches. */
final class Starts {

    private static final int ROUNDS = 3;
    private static final int DEMO = 100;
    private static final String WITHOUT_CACHE = "-XX:AOTMode=off";

    private final Report report;
    private final Path directory;

    Starts(Report report, Path directory) {
        this.report = report;
        this.directory = directory;
    }

    /** What one start came to. */
    private record Start(double seconds, double processorSeconds, double mebibytes) {

        static Start since(long nanoTime, Stream<ProcessHandle> processes) {
            double seconds = (System.nanoTime() - nanoTime) / 1e9;
            var all = processes.toList();
            return new Start(seconds, Processes.seconds(all.stream()), Processes.mebibytes(all.stream()));
        }
    }

    private interface Program {
        Start start(List<String> options) throws Exception;
    }

    void ofService(String module, Installation installation) throws Exception {
        var settings = module.equals("command-service") ? installation.commandService() : installation.queryService();
        measure(module, options -> start(module, settings, options));
    }

    void ofSystem() throws Exception {
        try (var first = RunningSystem.start(directory)) {
            first.demo(DEMO);
        }
        measure("system", options -> {
            long at = System.nanoTime();
            try (var system = RunningSystem.start(directory, options)) {
                return Start.since(at, system.parts().values().stream().flatMap(List::stream));
            }
        });
    }

    private Start start(String module, Map<String, String> settings, List<String> options) {
        long at = System.nanoTime();
        var command = ServiceProgram.of(RunningSystem.home(), module).command(options.toArray(String[]::new));
        try (var service = ServiceProcess.start(module, command, settings, directory)) {
            service.awaitReady();
            return Start.since(at, Stream.of(service.handle()));
        }
    }

    private void measure(String name, Program program) throws Exception {
        program.start(List.of()); // which makes what later ones find
        var with = new ArrayList<Start>();
        var without = new ArrayList<Start>();
        for (int round = 0; round < ROUNDS; round++) {
            with.add(program.start(List.of()));
            without.add(program.start(List.of(WITHOUT_CACHE)));
        }
        report.ratioOfAtMost(1, "start_with_cache_vs_without_" + name,
                tell(name + "_with_cache", with) / tell(name + "_without_cache", without));
    }

    private double tell(String name, List<Start> starts) {
        report.rounds("start_processor_seconds_" + name, starts.stream().map(Start::processorSeconds).toList());
        report.rounds("start_resident_MiB_" + name, starts.stream().map(Start::mebibytes).toList());
        return report.rounds("start_seconds_" + name, starts.stream().map(Start::seconds).toList());
    }
}
