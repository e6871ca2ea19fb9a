package dossier.backing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import dossier.backing.Installation.Passwords;

/**
 * What tests of every module run on: one PostgreSQL, one Kafka and one sign-in provider for each JVM, started at first
 * use and gone with the JVM. This is the one place that decides where they come from. A test that breaks them starts some
 * of its own.
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

    private final AtomicInteger installations = new AtomicInteger();
    private final Passwords passwords = new Passwords(secret(), secret(), secret(), secret());
    private final PostgresServer postgres;
    private final KafkaServer kafka;
    private final TestSignIn signIn = new TestSignIn();

    private BackingServices(Path directory, int kafkaPort, int kafkaProxyPort, List<String> postgresLauncher) {
        postgres = PostgresServer.start(directory.resolve("postgresql"), Ports.free(), secret(), line -> {
        }, postgresLauncher);
        kafka = KafkaServer.startBehindProxy(directory.resolve("kafka"), kafkaPort, Ports.free(), kafkaProxyPort,
                line -> {
                });
        DatabaseSetup.roles(postgres, passwords);
    }

    public static BackingServices shared() {
        return Shared.INSTANCE;
    }

    /**
     * Some for the caller alone, with all of their data below this directory.
     *
     * @param kafkaProxyPort which Kafka tells its clients to use
     * @param postgresLauncher what comes before PostgreSQL's command line, like {@code env} and variables
     */
    public static BackingServices start(Path directory, int kafkaPort, int kafkaProxyPort,
            List<String> postgresLauncher) {
        return new BackingServices(PrivateFiles.createDirectory(directory), kafkaPort, kafkaProxyPort,
                postgresLauncher);
    }

    /** Three empty databases, an unused topic namespace and new secrets: nobody else's data is in sight. */
    public Installation newInstallation() {
        var number = installations.incrementAndGet();
        DatabaseSetup.databases(postgres, "t" + number);
        return new Installation(postgres.port(), "t" + number, passwords, kafka.bootstrapServers(), "t" + number,
                signIn.issuer(), secret(), secret());
    }

    public PostgresServer postgres() {
        return postgres;
    }

    public KafkaServer kafka() {
        return kafka;
    }

    public TestSignIn signIn() {
        return signIn;
    }

    /** Ends them; their data stays. */
    @Override
    public void close() {
        signIn.stop();
        kafka.kill();
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
            var directory = directory();
            int kafkaPort = Ports.free();
            var started = new BackingServices(directory, kafkaPort, kafkaPort, List.of());
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                started.close();
                PrivateFiles.deleteDirectory(directory);
            }, "ends-backing-services"));
            return started;
        }
    }
}
