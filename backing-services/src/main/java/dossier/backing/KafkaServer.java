package dossier.backing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;

/** Kafka as a process of this machine. */
public final class KafkaServer implements Kafka {

    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration STOP = Duration.ofSeconds(20);

    private final Path data;
    private final int port;
    private final int controllerPort;
    private final int advertisedPort;
    private final String clusterId;
    private final Consumer<String> log;
    private ChildProcess process;

    private KafkaServer(Path data, int port, int controllerPort, int advertisedPort, Consumer<String> log) {
        this.data = data.toAbsolutePath();
        this.port = port;
        this.controllerPort = controllerPort;
        this.advertisedPort = advertisedPort;
        this.log = log;
        this.clusterId = clusterId(this.data);
        this.process = launch();
    }

    /** Formats the data on the first start; returns when the broker serves. */
    public static KafkaServer start(Path data, int port, int controllerPort, Consumer<String> log) {
        return startBehindProxy(data, port, controllerPort, port, log);
    }

    /** @param proxyPort which clients are told to use */
    public static KafkaServer startBehindProxy(Path data, int port, int controllerPort, int proxyPort,
            Consumer<String> log) {
        PrivateFiles.createDirectory(data);
        return new KafkaServer(data, port, controllerPort, proxyPort, log);
    }

    @Override
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    public String clusterId() {
        return clusterId;
    }

    public ChildProcess process() {
        return process;
    }

    @Override
    public void kill() {
        process.kill();
    }

    @Override
    public void restart() {
        process = launch();
    }

    @Override
    public void close() {
        process.stop(STOP);
    }

    private ChildProcess launch() {
        var ready = new CompletableFuture<Void>();
        var command = JavaCommand.of(KafkaNode.class, List.of("-Xms128m", "-Xmx512m", "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError", "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED", "-Dlogback.configurationFile=dossier/backing/quiet-logback.xml"),
                List.of(settings().toString()));
        var started = ChildProcess.start("Kafka", command, ChildProcess.Stop.TERM,
                data.resolveSibling(data.getFileName() + ".pid"), line -> {
                    if (line.equals(KafkaNode.READY)) {
                        ready.complete(null);
                    }
                    log.accept(line);
                });
        try {
            CompletableFuture.anyOf(ready, started.onExit()).get(START.toSeconds(), TimeUnit.SECONDS);
            if (!started.isAlive()) {
                throw new IllegalStateException("Kafka ended: " + String.join(" ", started.lastLines()));
            }
            checkIdentity();
            return started;
        } catch (ExecutionException | TimeoutException e) {
            started.stop(STOP);
            throw new IllegalStateException("Kafka was not ready in " + START.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            started.stop(STOP);
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while Kafka started", e);
        }
    }

    // Whoever answers on this port may be another broker, and clients would use it without a word.
    private void checkIdentity() throws ExecutionException, InterruptedException, TimeoutException {
        try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
            var found = admin.describeCluster().clusterId().get(10, TimeUnit.SECONDS);
            if (!clusterId.equals(found)) {
                throw new IllegalStateException("another Kafka (" + found + ") answers on port " + port);
            }
        }
    }

    private Path settings() {
        var settings = new StringBuilder("""
                cluster.id=%s
                log.dirs=%s
                controller.quorum.voters=1@127.0.0.1:%d
                listeners=PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d
                advertised.listeners=PLAINTEXT://127.0.0.1:%d
                """.formatted(clusterId, data.resolve("log"), controllerPort, port, controllerPort, advertisedPort));
        SETTINGS.forEach((name, value) -> settings.append(name).append('=').append(value).append('\n'));
        try {
            return Files.writeString(data.resolve("server.properties"), settings);
        } catch (IOException e) {
            throw new UncheckedIOException("the settings of Kafka could not be written", e);
        }
    }

    // Kept outside of Kafka's own files, because they can only be checked against something else.
    private static String clusterId(Path data) {
        var file = data.resolve("cluster-id");
        try {
            if (!Files.exists(file)) {
                PrivateFiles.write(file, Uuid.randomUuid().toString());
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("the cluster id of Kafka could not be kept", e);
        }
    }
}
