package dossier.command;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * A refusal as auditors read it.
 *
 * @param refusedAt by the database's clock, to the microsecond
 * @param roles those of the caller's token
 * @param applicationId as the request named it, absent where it named none
 */
record RefusedCommand(long id, Instant refusedAt, String actor, List<String> roles, String command,
        @Nullable UUID applicationId, String code, int status) {}
