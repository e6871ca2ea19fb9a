package dossier.command.relay;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;

import static java.util.Objects.requireNonNull;

/**
 * The topics the relay writes to, created where they are missing.
 *
 * @param positionKey names the relay's position: a position in a topic that was deleted says nothing about its successor,
 * which therefore is filled from the beginning
 * @param untouched whether no position can have been written yet
 */
record RelayTopics(String positionKey, boolean untouched) {

    /** In bytes, more than the event of the largest body that can be configured: one that is too large stops all. */
    static final int LARGEST_RECORD = 25 * 1024 * 1024;

    private static final int PARTITIONS = 12;
    private static final Duration TIMEOUT = Duration.ofSeconds(15);
    /** The broker's time: it would refuse records that come from a clock over an hour ahead of its own. */
    private static final ConfigEntry TIME = new ConfigEntry("message.timestamp.type", "LogAppendTime");
    private static final Map<String, String> FOR_EVER = Map.of(TIME.name(), TIME.value(), "retention.ms", "-1",
            "retention.bytes", "-1",
            "max.message.bytes", Integer.toString(RelayTopics.LARGEST_RECORD));

    /** Small segments, so that a start finds the last position close to the end and old ones go. */
    private static final Map<String, String> LAST_ONLY = Map.of(TIME.name(), TIME.value(), "cleanup.policy", "compact",
            "segment.ms", "600000",
            "segment.bytes", "4194304", "min.cleanable.dirty.ratio", "0.1");

    static RelayTopics prepare(KafkaSettings settings, Admin admin)
            throws InterruptedException, ExecutionException, TimeoutException {
        var listings = admin.listTopics().namesToListings().get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        var ids = new HashMap<String, Uuid>();
        listings.forEach((name, listing) -> ids.put(name, listing.topicId()));
        boolean untouched = !ids.containsKey(settings.relayPositions());
        for (var topic : topics(settings)) {
            if (ids.containsKey(topic.name())) {
                correctTime(admin, topic.name());
            } else {
                ids.put(topic.name(), admin.createTopics(List.of(topic)).topicId(topic.name())
                        .get(TIMEOUT.toSeconds(), TimeUnit.SECONDS));
            }
        }
        return new RelayTopics(settings.transactionalId() + "@" + ids.get(settings.applicationEvents()), untouched);
    }

    /** Of a topic that an earlier version made. */
    private static void correctTime(Admin admin, String topic)
            throws InterruptedException, ExecutionException, TimeoutException {
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        var found = requireNonNull(admin.describeConfigs(List.of(resource)).all().get(TIMEOUT.toSeconds(),
                TimeUnit.SECONDS).get(resource));
        if (!TIME.value().equals(found.get(TIME.name()).value())) {
            admin.incrementalAlterConfigs(Map.of(resource, List.of(new AlterConfigOp(TIME, AlterConfigOp.OpType.SET))))
                    .all().get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private static List<NewTopic> topics(KafkaSettings settings) {
        short replication = settings.replicationFactor();
        return List.of(
                new NewTopic(settings.applicationEvents(), PARTITIONS, replication).configs(FOR_EVER),
                new NewTopic(settings.cardsIssued(), PARTITIONS, replication).configs(FOR_EVER),
                new NewTopic(settings.relayPositions(), 1, replication).configs(LAST_ONLY));
    }
}
