package dossier.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
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
    private static final String ASIDE = ".aside";

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
        Start start() throws Exception;
    }

    void ofService(String module, Installation installation) throws Exception {
        var settings = module.equals("command-service") ? installation.commandService() : installation.queryService();
        measure(module, () -> start(module, settings));
    }

    void ofSystem() throws Exception {
        try (var first = RunningSystem.start(directory)) {
            first.demo(DEMO);
        }
        measure("system", () -> {
            long at = System.nanoTime();
            try (var system = RunningSystem.start(directory)) {
                return Start.since(at, system.parts().values().stream().flatMap(List::stream));
            }
        });
    }

    private Start start(String module, Map<String, String> settings) {
        long at = System.nanoTime();
        var command = ServiceProgram.of(RunningSystem.home(), module).command();
        try (var service = ServiceProcess.start(module, command, settings, directory)) {
            service.awaitReady();
            return Start.since(at, Stream.of(service.handle()));
        }
    }

    private void measure(String name, Program program) throws Exception {
        program.start(); // which makes what later ones find
        var with = new ArrayList<Start>();
        var without = new ArrayList<Start>();
        for (int round = 0; round < ROUNDS; round++) {
            with.add(program.start());
            without.add(withoutCaches(program));
        }
        report.ratioOfAtMost(1, "start_with_cache_vs_without_" + name,
                reported(name + "_with_cache", with) / reported(name + "_without_cache", without));
    }

    private static Start withoutCaches(Program program) throws Exception {
        var caches = caches();
        if (caches.isEmpty()) {
            throw new IllegalStateException("there are no caches to compare with: run ./dossier build first");
        }
        for (var cache : caches) {
            Files.move(cache, aside(cache));
        }
        try {
            return program.start();
        } finally {
            for (var cache : caches) {
                Files.move(aside(cache), cache);
            }
        }
    }

    private static List<Path> caches() throws IOException {
        var caches = new ArrayList<Path>();
        for (var module : List.of("command-service", "query-service", "standalone")) {
            var extracted = RunningSystem.home().resolve(module).resolve("target").resolve("extracted");
            if (Files.isDirectory(extracted)) {
                try (var found = Files.newDirectoryStream(extracted, "*.aot")) {
                    found.forEach(caches::add);
                }
            }
        }
        return caches;
    }

    private static Path aside(Path cache) {
        return cache.resolveSibling(cache.getFileName() + ASIDE);
    }

    private double reported(String name, List<Start> starts) {
        report.rounds("start_processor_seconds_" + name, starts.stream().map(Start::processorSeconds).toList());
        report.rounds("start_resident_MiB_" + name, starts.stream().map(Start::mebibytes).toList());
        return report.rounds("start_seconds_" + name, starts.stream().map(Start::seconds).toList());
    }
}
