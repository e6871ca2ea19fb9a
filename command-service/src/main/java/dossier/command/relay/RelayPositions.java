package dossier.command.relay;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Finds the last committed position. It reads the topic's tail backwards, up to the high watermark rather than to the
 * last stable offset, which someone's open transaction could hold before our last record.
 */
final class RelayPositions {

    private static final Duration TIMEOUT = Duration.ofSeconds(15);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final int TAIL = 64;
    private static final int GROWTH = 16;

    private RelayPositions() {}

    static Optional<RelayPosition> last(KafkaSettings settings, Admin admin, String key)
            throws InterruptedException, ExecutionException, TimeoutException {
        var partition = new TopicPartition(settings.relayPositions(), 0);
        long begin = offset(admin, partition, OffsetSpec.earliest());
        long end = offset(admin, partition, OffsetSpec.latest());
        try (var consumer = new KafkaConsumer<>(configuration(settings), new StringDeserializer(),
                new StringDeserializer())) {
            consumer.assign(List.of(partition));
            for (long tail = TAIL;; tail *= GROWTH) {
                long from = Math.max(begin, end - tail);
                consumer.seek(partition, from);
                var values = scan(consumer, partition, end);
                if (values.containsKey(key) || from == begin) {
                    return Optional.ofNullable(values.get(key)).map(RelayPosition::parse);
                }
            }
        }
    }

    /** Admin's offsets are read uncommitted unless told otherwise: the latest is the high watermark. */
    private static long offset(Admin admin, TopicPartition partition, OffsetSpec which)
            throws InterruptedException, ExecutionException, TimeoutException {
        return admin.listOffsets(Map.of(partition, which)).partitionResult(partition)
                .get(TIMEOUT.toSeconds(), TimeUnit.SECONDS).offset();
    }

    private static Map<String, String> scan(KafkaConsumer<String, String> consumer, TopicPartition partition, long end)
            throws TimeoutException {
        var values = new HashMap<String, String>();
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        while (consumer.position(partition, TIMEOUT) < end) {
            if (System.nanoTime() - deadline > 0) {
                throw new TimeoutException("positions are not readable up to offset " + end);
            }
            consumer.poll(POLL).forEach(found -> values.put(found.key(), found.value()));
        }
        return values;
    }

    private static Map<String, Object> configuration(KafkaSettings settings) {
        return Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers(),
                ConsumerConfig.CLIENT_ID_CONFIG, settings.transactionalId(),
                ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false,
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest",
                ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000,
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) TIMEOUT.toMillis());
    }
}
