package dossier.command.log;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * Rows that come true together with an event or not at all: the event message's metadata entry {@link #KEY}.
 */
public record Companions(List<Claim> claims) {

    /** The metadata key of the event message. */
    public static final String KEY = "companions";

    /** What only one application, or one payment, may hold, and the limit that its timer watches. */
    public sealed interface Claim {

        /** The person's one open application, {@code person} being an HMAC of the citizen ID. */
        @SuppressWarnings("ArrayRecordComponent") // bytes on their way into the database
        record OpenApplication(byte[] person, UUID applicationId) implements Claim {}

        /** The application is no longer open; the person may apply again. */
        record Closed(UUID applicationId) implements Claim {}

        /** The number of a payment's or a refund's receipt. */
        record Receipt(String number, UUID applicationId) implements Claim {}

        /** @param dueAt when the limit that runs now ends, absent when none runs any more */
        record Due(UUID applicationId, @Nullable Instant dueAt) implements Claim {}
    }
}
