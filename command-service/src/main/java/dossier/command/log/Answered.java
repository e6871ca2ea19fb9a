package dossier.command.log;

import org.jspecify.annotations.Nullable;

/**
 * The answer that a repeated request gets, kept under the caller's idempotency key in the transaction of the events: the
 * command message's metadata entry {@link #KEY}.
 */
@SuppressWarnings("ArrayRecordComponent") // bytes on their way into the database
public record Answered(String caller, String key, byte[] fingerprint, Encoder encoder) {

    /** The metadata key of the command message. */
    public static final String KEY = "answered";

    /** Turns the command handler's result into the bytes to keep. */
    @FunctionalInterface
    public interface Encoder {
        byte[] encode(@Nullable Object result);
    }
}
