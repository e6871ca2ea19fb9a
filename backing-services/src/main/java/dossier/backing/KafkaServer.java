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

/** One real Kafka on the loopback interface, in a JVM of its own, which keeps its data over restarts and crashes. */
public final class KafkaServer implements AutoCloseable {

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
    static KafkaServer startBehindProxy(Path data, int port, int controllerPort, int proxyPort, Consumer<String> log) {
        PrivateFiles.createDirectory(data);
        return new KafkaServer(data, port, controllerPort, proxyPort, log);
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    public String clusterId() {
        return clusterId;
    }

    public ChildProcess process() {
        return process;
    }

    /** A crash: kill -9 of the broker. */
    public void kill() {
        process.kill();
    }

    /** Starts it again on the same data and port. */
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

    // A broker that was killed comes back only when its session is over, so sessions are short.
    private Path settings() {
        var settings = """
                cluster.id=%s
                node.id=1
                process.roles=broker,controller
                log.dirs=%s
                controller.quorum.voters=1@127.0.0.1:%d
                controller.listener.names=CONTROLLER
                listeners=PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d
                advertised.listeners=PLAINTEXT://127.0.0.1:%d
                broker.session.timeout.ms=4000
                broker.heartbeat.interval.ms=1000
                auto.create.topics.enable=false
                log.retention.ms=-1
                offsets.topic.replication.factor=1
                offsets.topic.num.partitions=8
                transaction.state.log.replication.factor=1
                transaction.state.log.min.isr=1
                transaction.state.log.num.partitions=8
                share.coordinator.state.topic.replication.factor=1
                share.coordinator.state.topic.min.isr=1
                group.initial.rebalance.delay.ms=0
                group.min.session.timeout.ms=1000
                """.formatted(clusterId, data.resolve("log"), controllerPort, port, controllerPort,
                advertisedPort);
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
