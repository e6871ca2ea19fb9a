package dossier.standalone;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;

import dossier.events.Deadline;

/**
 * A moment while an agency is open, which it is from 9:00 to 12:00 and from 13:30 to 17:30.
 *
 * @param millis of opening time before it on its day
 */
record OfficeTime(LocalDate day, int millis) implements Comparable<OfficeTime> {

    private static final int HOUR = 3_600_000;
    static final int HOURS_A_DAY = 7;
    private static final int DAY = HOURS_A_DAY * HOUR;
    private static final int MORNING = 3 * HOUR;
    private static final LocalTime OPENS = LocalTime.of(9, 0);
    private static final LocalTime OPENS_AGAIN = LocalTime.of(13, 30);

    /** @param part of the day's opening time that is over, from 0 to less than 1 */
    static OfficeTime on(LocalDate day, double part) {
        return new OfficeTime(day, (int) (part * DAY));
    }

    /** After so many hours of opening time. */
    OfficeTime plusHours(double hours) {
        long after = millis + (long) (hours * HOUR);
        return new OfficeTime(OfficeDays.after(day, (int) (after / DAY)), (int) (after % DAY));
    }

    /** A later moment of the same day. */
    OfficeTime laterToday(double part) {
        return new OfficeTime(day, millis + (int) (part * (DAY - millis)));
    }

    Instant toInstant() {
        var time = millis < MORNING
                ? OPENS.plus(millis, ChronoUnit.MILLIS)
                : OPENS_AGAIN.plus(millis - MORNING, ChronoUnit.MILLIS);
        return day.atTime(time).atZone(Deadline.ZONE).toInstant();
    }

    @Override
    public int compareTo(OfficeTime other) {
        return day.equals(other.day) ? Integer.compare(millis, other.millis) : day.compareTo(other.day);
    }
}
