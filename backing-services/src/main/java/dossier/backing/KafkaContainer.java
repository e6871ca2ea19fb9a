package dossier.backing;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.utils.AppInfoParser;

/** Kafka as a container. */
final class KafkaContainer extends ServerContainer implements Kafka {

    /** Of the version that {@link KafkaServer} runs. */
    private static final String IMAGE = "apache/kafka:" + AppInfoParser.getVersion();
    private static final int PORT = 9092;

    KafkaContainer() {
        super(IMAGE, PORT);
        addEnv("KAFKA_HEAP_OPTS", "-Xms128m -Xmx512m");
        // Its own name for itself is another one than its clients', who see the port that the engine publishes.
        environment("listeners", "PLAINTEXT://0.0.0.0:%d,BROKER://127.0.0.1:9094,CONTROLLER://127.0.0.1:9093"
                .formatted(PORT));
        environment("advertised.listeners", "PLAINTEXT://127.0.0.1:%d,BROKER://127.0.0.1:9094"
                .formatted(port()));
        environment("inter.broker.listener.name", "BROKER");
        environment("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT");
        environment("controller.quorum.voters", "1@127.0.0.1:9093");
        SETTINGS.forEach(this::environment);
        start();
    }

    @Override
    public String bootstrapServers() {
        return "127.0.0.1:" + port();
    }

    private void environment(String setting, String value) {
        addEnv("KAFKA_" + setting.toUpperCase(Locale.ROOT).replace('.', '_'), value);
    }

    @Override
    boolean accepts() {
        // The engine takes connections before the broker does, and drops them: a client at full speed fills the log.
        try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers(), "reconnect.backoff.ms", "500",
                "request.timeout.ms", "5000", "default.api.timeout.ms", "5000"))) {
            return !admin.describeCluster().nodes().get(10, TimeUnit.SECONDS).isEmpty();
        } catch (ExecutionException | TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while Kafka started", e);
        }
    }
}
