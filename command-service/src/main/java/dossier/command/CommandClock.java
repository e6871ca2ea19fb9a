package dossier.command;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

import dossier.events.Deadline;

/**
 * Says what time it is for a command: the clock's time, or in a demo system the one that the caller sets, so that a
 * history can spread over the past. It is asked once for each request.
 */
final class CommandClock {

    static final String HEADER = "Dossier-Clock";

    /** The first day of the national default policy: no region has an older one. */
    private static final Instant EARLIEST = Instant.parse("2019-12-31T16:00:00Z");

    /**
     * @param at to the microsecond
     * @param set by the caller
     */
    record Time(Instant at, boolean set) {

        LocalDate today() {
            return LocalDate.ofInstant(at, Deadline.ZONE);
        }
    }

    private final Clock clock;
    private final boolean settable;

    CommandClock(Clock clock, boolean settable) {
        this.clock = clock;
        this.settable = settable;
    }

    /** Where the header is wrong, or not accepted here, that is noted and the clock's time stands in for it. */
    Time time(HttpHeaders headers, Errors errors) {
        var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        var given = headers.getOrEmpty(HEADER);
        if (given.isEmpty()) {
            return new Time(now, false);
        }
        var set = given.size() == 1 ? parsed(given.getFirst()) : null;
        var wrong = wrong(set, now);
        if (wrong != null) {
            errors.add(HEADER, wrong);
        }
        return set == null || wrong != null ? new Time(now, false) : new Time(set, true);
    }

    private @Nullable String wrong(@Nullable Instant set, Instant now) {
        if (!settable) {
            return "is not accepted by this system";
        }
        if (set == null) {
            return "must be one instant, like 2026-03-02T01:30:00Z";
        }
        if (set.isAfter(now)) {
            return "must not be in the future";
        }
        return set.isBefore(EARLIEST) ? "must not be before " + EARLIEST : null;
    }

    private static @Nullable Instant parsed(String text) {
        try {
            return Instant.parse(text.strip()).truncatedTo(ChronoUnit.MICROS);
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
