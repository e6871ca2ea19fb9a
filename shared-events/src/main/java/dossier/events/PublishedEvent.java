package dossier.events;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;

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

    private static final String SPECIFICATION = "1.0";
    private static final String SOURCE = "urn:dossier:command-service";
    private static final String SCHEMAS = "urn:dossier:schemas:";
    private static final String TYPE_PREFIX = "dossier.";
    private static final String CARD_ISSUED_TYPE = "dossier.cards.CardIssued.v1";
    private static final String JSON = "application/json";
    private static final DateTimeFormatter TIME = DateTimeFormatter.ISO_OFFSET_DATE_TIME.withZone(ZoneOffset.UTC);

    /** What other systems learn of an issued card, on a topic of their own. */
    record CardNotice(UUID applicationId, String cardNumber, String region, Category category,
            LocalDate benefitsFrom, Instant issuedAt) {}

    /** The record of this event for the topic of all events; its headers are written directly, as they are read. */
    public ProducerRecord<String, byte[]> toRecord(String topic) {
        var type = event.type() + ".v" + event.version();
        var message = toRecord(topic, event.eventId(), TYPE_PREFIX + type, type, event.payload());
        add(message, "sequence", Integer.toString(event.sequence()));
        add(message, "actor", event.actor());
        add(message, "role", event.role());
        add(message, "command", event.command());
        add(message, "position", Long.toString(position));
        add(message, "hash", HexFormat.of().formatHex(hash));
        return message;
    }

    /** The record for subscribers of issued cards; its id is derived from the event's, so that a copy is known as one. */
    public ProducerRecord<String, byte[]> toCardNotice(String topic, CardIssued card) {
        var notice = new CardNotice(event.applicationId(), card.cardNumber(), card.region(), card.category(),
                card.benefitsFrom(), event.occurredAt());
        var id = UUID.nameUUIDFromBytes((CARD_ISSUED_TYPE + event.eventId()).getBytes(StandardCharsets.UTF_8));
        return toRecord(topic, id, CARD_ISSUED_TYPE, "cards.CardIssued.v1",
                EventJson.MAPPER.writeValueAsBytes(notice));
    }

    /**
     * Reads the headers of binary mode directly, since a reader of the SDK costs more than all that is done with the event.
     *
     * @throws UnreadableEvent if the record is not what {@link #toRecord(String)} writes
     */
    public static PublishedEvent from(ConsumerRecord<String, byte[]> message) {
        var headers = new HashMap<String, String>();
        for (var header : message.headers()) {
            if (header.value() != null) {
                headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
            }
        }
        if (!SPECIFICATION.equals(headers.get("ce_specversion")) || !JSON.equals(headers.get("content-type"))) {
            throw new UnreadableEvent("not a CloudEvent 1.0 with JSON in binary mode");
        }
        try {
            attribute(headers, "source");
            var type = versionedType(attribute(headers, "type"));
            int dot = type.lastIndexOf(".v");
            var stored = new StoredEvent(UUID.fromString(attribute(headers, "id")),
                    UUID.fromString(attribute(headers, "subject")), Integer.parseInt(attribute(headers, "sequence")),
                    type.substring(0, dot), Integer.parseInt(type.substring(dot + 2)),
                    Instant.parse(attribute(headers, "time")), attribute(headers, "actor"), attribute(headers, "role"),
                    attribute(headers, "command"), headers.get("ce_traceparent"), payload(message.value()));
            return new PublishedEvent(stored, Long.parseLong(attribute(headers, "position")),
                    HexFormat.of().parseHex(attribute(headers, "hash")));
        } catch (IllegalArgumentException | DateTimeException | IndexOutOfBoundsException e) {
            throw new UnreadableEvent("not a Dossier event: " + e.getMessage());
        }
    }

    private ProducerRecord<String, byte[]> toRecord(String topic, UUID id, String type, String schema, byte[] value) {
        var message = new ProducerRecord<>(topic, event.applicationId().toString(), value);
        message.headers().add("content-type", JSON.getBytes(StandardCharsets.UTF_8));
        add(message, "specversion", SPECIFICATION);
        add(message, "id", id.toString());
        add(message, "type", type);
        add(message, "source", SOURCE);
        add(message, "subject", message.key());
        add(message, "time", TIME.format(event.occurredAt()));
        add(message, "dataschema", SCHEMAS + schema);
        if (event.traceparent() != null) {
            add(message, "traceparent", event.traceparent());
        }
        return message;
    }

    private static void add(ProducerRecord<String, byte[]> message, String attribute, String value) {
        message.headers().add("ce_" + attribute, value.getBytes(StandardCharsets.UTF_8));
    }

    private static String versionedType(String type) {
        if (!type.startsWith(TYPE_PREFIX)) {
            throw new UnreadableEvent("unknown event type " + type);
        }
        return type.substring(TYPE_PREFIX.length());
    }

    private static String attribute(Map<String, String> headers, String name) {
        var value = headers.get("ce_" + name);
        if (value == null) {
            throw new UnreadableEvent("record without " + name);
        }
        return value;
    }

    private static byte[] payload(byte @Nullable [] value) {
        return value == null ? new byte[0] : value;
    }
}
