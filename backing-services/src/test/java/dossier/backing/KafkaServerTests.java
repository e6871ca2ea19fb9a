package dossier.backing;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class KafkaServerTests {

    @TempDir
    static Path directory;

    static KafkaServer server;

    @BeforeAll
    static void start() {
        server = KafkaServer.start(directory.resolve("kafka"), Ports.free(), Ports.free(), line -> {
        });
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void a_committed_record_survives_kill_and_restart_in_the_same_cluster() throws Exception {
        var clusterId = server.clusterId();
        createTopic("kept");
        try (var producer = new KafkaProducer<>(Map.of("bootstrap.servers", server.bootstrapServers(),
                "transactional.id", "test"), new StringSerializer(), new StringSerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>("kept", "key", "value"));
            producer.flush(); // a commit may overtake what was sent just before it
            producer.commitTransaction();
        }
        server.kill();
        server.restart();
        assertThat(read("kept")).extracting(ConsumerRecord::value).containsExactly("value");
        try (var admin = admin()) {
            assertThat(admin.describeCluster().clusterId().get()).isEqualTo(clusterId);
        }
    }

    @Test
    void no_topic_appears_by_itself() {
        try (var admin = admin()) {
            assertThatThrownBy(() -> admin.describeTopics(List.of("absent")).allTopicNames().get())
                    .hasCauseInstanceOf(UnknownTopicOrPartitionException.class);
        }
    }

    @Test
    void a_taken_port_is_an_error_that_says_so() {
        var port = Integer.parseInt(server.bootstrapServers().replaceFirst(".*:", ""));
        assertThatThrownBy(() -> KafkaServer.start(directory.resolve("second"), port, Ports.free(), line -> {
        })).hasMessageContaining("Kafka ended").hasMessageContaining("127.0.0.1:" + port);
    }

    private static void createTopic(String name) throws Exception {
        try (var admin = admin()) {
            admin.createTopics(List.of(new NewTopic(name, 1, (short) 1))).all().get();
        }
    }

    private static Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", server.bootstrapServers()));
    }

    private static List<ConsumerRecord<String, String>> read(String topic) {
        try (var consumer = new KafkaConsumer<>(Map.of("bootstrap.servers", server.bootstrapServers(),
                "auto.offset.reset", "earliest", "isolation.level", "read_committed"), new StringDeserializer(),
                new StringDeserializer())) {
            var partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            return consumer.poll(Duration.ofSeconds(30)).records(partition);
        }
    }
}
