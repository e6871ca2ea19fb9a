package dossier.command.relay;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param bootstrapServers of Kafka, as host:port, several with commas between
 * @param namespace begins the names of topics and of the producer's transactional id
 * @param replicationFactor of topics that are missing; -1 leaves it to the broker
 */
@ConfigurationProperties("dossier.kafka")
record KafkaSettings(String bootstrapServers, @DefaultValue("dossier") String namespace,
        @DefaultValue("-1") short replicationFactor) {

    String applicationEvents() {
        return namespace + ".application-events";
    }

    String cardsIssued() {
        return namespace + ".cards-issued";
    }

    String relayPositions() {
        return namespace + ".relay-positions";
    }

    /** One for all instances, so that the one that starts fences whoever was before it and aborts what it left open. */
    String transactionalId() {
        return namespace + "-relay";
    }
}
