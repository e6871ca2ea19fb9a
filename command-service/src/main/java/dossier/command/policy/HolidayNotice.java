package dossier.command.policy;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the State Council says of a year.
 *
 * @param off days that are no working days
 * @param worked days of weekends that are
 */
record HolidayNotice(int year, Set<LocalDate> off, Set<LocalDate> worked) {

    private static final Set<String> MEMBERS = Set.of("source", "off", "worked");
    private static final JsonMapper JSON = JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    static Optional<HolidayNotice> read(DataFile file, Findings findings) {
        if (!file.key().matches("[12]\\d{3}")) {
            findings.add(file.place(), "", "must be named after its year, like 2027.json");
            return Optional.empty();
        }
        try {
            var notice = JSON.readTree(file.text());
            return Optional.of(new Reader(file.place(), Integer.parseInt(file.key()), findings).notice(notice));
        } catch (JacksonException e) {
            var line = e.getLocation() == null ? "" : ":" + e.getLocation().getLineNr();
            findings.add(file.place() + line, "", "is no JSON: " + e.getOriginalMessage());
            return Optional.empty();
        }
    }

    private record Reader(String place, int year, Findings findings) {

        HolidayNotice notice(JsonNode notice) {
            if (!notice.isObject()) {
                findings.add(place, "", "must be a JSON object");
            }
            notice.propertyNames().stream().filter(name -> !MEMBERS.contains(name))
                    .forEach(name -> findings.add(place, name, "is not a known member"));
            if (!notice.path("source").isString() || notice.path("source").asString().isBlank()) {
                findings.add(place, "source", "must say which notice this is");
            }
            var off = days(notice, "off");
            var worked = days(notice, "worked");
            worked.stream().filter(off::contains)
                    .forEach(day -> findings.add(place, "worked", day + " is off as well"));
            worked.stream().filter(day -> day.getDayOfWeek().compareTo(DayOfWeek.SATURDAY) < 0)
                    .forEach(day -> findings.add(place, "worked", day + " is no day of a weekend"));
            return new HolidayNotice(year, off, worked);
        }

        private Set<LocalDate> days(JsonNode notice, String member) {
            var days = new HashSet<LocalDate>();
            var items = notice.path(member);
            if (!items.isArray()) {
                findings.add(place, member, "must be a list of days");
            }
            for (int i = 0; i < items.size(); i++) {
                var field = member + "[" + i + "]";
                for (var day : range(items.get(i).isString() ? items.get(i).asString() : "", field)) {
                    if (!days.add(day)) {
                        findings.add(place, field, day + " is there twice");
                    }
                }
            }
            return days;
        }

        /** One day, or the first and the last with a slash between them. */
        private List<LocalDate> range(String text, String field) {
            try {
                var ends = text.split("/", 2);
                var first = LocalDate.parse(ends[0]);
                var last = LocalDate.parse(ends[ends.length - 1]);
                if (first.getYear() == year && last.getYear() == year && !last.isBefore(first)) {
                    return first.datesUntil(last.plusDays(1)).toList();
                }
            } catch (DateTimeException e) {
                // as for days of another year
            }
            findings.add(place, field, "must be a day of " + year + " like " + year + "-05-01, or two with a slash");
            return List.of();
        }
    }
}
