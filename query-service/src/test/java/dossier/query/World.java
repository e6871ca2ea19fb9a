package dossier.query;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dossier.backing.BackingServices;
import dossier.backing.Installation;
import dossier.events.ApplicationKey;
import dossier.events.MasterKey;

/** What stands around the service: the topic that the relay writes, the key store that the command-service fills. */
class World implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    static final World SHARED = new World();
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final JsonMapper JSON = new JsonMapper();
    private static final AtomicLong POSITION = new AtomicLong();

    final Installation installation = BackingServices.shared().newInstallation();
    final String topic = installation.namespace() + ".application-events";
    final MasterKey master = new MasterKey(Base64.getDecoder().decode(installation.masterKey()));

    private final KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
            Map.of("bootstrap.servers", installation.bootstrapServers(), "linger.ms", 1), new StringSerializer(),
            new ByteArraySerializer());
    private final HttpClient http = HttpClient.newHttpClient();

    World() {
        try (var keys = installation.keys(); var statement = keys.createStatement()) {
            statement.execute("""
                    create table application_key (application_id uuid primary key, wrapped_key bytea not null);
                    grant usage on schema public to dossier_query;
                    grant select on application_key to dossier_query""");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        SHARED.createTopic();
        TestPropertyValues.of(SHARED.properties("test")).applyTo(context);
    }

    Map<String, String> properties(String instance) {
        var properties = new HashMap<>(installation.queryService());
        properties.put("dossier.instance", instance);
        properties.put("management.server.port", "0");
        return properties;
    }

    /** A further instance beside the one that Spring's test support starts. */
    ConfigurableApplicationContext start(String instance) {
        var arguments = properties(instance).entrySet().stream().map(one -> "--" + one.getKey() + "=" + one.getValue());
        return new SpringApplicationBuilder(QueryService.class)
                .run(Stream.concat(arguments, Stream.of("--server.port=0")).toArray(String[]::new));
    }

    void createTopic() {
        try (var admin = admin()) {
            admin.createTopics(List.of(new NewTopic(topic, 4, (short) 1))).all().get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    void deleteTopic() {
        try (var admin = admin()) {
            admin.deleteTopics(List.of(topic)).all().get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", (Object) installation.bootstrapServers()));
    }

    long nextPosition() {
        return POSITION.incrementAndGet();
    }

    void send(ProducerRecord<String, byte[]> message) {
        producer.send(message);
    }

    void flush() {
        producer.flush();
    }

    ApplicationKey newKey(UUID application) {
        var wrapped = master.newWrappedKey(application);
        try (var keys = installation.keys();
                var insert = keys.prepareStatement("insert into application_key values (?, ?)")) {
            insert.setObject(1, application);
            insert.setBytes(2, wrapped);
            insert.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return master.unwrap(application, wrapped);
    }

    void destroyKey(UUID application) {
        try (var keys = installation.keys();
                var delete = keys.prepareStatement("delete from application_key where application_id = ?")) {
            delete.setObject(1, application);
            delete.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A question about the read database, answered by one text. */
    String sql(String query) {
        try (var read = installation.read();
                var statement = read.createStatement();
                var row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    void execute(String change) {
        try (var read = installation.read(); var statement = read.createStatement()) {
            statement.execute(change);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    record Answer(int status, JsonNode body, HttpResponse<String> response) {
        String text(String pointer) {
            var node = body.at(pointer);
            return node.isMissingNode() || node.isNull() ? null : node.asString();
        }
    }

    Answer get(int port, String path, String... roles) {
        return getWith(token(roles), port, path);
    }

    Answer getWith(String token, int port, String path) {
        return exchange(token, request(port, path));
    }

    Answer post(int port, String path, String body, String... roles) {
        return exchange(token(roles), request(port, path).header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static String token(String... roles) {
        return roles.length == 0 ? "" : BackingServices.shared().signIn().token(roles[0] + "-person", roles);
    }

    private static HttpRequest.Builder request(int port, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).timeout(PATIENCE);
    }

    private Answer exchange(String token, HttpRequest.Builder request) {
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        try {
            var response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            var body = response.body();
            return new Answer(response.statusCode(),
                    body.startsWith("{") ? JSON.readTree(body) : JSON.createObjectNode(), response);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
