package dossier.backing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;

import dossier.backing.Installation.Passwords;

/**
 * What tests of every module run on: one PostgreSQL, one Kafka and one sign-in provider for each JVM, started at first
 * use and gone with the JVM. This is the one place that decides where they come from: Testcontainers where a Docker engine
 * answers on this machine, otherwise the same versions as processes, and always so with {@code -Ddossier.containers=false}.
 *
 * <pre>{@code
 * static final Installation installation = BackingServices.shared().newInstallation();
 *
 * @DynamicPropertySource
 * static void properties(DynamicPropertyRegistry registry) {
 *     installation.commandService().forEach((name, value) -> registry.add(name, () -> value));
 * }
 * }</pre>
 */
public final class BackingServices implements AutoCloseable {

    private static final SecureRandom RANDOM = new SecureRandom();
    /** Of all in this JVM, since some of them share a server. */
    private static final AtomicInteger INSTALLATIONS = new AtomicInteger();

    private final Passwords passwords = new Passwords(secret(), secret(), secret(), secret());
    private final Postgres postgres;
    private final Kafka kafka;
    private final TestSignIn signIn = new TestSignIn();

    /** For the caller alone, on these servers. */
    public BackingServices(Postgres postgres, Kafka kafka) {
        this.postgres = postgres;
        this.kafka = kafka;
        DatabaseSetup.roles(postgres, passwords);
    }

    public static BackingServices shared() {
        return Shared.INSTANCE;
    }

    /** New ones that are processes of this machine, and go with this JVM. */
    public static BackingServices asProcesses() {
        var directory = directory();
        var started = new BackingServices(PostgresServer.start(directory.resolve("postgresql"), Ports.free(), secret(),
                _ -> {
                }), KafkaServer.start(directory.resolve("kafka"), Ports.free(), Ports.free(), _ -> {
                }));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            started.close();
            PrivateFiles.deleteDirectory(directory);
        }, "ends-backing-services"));
        return started;
    }

    private static BackingServices inContainers() {
        var started = new BackingServices(new PostgresContainer(secret()), new KafkaContainer());
        Runtime.getRuntime().addShutdownHook(new Thread(started::close, "ends-backing-services"));
        return started;
    }

    /** Three empty databases, an unused topic namespace and new secrets: nobody else's data is in sight. */
    public Installation newInstallation() {
        var number = INSTALLATIONS.incrementAndGet();
        DatabaseSetup.databases(postgres, "t" + number);
        return new Installation(postgres.port(), "t" + number, passwords, kafka.bootstrapServers(), "t" + number,
                signIn.issuer(), secret(), secret());
    }

    public Postgres postgres() {
        return postgres;
    }

    public Kafka kafka() {
        return kafka;
    }

    public TestSignIn signIn() {
        return signIn;
    }

    /** Ends them; the data of processes stays. */
    @Override
    public void close() {
        signIn.stop();
        kafka.close();
        postgres.close();
    }

    private static Path directory() {
        var target = Path.of("target");
        try {
            return Files.isDirectory(target)
                    ? Files.createTempDirectory(target.toAbsolutePath(), "backing-")
                    : Files.createTempDirectory("dossier-backing-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String secret() {
        var bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static final class Shared {
        static final BackingServices INSTANCE = start();

        private static BackingServices start() {
            boolean isInContainers = Boolean.parseBoolean(System.getProperty("dossier.containers", "true"))
                    && ServerContainer.isPossible();
            System.out.println("PostgreSQL and Kafka of these tests are " + (isInContainers
                    ? "containers; -Ddossier.containers=false would make them processes"
                    : "processes"));
            return isInContainers ? inContainers() : asProcesses();
        }
    }
}
