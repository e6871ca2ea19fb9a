package dossier.command.policy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import tools.jackson.databind.json.JsonMapper;

/**
 * The working days of the State Council's yearly holiday notices, resources {@code working-days/<year>.json}. A year
 * without a notice has plain weekends, and the calendar's version says so.
 */
public final class WorkingDays {

    /** Every date of the product is a day in this zone. */
    public static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

    /** @param dueOn the last day of the limit
     * @param calendar the notices it was counted by, for example {@code 2025,2026} or {@code 2026,2027-weekends} */
    public record Due(LocalDate dueOn, String calendar) {}

    private record Notice(String source, List<String> off, List<String> worked) {}

    private record Year(Set<LocalDate> off, Set<LocalDate> worked) {}

    private final Map<Integer, Optional<Year>> years = new ConcurrentHashMap<>();

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

    public enum Kind {
        WORKING_DAY,
        WEEKEND,
        HOLIDAY,
        WORKED_WEEKEND
    }

    public Kind kindOf(LocalDate day) {
        return isWorkingDay(day) ? Kind.WORKING_DAY : Kind.WEEKEND;
    }

    boolean isWorkingDay(LocalDate day) {
        boolean weekend = day.getDayOfWeek() == DayOfWeek.SATURDAY || day.getDayOfWeek() == DayOfWeek.SUNDAY;
        return year(day.getYear())
                .map(year -> year.worked().contains(day) || (!weekend && !year.off().contains(day)))
                .orElse(!weekend);
    }

    private String version(LocalDate from, LocalDate to) {
        return IntStream.rangeClosed(from.getYear(), to.getYear())
                .mapToObj(year -> year(year).isPresent() ? Integer.toString(year) : year + "-weekends")
                .collect(Collectors.joining(","));
    }

    private Optional<Year> year(int year) {
        return years.computeIfAbsent(year, WorkingDays::load);
    }

    private static Optional<Year> load(int year) {
        try (var resource = WorkingDays.class.getResourceAsStream("/working-days/" + year + ".json")) {
            if (resource == null) {
                return Optional.empty();
            }
            var notice = JsonMapper.shared().readValue(resource, Notice.class);
            var off = new HashSet<LocalDate>();
            for (var range : notice.off()) {
                var ends = range.split("/", 2);
                LocalDate.parse(ends[0]).datesUntil(LocalDate.parse(ends[1]).plusDays(1)).forEach(off::add);
            }
            return Optional.of(new Year(off, notice.worked().stream().map(LocalDate::parse)
                    .collect(Collectors.toSet())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
