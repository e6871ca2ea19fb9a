package dossier.standalone;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import dossier.backing.DatabaseSetup;
import dossier.backing.Installation;
import dossier.backing.KafkaServer;
import dossier.backing.PidFile;
import dossier.backing.PostgresServer;

@Command(name = "start", description = "Starts everything, and runs until Ctrl-C.", mixinStandardHelpOptions = true)
final class Start implements Callable<Integer> {

    private static final Duration LEFTOVERS = Duration.ofSeconds(10);
    private static final Duration BACKING_STOP = Duration.ofSeconds(20);

    private static final List<Port> PORTS = List.of(Port.POSTGRESQL, Port.KAFKA, Port.KAFKA_CONTROLLER, Port.SIGN_IN,
            Port.COMMAND_SERVICE, Port.COMMAND_SERVICE_ACTUATOR, Port.QUERY_SERVICE, Port.QUERY_SERVICE_ACTUATOR);

    @Mixin
    private final Location location = new Location();

    private final Parts parts = new Parts();

    @Override
    public Integer call() {
        try (var _ = DataDirectory.take(location.data()); var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            System.out.println("Data is kept in " + location.data());
            var leftovers = PidFile.endLeftovers(location.data(), LEFTOVERS);
            if (!leftovers.isEmpty()) {
                System.out.println("Ended what a killed start left behind: " + String.join(", ", leftovers));
            }
            PORTS.forEach(this::requireFree);
            var secrets = Secrets.ofNewOrKnown(location.data());
            var signIn = JavaService.signIn(location);
            var services = services(secrets.installation(location));
            Runtime.getRuntime().addShutdownHook(new Thread(parts::stop, "stops-all"));
            var started = CompletableFuture.allOf(step(threads, () -> start(signIn)),
                    CompletableFuture
                            .allOf(step(threads, () -> startPostgres(secrets)), step(threads, this::startKafka))
                            .thenCompose(_ -> CompletableFuture.allOf(services.stream()
                                    .map(service -> step(threads, () -> start(service)))
                                    .toArray(CompletableFuture[]::new))));
            CompletableFuture.anyOf(parts.loss(), started.thenRun(this::printReady)).exceptionally(_ -> null).join();
            System.err.println(parts.loss().join());
            parts.stop();
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    private List<JavaService> services(Installation installation) {
        var commandService = new TreeMap<>(installation.commandService());
        commandService.put("dossier.demo-clock", "true");
        return List.of(
                JavaService.ofJar("command-service", location, Port.COMMAND_SERVICE, Port.COMMAND_SERVICE_ACTUATOR,
                        commandService),
                JavaService.ofJar("query-service", location, Port.QUERY_SERVICE, Port.QUERY_SERVICE_ACTUATOR,
                        installation.queryService()));
    }

    private CompletableFuture<Void> step(ExecutorService threads, Runnable step) {
        return CompletableFuture.runAsync(() -> {
            try {
                step.run();
            } catch (RuntimeException | Error e) { // whoever waits would do so for ever
                parts.lose(Objects.toString(e.getMessage(), e.toString()));
                throw e;
            }
        }, threads);
    }

    private void startPostgres(Secrets secrets) {
        System.out.println("Starting PostgreSQL");
        var postgres = PostgresServer.start(location.data().resolve("postgresql"), location.port(Port.POSTGRESQL),
                secrets.superuserPassword(), Parts.printing("postgresql"));
        parts.add(postgres.process(), BACKING_STOP);
        DatabaseSetup.roles(postgres, secrets.passwords());
        DatabaseSetup.databases(postgres, Secrets.DATABASES);
        System.out.println("PostgreSQL is up");
    }

    private void startKafka() {
        System.out.println("Starting Kafka");
        var kafka = KafkaServer.start(location.data().resolve("kafka"), location.port(Port.KAFKA),
                location.port(Port.KAFKA_CONTROLLER), Parts.printing("kafka"));
        parts.add(kafka.process(), BACKING_STOP);
        System.out.println("Kafka is up");
    }

    private void start(JavaService service) {
        System.out.println("Starting " + service.name());
        service.start(location.data(), parts);
        System.out.println(service.name() + " is up");
    }

    private void requireFree(Port port) {
        try (var socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), location.port(port)));
        } catch (IOException e) {
            throw new Refusal("port " + location.port(port) + " for " + port.user()
                    + " is taken: stop what listens there, or choose other ports with --port-base");
        }
    }

    private void printReady() {
        System.out.println("""
                Dossier is ready
                  commands  %s
                  queries   %s
                  sign-in   %s
                  Kafka     %s
                  databases %s (./dossier env prints how to reach them)""".formatted(location.url(Port.COMMAND_SERVICE),
                location.url(Port.QUERY_SERVICE), location.url(Port.SIGN_IN), location.address(Port.KAFKA),
                location.address(Port.POSTGRESQL)));
    }
}
