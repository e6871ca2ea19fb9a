package dossier.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
        var system = launch(data);
        system.awaitReady();
        return system;
    }

    /** Returns at once. */
    static RunningSystem launch(Path data) throws IOException {
        return new RunningSystem(data, dossier("start", data)
                .redirectErrorStream(true).redirectOutput(data.resolve("system.log").toFile()).start());
    }

    void awaitReady() throws IOException, InterruptedException {
        var deadline = System.nanoTime() + READY.toNanos();
        while (!Files.readString(data.resolve("system.log")).contains("Dossier is ready")) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new IllegalStateException("the system did not start, see " + data.resolve("system.log"));
            }
            Thread.sleep(100);
        }
    }

    /** What {@code ./dossier env} tells other programs. */
    Map<String, String> environment() throws IOException {
        var environment = new HashMap<String, String>();
        try (var lines = dossier("env", data).start().inputReader()) {
            lines.lines().map(line -> line.split("=", 2)).forEach(pair -> environment.put(pair[0], pair[1]));
        }
        return environment;
    }

    static String required(Map<String, String> environment, String name) {
        var value = environment.get(name);
        if (value == null) {
            throw new IllegalStateException("./dossier env does not print " + name);
        }
        return value;
    }

    /** @param libpq like {@code postgresql://user:password@host:port/database} */
    static Connection connect(String libpq) throws SQLException {
        var uri = URI.create(libpq);
        var user = uri.getUserInfo().split(":", 2);
        return DriverManager.getConnection("jdbc:postgresql://" + uri.getHost() + ":" + uri.getPort() + uri.getPath(),
                user[0], user[1]);
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

    private static ProcessBuilder dossier(String command, Path data) {
        return new ProcessBuilder(List.of(Path.of(System.getProperty("dossier.home"), "dossier").toString(), command,
                "--data", data.resolve("data").toString(), "--port-base", PORT_BASE));
    }
}
