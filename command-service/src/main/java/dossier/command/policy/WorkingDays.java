package dossier.command.policy;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The working days of the State Council's yearly holiday notices. A year without a notice has plain weekends, and the
 * calendar's version says so.
 */
public final class WorkingDays {

    /** Whether a day counts, and why. */
    public enum Kind {
        WORKING_DAY(true),
        WEEKEND(false),
        HOLIDAY(false),
        WORKED_WEEKEND(true);

        private final boolean working;

        Kind(boolean working) {
            this.working = working;
        }

        public boolean isWorking() {
            return working;
        }
    }

    /** @param dueOn the last day of the limit
     * @param calendar the notices it was counted by, for example {@code 2025,2026} or {@code 2026,2027-weekends} */
    public record Due(LocalDate dueOn, String calendar) {}

    private final Map<Integer, HolidayNotice> notices;

    private WorkingDays(Map<Integer, HolidayNotice> notices) {
        this.notices = notices;
    }

    /**
     * Reads the years' notices, files {@code <year>.json}.
     *
     * @throws BadFiles with everything that is wrong with them
     */
    public static WorkingDays of(Collection<DataFile> files) {
        var findings = new Findings();
        var notices = new TreeMap<Integer, HolidayNotice>();
        for (var file : files) {
            HolidayNotice.read(file, findings).ifPresent(notice -> notices.put(notice.year(), notice));
        }
        findings.refuse();
        return new WorkingDays(notices);
    }

    /** The {@code limit}-th working day after {@code start}; {@code start} itself never counts. */
    public Due after(LocalDate start, int limit) {
        return from(start.plusDays(1), limit);
    }

    /** The {@code limit}-th working day, {@code first} being the first that may count. */
    public Due from(LocalDate first, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("a limit is at least one working day, not " + limit);
        }
        var day = first;
        for (int counted = isWorkingDay(day) ? 1 : 0; counted < limit;) {
            day = day.plusDays(1);
            counted += isWorkingDay(day) ? 1 : 0;
        }
        return new Due(day, version(first, day));
    }

    /** How many working days lie in {@code [from, until)}. */
    public int between(LocalDate from, LocalDate until) {
        return from.isBefore(until) ? (int) from.datesUntil(until).filter(this::isWorkingDay).count() : 0;
    }

    /** What a day is by the notice of its year, or without one by the day of the week. */
    public Kind kindOf(LocalDate day) {
        boolean weekend = day.getDayOfWeek() == DayOfWeek.SATURDAY || day.getDayOfWeek() == DayOfWeek.SUNDAY;
        var notice = notices.get(day.getYear());
        if (notice != null && notice.off().contains(day)) {
            return Kind.HOLIDAY;
        }
        if (notice != null && notice.worked().contains(day)) {
            return Kind.WORKED_WEEKEND;
        }
        return weekend ? Kind.WEEKEND : Kind.WORKING_DAY;
    }

    /** Whether the State Council's notice for the year is known. */
    public boolean hasNotice(int year) {
        return notices.containsKey(year);
    }

    private boolean isWorkingDay(LocalDate day) {
        return kindOf(day).isWorking();
    }

    /** The notices of the years from one day to another. */
    public String version(LocalDate from, LocalDate to) {
        return IntStream.rangeClosed(from.getYear(), to.getYear())
                .mapToObj(year -> hasNotice(year) ? Integer.toString(year) : year + "-weekends")
                .collect(Collectors.joining(","));
    }
}
