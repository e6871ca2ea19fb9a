package dossier.benchmarks;

import java.io.IOException;
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

import dossier.backing.ChildProcess;
import dossier.backing.Ports;

/** One service in a process of its own. */
final class ServiceProcess implements AutoCloseable {

    private static final Duration READY = Duration.ofMinutes(2);
    private static final Duration STOP = Duration.ofSeconds(20);
    private static final HttpClient PROBE = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2)).build();

    private final String name;
    private final URI url;
    private final URI actuator;
    private final ChildProcess process;

    /**
     * @param command all but the settings, which are passed as a file
     * @param directory for the settings and the log
     */
    ServiceProcess(String name, List<String> command, Map<String, String> settings, Path directory)
            throws IOException {
        this.name = name;
        url = URI.create("http://127.0.0.1:" + Ports.free());
        actuator = URI.create("http://127.0.0.1:" + Ports.free() + "/actuator");
        var all = new Properties();
        all.putAll(settings);
        all.putAll(new TreeMap<>(Map.of("server.address", "127.0.0.1", "server.port", "" + url.getPort(),
                "management.server.address", "127.0.0.1", "management.server.port", "" + actuator.getPort())));
        var file = directory.resolve(name + ".properties");
        try (var writer = Files.newBufferedWriter(file)) {
            all.store(writer, null);
        }
        var line = new ArrayList<>(command);
        line.add("--spring.config.additional-location=file:" + file);
        var log = directory.resolve(name + ".log");
        process = ChildProcess.start(name, line, ChildProcess.Stop.TERM, directory.resolve(name + ".pid"),
                text -> append(log, text));
    }

    URI url() {
        return url;
    }

    ProcessHandle handle() {
        return process.handle();
    }

    ServiceProcess awaitReady() throws InterruptedException {
        long end = System.nanoTime() + READY.toNanos();
        while (!isReady()) {
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new IllegalStateException(name + " did not start: " + String.join("\n", process.lastLines()));
            }
            Thread.sleep(50);
        }
        return this;
    }

    /** The value of one of its metrics. */
    double metric(String metric) throws IOException, InterruptedException {
        var answer = PROBE.send(HttpRequest.newBuilder(URI.create(actuator + "/metrics/" + metric)).build(),
                HttpResponse.BodyHandlers.ofString()).body();
        int value = answer.indexOf("\"value\":") + 8;
        return Double.parseDouble(answer.substring(value, answer.indexOf('}', value)));
    }

    private boolean isReady() throws InterruptedException {
        try {
            return PROBE.send(HttpRequest.newBuilder(URI.create(actuator + "/health/readiness")).build(),
                    HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private static void append(Path log, String line) {
        try {
            Files.writeString(log, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.stop(STOP);
    }
}
