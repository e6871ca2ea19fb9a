package dossier.events;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * An event as the log keeps it: who did what to which application and when, and the exact bytes of its JSON.
 *
 * @param sequence 1 for an application's first event; equals the application's version after it
 * @param version of the JSON's shape
 * @param occurredAt to the microsecond, which is all that PostgreSQL keeps
 * @param traceparent W3C trace context of the command; no part of the hash
 */
@SuppressWarnings("ArrayRecordComponent") // the bytes are the identity of the payload and are never changed
public record StoredEvent(UUID eventId, UUID applicationId, int sequence, String type, int version, Instant occurredAt,
        String actor, String role, String command, @Nullable String traceparent, byte[] payload) {

    private static final byte LEAF = 0;

    public StoredEvent {
        if (!occurredAt.equals(occurredAt.truncatedTo(ChronoUnit.MICROS))) {
            throw new IllegalArgumentException("occurredAt is finer than a microsecond: " + occurredAt);
        }
    }

    /**
     * The RFC 9162 leaf hash: SHA-256 over 0x00 and everything the event says, each field preceded by its length in
     * bytes as a big-endian int. Numbers are big-endian (sequence and version 4 bytes, time 8 bytes of microseconds since
     * the epoch), ids their 16 bytes, text UTF-8. The ledger computes the same in SQL, function {@code leaf_hash}.
     */
    public byte[] leafHash() {
        var digest = sha256();
        digest.update(LEAF);
        update(digest, bytes(eventId));
        update(digest, bytes(applicationId));
        update(digest, ByteBuffer.allocate(Integer.BYTES).putInt(sequence).array());
        update(digest, bytes(type));
        update(digest, ByteBuffer.allocate(Integer.BYTES).putInt(version).array());
        update(digest, ByteBuffer.allocate(Long.BYTES).putLong(ChronoUnit.MICROS.between(Instant.EPOCH, occurredAt))
                .array());
        update(digest, bytes(actor));
        update(digest, bytes(role));
        update(digest, bytes(command));
        update(digest, payload);
        return digest.digest();
    }

    private static void update(MessageDigest digest, byte[] field) {
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(field.length).array());
        digest.update(field);
    }

    static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(2 * Long.BYTES).putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits()).array();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
