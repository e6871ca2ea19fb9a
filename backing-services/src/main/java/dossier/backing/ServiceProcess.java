package dossier.backing;

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
import java.util.TreeMap;

/** One service as production runs it: a program in a process of its own, on ports of its own, which it keeps. */
public final class ServiceProcess implements AutoCloseable {

    private static final Duration READY = Duration.ofMinutes(3);
    private static final Duration STOP = Duration.ofSeconds(20);
    private static final HttpClient PROBE = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2)).build();

    private final String name;
    private final List<String> command;
    private final Path directory;
    private final URI url;
    private final URI actuator;
    private ChildProcess process;

    private ServiceProcess(String name, List<String> command, Map<String, String> settings, Path directory) {
        int port = Ports.free();
        int managementPort = Ports.free();
        this.name = name + "-" + port;
        this.directory = directory;
        url = URI.create("http://127.0.0.1:" + port);
        actuator = URI.create("http://127.0.0.1:" + managementPort + "/actuator");
        var all = new TreeMap<>(settings);
        all.putAll(Map.of("server.address", "127.0.0.1", "server.port", "" + port, "management.server.address",
                "127.0.0.1", "management.server.port", "" + managementPort));
        var lines = new StringBuilder();
        all.forEach((key, value) -> lines.append(key).append('=').append(value.replace("\\", "\\\\")).append('\n'));
        var file = PrivateFiles.write(directory.resolve(this.name + ".properties"), lines.toString());
        this.command = new ArrayList<>(command);
        this.command.add("--spring.config.additional-location=file:" + file.toAbsolutePath());
        process = launch();
    }

    /**
     * Starts it without waiting, so that several may start at once.
     *
     * @param command all but the settings, which are passed as a file
     * @param directory for settings, log and pid
     */
    public static ServiceProcess start(String name, List<String> command, Map<String, String> settings,
            Path directory) {
        return new ServiceProcess(name, command, settings, directory);
    }

    public URI url() {
        return url;
    }

    /** Where health and metrics are. */
    public URI actuator() {
        return actuator;
    }

    public ProcessHandle handle() {
        return process.handle();
    }

    /** What it printed, over all its restarts. */
    public Path log() {
        return directory.resolve(name + ".log");
    }

    /** @throws IllegalStateException if it ends, or is not ready in three minutes */
    public ServiceProcess awaitReady() {
        long end = System.nanoTime() + READY.toNanos();
        try {
            while (!isReady()) {
                if (!process.isAlive() || System.nanoTime() > end) {
                    throw new IllegalStateException(
                            name + " did not start: " + String.join("\n", process.lastLines()));
                }
                Thread.sleep(50);
            }
            return this;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + name + " started", e);
        }
    }

    public boolean isReady() throws InterruptedException {
        try {
            return probe("/health/readiness").statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** The value of one of its metrics. */
    public double metric(String metric) throws IOException, InterruptedException {
        var answer = probe("/metrics/" + metric).body();
        int value = answer.indexOf("\"value\":") + 8;
        return Double.parseDouble(answer.substring(value, answer.indexOf('}', value)));
    }

    /** Everything it tells Prometheus now. */
    public String metrics() {
        try {
            return probe("/prometheus").body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking for metrics", e);
        }
    }

    /** Bytes of the objects that are still in use: it collects everything else first. */
    public double heapInUse() {
        var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        try (var lines = new ProcessBuilder(jcmd, Long.toString(handle().pid()), "GC.class_histogram")
                .redirectErrorStream(true).start().inputReader()) {
            return lines.lines().filter(line -> line.startsWith("Total"))
                    .mapToDouble(line -> Double.parseDouble(line.split(" +", 4)[2])).findFirst()
                    .orElseThrow(() -> new IllegalStateException(name + " does not tell what is in its heap"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A crash: kill -9. */
    public void kill() {
        process.kill();
    }

    /** Starts it again as it was, on the same ports, and waits until it is ready. */
    public void restart() {
        startAgain().awaitReady();
    }

    /** Starts it again as it was, on the same ports, without waiting. */
    public ServiceProcess startAgain() {
        process = launch();
        return this;
    }

    /** Asks it to end, and waits for that. */
    @Override
    public void close() {
        process.stop(STOP);
    }

    private HttpResponse<String> probe(String path) throws IOException, InterruptedException {
        return PROBE.send(HttpRequest.newBuilder(URI.create(actuator + path)).timeout(Duration.ofSeconds(5)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private ChildProcess launch() {
        return ChildProcess.start(name, command, ChildProcess.Stop.TERM, directory.resolve(name + ".pid"),
                this::write);
    }

    private void write(String line) {
        try {
            Files.writeString(log(), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
