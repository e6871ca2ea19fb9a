package dossier.backing;

import java.util.Map;

/** One real Kafka on a port of the loopback interface, which keeps its data over restarts and crashes. */
public sealed interface Kafka extends AutoCloseable permits KafkaServer, KafkaContainer {

    /** A broker that was killed comes back only when its session is over, so sessions are short. */
    Map<String, String> SETTINGS = Map.ofEntries(Map.entry("node.id", "1"),
            Map.entry("process.roles", "broker,controller"),
            Map.entry("controller.listener.names", "CONTROLLER"),
            Map.entry("broker.session.timeout.ms", "4000"),
            Map.entry("broker.heartbeat.interval.ms", "1000"),
            Map.entry("auto.create.topics.enable", "false"),
            Map.entry("log.retention.ms", "-1"),
            Map.entry("offsets.topic.replication.factor", "1"),
            Map.entry("offsets.topic.num.partitions", "8"),
            Map.entry("transaction.state.log.replication.factor", "1"),
            Map.entry("transaction.state.log.min.isr", "1"),
            Map.entry("transaction.state.log.num.partitions", "8"),
            Map.entry("share.coordinator.state.topic.replication.factor", "1"),
            Map.entry("share.coordinator.state.topic.min.isr", "1"),
            Map.entry("group.initial.rebalance.delay.ms", "0"),
            Map.entry("group.min.session.timeout.ms", "1000"));

    String bootstrapServers();

    /** A crash: kill -9 of the broker. */
    void kill();

    /** Starts it again on the same data and port. */
    void restart();

    @Override
    void close();
}
