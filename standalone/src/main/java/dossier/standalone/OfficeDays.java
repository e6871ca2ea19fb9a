package dossier.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import tools.jackson.databind.json.JsonMapper;

/** The days on which agencies are open: the working days that the command-service counts by, out of the same files. */
final class OfficeDays {

    private record Notice(List<String> off, List<String> worked) {}

    private record Year(Set<LocalDate> off, Set<LocalDate> worked) {}

    private static final Map<Integer, Year> YEARS = new ConcurrentHashMap<>();

    private OfficeDays() {}

    static boolean isOpen(LocalDate day) {
        var year = YEARS.computeIfAbsent(day.getYear(), OfficeDays::load);
        boolean weekend = day.getDayOfWeek().compareTo(DayOfWeek.SATURDAY) >= 0;
        return weekend ? year.worked().contains(day) : !year.off().contains(day);
    }

    /** The {@code count}-th open day after {@code day}. */
    static LocalDate after(LocalDate day, int count) {
        var next = day;
        for (int left = count; left > 0; left -= isOpen(next) ? 1 : 0) {
            next = next.plusDays(1);
        }
        return next;
    }

    /** How many open days lie in {@code [from, until)}. */
    static int between(LocalDate from, LocalDate until) {
        return (int) from.datesUntil(until).filter(OfficeDays::isOpen).count();
    }

    private static Year load(int year) {
        try (var notice = OfficeDays.class.getResourceAsStream("/working-days/" + year + ".json")) {
            return notice == null
                    ? new Year(Set.of(), Set.of())
                    : read(JsonMapper.shared().readValue(notice, Notice.class));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Year read(Notice notice) {
        return new Year(days(notice.off()), days(notice.worked()));
    }

    private static Set<LocalDate> days(List<String> ranges) {
        var days = new HashSet<LocalDate>();
        for (var range : ranges) {
            var ends = range.split("/", 2);
            LocalDate.parse(ends[0]).datesUntil(LocalDate.parse(ends[ends.length - 1]).plusDays(1)).forEach(days::add);
        }
        return days;
    }
}
