package dossier.query;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

import dossier.events.ApplicationEvent;
import dossier.events.EventCodec;
import dossier.events.PublishedEvent;
import dossier.events.StoredEvent;
import dossier.events.UnreadableEvent;

/** A record of the topic, as far as it could be read; {@code parkedId} if it comes back from the parked ones. */
sealed interface Incoming {

    EventCodec CODEC = new EventCodec();

    Source source();

    @Nullable
    UUID applicationId();

    /** If at least that could be read. */
    @Nullable
    Integer sequence();

    record Source(String topicId, ConsumerRecord<String, byte[]> record, @Nullable Long parkedId) {

        /** A record has one place, however often it comes. */
        String place() {
            return topicId + '/' + record.partition() + '@' + record.offset();
        }
    }

    record Event(Source source, StoredEvent stored, ApplicationEvent event) implements Incoming {
        @Override
        public UUID applicationId() {
            return stored.applicationId();
        }

        @Override
        public Integer sequence() {
            return stored.sequence();
        }
    }

    record Unreadable(Source source, @Nullable UUID applicationId, @Nullable Integer sequence,
            String reason) implements Incoming {}

    static Incoming read(Source source) {
        var message = source.record();
        try {
            var stored = PublishedEvent.from(message).event();
            if (!stored.applicationId().toString().equals(message.key())) {
                return unreadable(source, "subject " + stored.applicationId() + " under another key");
            }
            return new Event(source, stored, CODEC.decode(stored.type(), stored.version(), stored.payload()));
        } catch (UnreadableEvent e) {
            return unreadable(source, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) { // no record may stop the others, whatever a parser makes of it
            return unreadable(source, e.toString());
        }
    }

    private static Incoming unreadable(Source source, String reason) {
        return new Unreadable(source, uuid(source.record().key()), sequence(source.record().headers()), reason);
    }

    static @Nullable String text(Headers headers, String name) {
        var header = headers.lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    private static @Nullable UUID uuid(@Nullable String text) {
        try {
            return text == null ? null : UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    static @Nullable Integer sequence(Headers headers) {
        var text = text(headers, "ce_sequence");
        try {
            return text == null ? null : Integer.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
