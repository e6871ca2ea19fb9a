package dossier.standalone;

import java.time.Instant;
import java.time.LocalDate;

/** How far a story has come, and until when the application waits before it lapses. */
final class StoryTime {

    private static final int LATEST_DAYS = 8;

    private final Chance chance;
    private OfficeTime now;
    private LocalDate lapsesOn = LocalDate.MAX;

    StoryTime(OfficeTime start, Chance chance) {
        this.chance = chance;
        now = start;
    }

    LocalDate today() {
        return now.day();
    }

    Instant instant() {
        return now.toInstant();
    }

    /** From now on time passes up to the end of {@code day} and no further. */
    void waitUntil(LocalDate day) {
        lapsesOn = day;
    }

    void waitForEver() {
        lapsesOn = LocalDate.MAX;
    }

    /** Office hours pass. */
    void pass(double usualHours, double spread) {
        var until = after(usualHours, spread);
        if (!until.day().isAfter(lapsesOn)) {
            now = until;
        } else {
            now = now.day().isBefore(lapsesOn) ? on(lapsesOn) : now.laterToday(chance.part());
        }
    }

    OfficeTime after(double usualHours, double spread) {
        return now.plusHours(chance.around(usualHours, spread));
    }

    /** Time passes until then, if that is still to come. */
    void passTo(OfficeTime later) {
        now = later.compareTo(now) > 0 ? later : now.laterToday(chance.part());
    }

    void passTo(LocalDate openDay) {
        passTo(on(openDay));
    }

    /** Time passes until a few days after the limit. */
    void passLimit() {
        now = on(OfficeDays.after(lapsesOn, chance.between(1, LATEST_DAYS)));
    }

    private OfficeTime on(LocalDate openDay) {
        return OfficeTime.on(openDay, chance.part());
    }
}
