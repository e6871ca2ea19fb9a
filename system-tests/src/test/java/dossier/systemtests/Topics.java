package dossier.systemtests;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.Awaitility;

/** What a subscriber sees that reads only what was committed. */
record Topics(String bootstrapServers, String namespace) {

    record Message(String key, Map<String, String> headers, String value) {

        String type() {
            return headers.get("ce_type");
        }
    }

    /** Events of one application in the order of the topic, once there are at least so many. */
    List<Message> events(UUID application, int atLeast) {
        return await("application-events", application, atLeast);
    }

    /** Notices of the cards of one application, once there are at least so many. */
    List<Message> cardNotices(UUID application, int atLeast) {
        return await("cards-issued", application, atLeast);
    }

    /** Everything that a subscriber can read, other people's applications too. */
    List<Message> everything() {
        var all = new ArrayList<>(read("application-events"));
        all.addAll(read("cards-issued"));
        return all;
    }

    private List<Message> await(String topic, UUID application, int atLeast) {
        return Awaitility.await().atMost(DossierSystem.SOON).until(() -> read(topic).stream()
                .filter(message -> message.key().equals(application.toString())).toList(),
                found -> found.size() >= atLeast);
    }

    private List<Message> read(String topic) {
        var messages = new ArrayList<Message>();
        try (var consumer = new KafkaConsumer<>(Map.of("bootstrap.servers", bootstrapServers, "isolation.level",
                "read_committed", "enable.auto.commit", false, "default.api.timeout.ms", 20_000),
                new StringDeserializer(), new ByteArrayDeserializer())) {
            var partitions = consumer.partitionsFor(namespace + "." + topic).stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition())).toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                consumer.poll(Duration.ofMillis(200)).forEach(found -> messages.add(message(found)));
            }
        }
        return messages;
    }

    private static Message message(ConsumerRecord<String, byte[]> found) {
        var headers = new TreeMap<String, String>();
        found.headers().forEach(
                header -> headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));
        return new Message(found.key(), headers, new String(found.value(), StandardCharsets.UTF_8));
    }
}
