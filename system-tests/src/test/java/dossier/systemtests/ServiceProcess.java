package dossier.systemtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

import org.awaitility.Awaitility;

import dossier.backing.ChildProcess;
import dossier.backing.JavaCommand;
import dossier.backing.Ports;

/** One service as production runs it: its executable jar, in a process of its own. */
final class ServiceProcess {

    private static final Duration READY = Duration.ofSeconds(180);
    private static final Duration STOP = Duration.ofSeconds(20);
    private static final HttpClient PROBE = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2)).build();

    private final String name;
    private final List<String> command;
    private final URI url;
    private final URI readiness;
    private final Path log;
    private ChildProcess process;

    private ServiceProcess(String module, Map<String, String> properties) throws IOException {
        var port = Ports.free();
        var managementPort = Ports.free();
        name = module + "-" + port;
        url = URI.create("http://127.0.0.1:" + port);
        readiness = URI.create("http://127.0.0.1:" + managementPort + "/actuator/health/readiness");
        log = Path.of("target", name + ".log");
        var all = new TreeMap<>(properties);
        all.putAll(Map.of("server.port", "" + port, "server.address", "127.0.0.1", "management.server.port",
                "" + managementPort, "management.server.address", "127.0.0.1"));
        command = List.of(JavaCommand.java(), "-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-jar",
                jar(module).toString(), "--spring.config.additional-location=file:" + file(all));
        process = launch();
        Runtime.getRuntime().addShutdownHook(new Thread(this::kill, "ends-" + name));
    }

    /** Starts it without waiting, so that several may start at once. */
    static ServiceProcess start(String module, Map<String, String> properties) {
        try {
            return new ServiceProcess(module, properties);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    URI url() {
        return url;
    }

    ServiceProcess awaitReady() {
        Awaitility.await(name + " is ready").atMost(READY).until(() -> {
            if (!process.isAlive()) {
                throw new IllegalStateException(name + " ended: " + String.join("\n", process.lastLines()));
            }
            return isReady();
        });
        return this;
    }

    boolean isReady() {
        var request = HttpRequest.newBuilder(readiness).timeout(Duration.ofSeconds(5)).build();
        try {
            return PROBE.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + name + " started", e);
        }
    }

    /** A crash: kill -9. */
    void kill() {
        process.kill();
    }

    /** Starts it again as it was, on the same port. */
    void restart() {
        process = launch();
        awaitReady();
    }

    void stop() {
        process.stop(STOP);
    }

    Path log() {
        return log;
    }

    private ChildProcess launch() {
        return ChildProcess.start(name, command, ChildProcess.Stop.TERM, Path.of("target", name + ".pid"),
                this::write);
    }

    private void write(String line) {
        try {
            Files.writeString(log, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path file(Map<String, String> properties) throws IOException {
        var file = Files.createTempFile("dossier-service", ".properties"); // readable by this user only
        file.toFile().deleteOnExit();
        var content = new Properties();
        content.putAll(properties);
        try (var writer = Files.newBufferedWriter(file)) {
            content.store(writer, null);
        }
        return file;
    }

    private static Path jar(String module) throws IOException {
        var target = Path.of("..", module, "target");
        var jars = new ArrayList<Path>();
        if (Files.isDirectory(target)) {
            try (var found = Files.newDirectoryStream(target, "*-exec.jar")) {
                found.forEach(jars::add);
            }
        }
        if (jars.size() != 1) {
            throw new IllegalStateException("build it first: `./mvnw package -pl " + module + " -am` makes its jar; "
                    + "found " + jars);
        }
        return jars.getFirst();
    }
}
