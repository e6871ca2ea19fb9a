package dossier.command;

import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dossier.events.Deadline;
import dossier.events.Role;

/**
 * To which application a command goes, from whom and when.
 *
 * @param expectedVersion the version that the caller saw, if the caller insists on it
 * @param role the one of the actor's roles that allows the command
 * @param at to the microsecond
 */
record Header(UUID applicationId, @Nullable Integer expectedVersion, String actor, Role role, Instant at,
        @Nullable String traceparent) {

    LocalDate today() {
        return LocalDate.ofInstant(at, Deadline.ZONE);
    }
}
