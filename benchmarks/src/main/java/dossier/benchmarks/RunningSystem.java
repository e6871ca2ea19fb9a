package dossier.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** A system of our own on temporary data, started by {@code ./dossier start} as anybody would. */
final class RunningSystem implements AutoCloseable {

    private static final Duration READY = Duration.ofMinutes(3);
    private static final Duration STOP = Duration.ofSeconds(40);
    private static final String PORT_BASE = "28080";

    private final Path data;
    private final Process process;

    private RunningSystem(Path data, Process process) {
        this.data = data;
        this.process = process;
    }

    /** Returns when it is ready; its output goes to {@code system.log} in the data's directory. */
    static RunningSystem start(Path data) throws IOException, InterruptedException {
        var system = new RunningSystem(data, dossier("start", data).redirectErrorStream(true)
                .redirectOutput(data.resolve("system.log").toFile()).start());
        system.awaitReady();
        return system;
    }

    private void awaitReady() throws IOException, InterruptedException {
        var deadline = System.nanoTime() + READY.toNanos();
        while (!Files.readString(data.resolve("system.log")).contains("Dossier is ready")) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new IllegalStateException("the system did not start, see " + data.resolve("system.log"));
            }
            Thread.sleep(100);
        }
    }

    /** Fills it with this many of the demo's applications. */
    void demo(int applications) throws IOException, InterruptedException {
        int status = dossier("demo", data, "--applications", Integer.toString(applications)).redirectErrorStream(true)
                .redirectOutput(data.resolve("demo.log").toFile()).start().waitFor();
        if (status != 0) {
            throw new IllegalStateException("the demo ended with status " + status + ", see "
                    + data.resolve("demo.log"));
        }
    }

    /** Its parts by name, each with all processes it consists of. */
    Map<String, List<ProcessHandle>> parts() throws IOException {
        var parts = new TreeMap<String, List<ProcessHandle>>();
        try (var files = Files.newDirectoryStream(data.resolve("data"), "*.pid")) {
            for (var file : files) {
                var name = file.getFileName().toString().replace(".pid", "");
                parts.put(name, Processes.tree(ProcessHandle
                        .of(Long.parseLong(Files.readString(file).split(" ", -1)[0])).orElseThrow()));
            }
        }
        return parts;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    static Path temporary() {
        try {
            return Files.createTempDirectory("dossier-bench-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A failed run leaves its data for whoever looks for the reason. */
    static void delete(Path directory) throws IOException {
        try (var paths = Files.walk(directory)) {
            for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /** The directory of the repository, which the launcher script knows. */
    static Path home() {
        return Path.of(System.getProperty("dossier.home", "."));
    }

    private static ProcessBuilder dossier(String command, Path data, String... options) {
        var line = new ArrayList<>(List.of(home().resolve("dossier").toString(), command,
                "--data", data.resolve("data").toString(), "--port-base", PORT_BASE));
        line.addAll(List.of(options));
        return new ProcessBuilder(line);
    }
}
