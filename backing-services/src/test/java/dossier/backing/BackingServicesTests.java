package dossier.backing;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class BackingServicesTests {

    final BackingServices services = BackingServices.shared();

    @Test
    void an_installation_has_what_both_services_need() throws Exception {
        var installation = services.newInstallation();
        var command = installation.commandService();
        var query = installation.queryService();
        for (var part : new String[]{"log", "keys"}) {
            DriverManager.getConnection(command.get("dossier." + part + ".url"),
                    command.get("dossier." + part + ".user"), command.get("dossier." + part + ".password")).close();
            DriverManager.getConnection(command.get("dossier." + part + ".url"),
                    command.get("dossier." + part + ".owner"), command.get("dossier." + part + ".owner-password"))
                    .close();
        }
        DriverManager.getConnection(query.get("dossier.read.url"), query.get("dossier.read.user"),
                query.get("dossier.read.password")).close();
        DriverManager.getConnection(query.get("dossier.keys.url"), query.get("dossier.keys.user"),
                query.get("dossier.keys.password")).close();
        assertThat(command).containsKeys("dossier.secrets.person-key", "dossier.secrets.master-key")
                .containsEntry("dossier.sign-in.issuer", services.signIn().issuer())
                .containsEntry("dossier.kafka.bootstrap-servers", services.kafka().bootstrapServers());
        assertThat(query).doesNotContainKey("dossier.secrets.person-key");
    }

    @Test
    void installations_do_not_see_each_other() throws Exception {
        var one = services.newInstallation();
        var other = services.newInstallation();
        assertThat(one.namespace()).isNotEqualTo(other.namespace());
        try (var connection = one.log(); var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE event (id int)");
        }
        try (var connection = other.log(); var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE event (id int)");
        }
    }

    @Test
    void what_was_committed_outlives_a_crash() throws Exception {
        var installation = services.newInstallation();
        try (var connection = installation.log(); var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE kept AS SELECT 'fact' AS what");
        }
        services.postgres().kill();
        try {
            assertThatThrownBy(installation::log).isInstanceOf(SQLException.class);
        } finally {
            services.postgres().restart();
        }
        try (var connection = installation.log();
                var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT what, current_setting('fsync') FROM kept")) {
            assertThat(row.next()).isTrue();
            assertThat(row.getString(1)).isEqualTo("fact");
            assertThat(row.getString(2)).isEqualTo("on");
        }
    }

    @Test
    void what_was_sent_outlives_a_crash() throws Exception {
        var topic = services.newInstallation().namespace() + ".kept";
        try (var admin = Admin.create(client());
                var producer = new KafkaProducer<>(client(), new StringSerializer(), new StringSerializer())) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
            producer.send(new ProducerRecord<>(topic, "fact")).get();
            services.kafka().kill();
            services.kafka().restart();
            producer.send(new ProducerRecord<>(topic, "another")).get();
            assertThat(admin.listOffsets(Map.of(new TopicPartition(topic, 0), OffsetSpec.latest()))
                    .partitionResult(new TopicPartition(topic, 0)).get().offset()).isEqualTo(2);
        }
    }

    @Test
    void the_key_of_the_sign_in_is_published() throws Exception {
        var request = HttpRequest.newBuilder(URI.create(services.signIn().issuer() + "/oauth2/jwks"))
                .timeout(Duration.ofSeconds(5)).build();
        try (var client = HttpClient.newHttpClient()) {
            var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.body()).contains("\"kty\":\"RSA\"").contains("\"n\":\"");
        }
        assertThat(services.signIn().token("clerk", "clerk").split("\\.")).hasSize(3);
    }

    private Map<String, Object> client() {
        return Map.of("bootstrap.servers", services.kafka().bootstrapServers());
    }
}
