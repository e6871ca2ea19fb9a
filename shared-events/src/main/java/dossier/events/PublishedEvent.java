package dossier.events;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.UUID;

import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.kafka.KafkaMessageFactory;
import io.cloudevents.rw.CloudEventRWException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

import dossier.events.ApplicationEvent.CardIssued;

/**
 * A stored event with its place in the ledger, as it travels through Kafka: CloudEvents 1.0 in binary mode, keyed by the
 * application, the value being exactly the stored bytes.
 *
 * @param position in the ledger, dense from 1
 * @param hash the event's leaf hash as the ledger has it
 */
@SuppressWarnings("ArrayRecordComponent") // the bytes are the identity of the hash and are never changed
public record PublishedEvent(StoredEvent event, long position, byte[] hash) {

    private static final URI SOURCE = URI.create("urn:dossier:command-service");
    private static final String SCHEMAS = "urn:dossier:schemas:";
    private static final String TYPE_PREFIX = "dossier.";
    private static final String CARD_ISSUED_TYPE = "dossier.cards.CardIssued.v1";
    private static final String JSON = "application/json";

    /** What other systems learn of an issued card, on a topic of their own. */
    record CardNotice(UUID applicationId, String cardNumber, String region, Category category,
            LocalDate benefitsFrom, Instant issuedAt) {}

    /** The record of this event for the topic of all events. */
    public ProducerRecord<String, byte[]> toRecord(String topic) {
        var type = event.type() + ".v" + event.version();
        var cloudEvent = envelope(event.eventId(), TYPE_PREFIX + type, type, event.payload());
        return toRecord(topic, cloudEvent
                .withExtension("sequence", Integer.toString(event.sequence()))
                .withExtension("actor", event.actor())
                .withExtension("role", event.role())
                .withExtension("command", event.command())
                .withExtension("position", Long.toString(position))
                .withExtension("hash", HexFormat.of().formatHex(hash)).build());
    }

    /** The record for subscribers of issued cards; its id is derived from the event's, so that a copy is known as one. */
    public ProducerRecord<String, byte[]> toCardNotice(String topic, CardIssued card) {
        var notice = new CardNotice(event.applicationId(), card.cardNumber(), card.region(), card.category(),
                card.benefitsFrom(), event.occurredAt());
        var id = UUID.nameUUIDFromBytes((CARD_ISSUED_TYPE + event.eventId()).getBytes(StandardCharsets.UTF_8));
        return toRecord(topic, envelope(id, CARD_ISSUED_TYPE, "cards.CardIssued.v1",
                EventJson.MAPPER.writeValueAsBytes(notice)).build());
    }

    /** @throws UnreadableEvent if the record is not what {@link #toRecord(String)} writes */
    public static PublishedEvent from(ConsumerRecord<String, byte[]> message) {
        try {
            var cloudEvent = KafkaMessageFactory.createReader(message).toEvent();
            var type = versionedType(cloudEvent);
            int dot = type.lastIndexOf(".v");
            var time = cloudEvent.getTime();
            var subject = cloudEvent.getSubject();
            if (time == null || subject == null) {
                throw new UnreadableEvent("record without time or subject");
            }
            var stored = new StoredEvent(UUID.fromString(cloudEvent.getId()), UUID.fromString(subject),
                    Integer.parseInt(extension(cloudEvent, "sequence")), type.substring(0, dot),
                    Integer.parseInt(type.substring(dot + 2)), time.toInstant(), extension(cloudEvent, "actor"),
                    extension(cloudEvent, "role"), extension(cloudEvent, "command"),
                    (String) cloudEvent.getExtension("traceparent"), payload(cloudEvent.getData()));
            return new PublishedEvent(stored, Long.parseLong(extension(cloudEvent, "position")),
                    HexFormat.of().parseHex(extension(cloudEvent, "hash")));
        } catch (CloudEventRWException | IllegalArgumentException | IllegalStateException
                | IndexOutOfBoundsException e) {
            throw new UnreadableEvent("not a Dossier event: " + e.getMessage());
        }
    }

    private CloudEventBuilder envelope(UUID id, String type, String schema, byte[] value) {
        var builder = CloudEventBuilder.v1().withId(id.toString()).withType(type).withSource(SOURCE)
                .withSubject(event.applicationId().toString())
                .withTime(event.occurredAt().truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC))
                .withDataSchema(URI.create(SCHEMAS + schema)).withDataContentType(JSON).withData(value);
        return event.traceparent() == null ? builder : builder.withExtension("traceparent", event.traceparent());
    }

    private static ProducerRecord<String, byte[]> toRecord(String topic, CloudEvent cloudEvent) {
        return KafkaMessageFactory.<String>createWriter(topic, null, null, cloudEvent.getSubject())
                .writeBinary(cloudEvent);
    }

    private static String versionedType(CloudEvent cloudEvent) {
        if (!cloudEvent.getType().startsWith(TYPE_PREFIX)) {
            throw new UnreadableEvent("unknown event type " + cloudEvent.getType());
        }
        return cloudEvent.getType().substring(TYPE_PREFIX.length());
    }

    private static String extension(CloudEvent cloudEvent, String name) {
        if (cloudEvent.getExtension(name) instanceof String value) {
            return value;
        }
        throw new UnreadableEvent("record without " + name);
    }

    private static byte[] payload(@Nullable CloudEventData data) {
        return data == null ? new byte[0] : data.toBytes();
    }
}
