package dossier.command.relay;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.Awaitility;

import dossier.events.PublishedEvent;

import static org.assertj.core.api.Assertions.assertThat;

/** All a topic has for readers of one isolation level, from its beginning. */
final class TopicReader implements AutoCloseable {

    final List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
    private final KafkaConsumer<String, byte[]> consumer;

    private TopicReader(String bootstrapServers, String topic, String isolation) {
        consumer = new KafkaConsumer<>(Map.of("bootstrap.servers", bootstrapServers, "isolation.level", isolation,
                "auto.offset.reset", "earliest", "enable.auto.commit", false), new StringDeserializer(),
                new ByteArrayDeserializer());
        var partitions = consumer.partitionsFor(topic).stream()
                .map(partition -> new TopicPartition(topic, partition.partition())).toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    static TopicReader committed(String bootstrapServers, String topic) {
        return new TopicReader(bootstrapServers, topic, "read_committed");
    }

    static TopicReader uncommitted(String bootstrapServers, String topic) {
        return new TopicReader(bootstrapServers, topic, "read_uncommitted");
    }

    TopicReader awaitRecords(long count) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(1)).until(() -> {
            consumer.poll(Duration.ofMillis(50)).forEach(records::add);
            return records.size() >= count;
        });
        return this;
    }

    /** Reads what there is at this moment. */
    TopicReader toEnd() {
        var ends = consumer.endOffsets(consumer.assignment());
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            consumer.poll(Duration.ofMillis(50)).forEach(records::add);
        }
        return this;
    }

    List<PublishedEvent> events() {
        return records.stream().map(PublishedEvent::from).toList();
    }

    /** Exactly the ledger's events are here, each once, each application's in order, with the ledger's position and hash. */
    void assertIsTheLedgerOf(TestLog log) {
        var last = new HashMap<UUID, Integer>();
        var seen = new HashMap<Long, UUID>();
        for (var published : events()) {
            var event = published.event();
            assertThat(seen.put(published.position(), event.eventId())).as("copy of %s", published.position()).isNull();
            var before = last.put(event.applicationId(), event.sequence());
            assertThat(event.sequence()).isEqualTo(before == null ? 1 : before + 1);
            assertThat(published.hash()).isEqualTo(event.leafHash());
        }
        assertThat((long) seen.size()).isEqualTo(log.numbered());
        assertThat(seen.keySet().stream().mapToLong(Long::longValue).max()).hasValue(log.numbered());
    }

    @Override
    public void close() {
        consumer.close();
    }
}
