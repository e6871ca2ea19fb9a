package dossier.command.log;

import java.time.Instant;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * Who did something to which application, in which role, by which command and when: an event message's metadata entry {@link #KEY}.
 *
 * @param at to the microsecond
 * @param traceparent W3C trace context of the request, if it had one
 */
public record Provenance(UUID applicationId, String actor, String role, String command, Instant at,
        @Nullable String traceparent) {

    /** The metadata key of the event message. */
    public static final String KEY = "provenance";
}
