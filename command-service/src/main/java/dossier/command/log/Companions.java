package dossier.command.log;

import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * Rows that come true together with a command's events or not at all. They travel as the command message's metadata
 * entry {@link #KEY}, so that the log finds them when the unit of work hands it the events.
 */
public record Companions(@Nullable Answered answered, List<Claim> claims) {

    /** The metadata key of the command message. */
    public static final String KEY = "companions";

    /** The answer that a repeated request gets, kept under the caller's idempotency key. */
    @SuppressWarnings("ArrayRecordComponent") // bytes on their way into the database
    public record Answered(String caller, String key, byte[] fingerprint, AnswerEncoder encoder) {}

    /** Turns the command handler's result into the bytes to keep. */
    @FunctionalInterface
    public interface AnswerEncoder {
        byte[] encode(@Nullable Object result);
    }

    /** What only one application, or one payment, may hold. */
    public sealed interface Claim {

        /** The person's one open application, {@code person} being an HMAC of the citizen ID. */
        @SuppressWarnings("ArrayRecordComponent") // bytes on their way into the database
        record OpenApplication(byte[] person, UUID applicationId) implements Claim {}

        /** The application is no longer open; the person may apply again. */
        record Closed(UUID applicationId) implements Claim {}

        record Receipt(String number, UUID applicationId) implements Claim {}
    }
}
