package dossier.command;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dossier.events.Deadline;

/**
 * Which refused commands an auditor asks for.
 *
 * @param from the start of the first day in Asia/Shanghai
 * @param before the end of the last day
 */
record RefusalQuery(@Nullable Instant from, @Nullable Instant before, @Nullable String actor, @Nullable String command,
        @Nullable String code, @Nullable UUID applicationId, int limit, @Nullable Cursor cursor) {

    static final int DEFAULT_LIMIT = 50;
    static final int LARGEST_LIMIT = 200;

    private static final LocalDate EARLIEST = LocalDate.of(1900, 1, 1);
    private static final LocalDate LATEST = LocalDate.of(9998, 12, 31);

    /** The last refusal of a page. Opaque to callers. */
    record Cursor(Instant refusedAt, long id) {

        static Cursor after(RefusedCommand last) {
            return new Cursor(last.refusedAt(), last.id());
        }

        String encode() {
            var text = ChronoUnit.MICROS.between(Instant.EPOCH, refusedAt) + " " + id;
            return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
        }

        static @Nullable Cursor parse(String encoded) {
            var parts = new String(Base64.getUrlDecoder().decode(encoded), StandardCharsets.US_ASCII).split(" ", 2);
            var refusedAt = Instant.EPOCH.plus(Long.parseLong(parts[0]), ChronoUnit.MICROS);
            return refusedAt.isBefore(start(EARLIEST)) || refusedAt.isAfter(start(LATEST))
                    ? null
                    : new Cursor(refusedAt, Long.parseLong(parts[1]));
        }
    }

    /** @throws Refusal with everything that is wrong */
    static RefusalQuery parse(Parameters parameters) {
        var from = date(parameters, "from");
        var to = date(parameters, "to");
        parameters.require(from == null || to == null || !to.isBefore(from), "to", "must not be before from");
        var actor = parameters.get("actor", "an actor's name", name -> name);
        var command = parameters.get("command", "a command, like ApproveReview", name -> oneOf(commands(), name));
        var code = parameters.get("code", "a refusal's code, like wrong-status", name -> oneOf(codes(), name));
        var applicationId = parameters.get("applicationId", "a UUID", UUID::fromString);
        var limit = parameters.get("limit", "1 to " + LARGEST_LIMIT, text -> limit(Integer.parseInt(text)));
        var cursor = parameters.get("cursor", "a nextCursor", Cursor::parse);
        parameters.check();
        return new RefusalQuery(from == null ? null : start(from), to == null ? null : start(to.plusDays(1)), actor,
                command, code, applicationId, limit == null ? DEFAULT_LIMIT : limit, cursor);
    }

    private static Stream<String> commands() {
        return Arrays.stream(ApplicationCommand.class.getPermittedSubclasses()).map(Class::getSimpleName);
    }

    private static Stream<String> codes() {
        return Arrays.stream(Refusal.Code.values()).map(Refusal.Code::toString);
    }

    private static @Nullable String oneOf(Stream<String> names, String name) {
        return names.filter(name::equals).findFirst().orElse(null);
    }

    private static @Nullable LocalDate date(Parameters parameters, String name) {
        return parameters.get(name, "a date, like 2026-11-20", text -> {
            var date = LocalDate.parse(text);
            return date.isBefore(EARLIEST) || date.isAfter(LATEST) ? null : date;
        });
    }

    private static @Nullable Integer limit(int limit) {
        return limit >= 1 && limit <= LARGEST_LIMIT ? limit : null;
    }

    private static Instant start(LocalDate day) {
        return day.atStartOfDay(Deadline.ZONE).toInstant();
    }
}
