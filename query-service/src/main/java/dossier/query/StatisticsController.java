package dossier.query;

import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import dossier.events.ApplicationStatus;
import dossier.query.LeadTimes.LeadTime;
import dossier.query.LeadTimes.Stage;

/**
 * Counts, taken from the views when asked for: they cannot drift from them, and no batch contends for a counter. All of
 * one answer are of one moment.
 */
@RestController
class StatisticsController {

    private static final String RANGE = """
            (cast(:from as LocalDate) is null or a.%1$s >= :from) and (cast(:to as LocalDate) is null or a.%1$s <= :to)
            and (cast(:region as String) is null or a.region = :region)""";

    private static final String OF_SUBMITTED = RANGE.formatted("submittedOn");
    private static final String OF_ISSUED = "a.issuedOn is not null and " + RANGE.formatted("issuedOn");

    record Day(LocalDate day, long submitted, long issued) {}

    /**
     * @param byStatus open cases whose running limit is over now
     * @param reviewsEver cases whose review was ever found overdue, whatever became of them
     */
    record Overdue(Map<ApplicationStatus, Long> byStatus, long reviewsEver) {}

    /**
     * All of cases submitted in the range, but for cards issued in it.
     *
     * @param byStatus what became of the cases
     * @param byDay days in Asia/Shanghai on which a case was submitted or its first card issued
     * @param leadTimes of the stages that any of the cases passed
     */
    record Statistics(long submitted, Map<ApplicationStatus, Long> byStatus, Map<String, Long> byRegion,
            List<Day> byDay, Map<Stage, LeadTime> leadTimes, Overdue overdue) {}

    record Range(@Nullable LocalDate from, @Nullable LocalDate to, @Nullable String region) {}

    private final EntityManager entities;
    private final LeadTimes leadTimes;
    private final Clock clock;

    StatisticsController(EntityManager entities, LeadTimes leadTimes, Clock clock) {
        this.entities = entities;
        this.leadTimes = leadTimes;
        this.clock = clock;
    }

    @GetMapping(path = "/api/statistics", produces = "application/json")
    @Parameter(name = "from", in = ParameterIn.QUERY, description = "first day, Asia/Shanghai", schema = @Schema(type = "string", format = "date"))
    @Parameter(name = "to", in = ParameterIn.QUERY, description = "last day, Asia/Shanghai", schema = @Schema(type = "string", format = "date"))
    @Parameter(name = "region", in = ParameterIn.QUERY, schema = @Schema(type = "string", pattern = "\\d{6}"))
    @Transactional(readOnly = true, isolation = Isolation.REPEATABLE_READ)
    Statistics statistics(@Parameter(hidden = true) HttpServletRequest request) {
        var parameters = new Parameters(request.getParameterMap());
        var range = new Range(ListQuery.date(parameters, "from"), ListQuery.date(parameters, "to"),
                ListQuery.region(parameters));
        parameters.check();
        var byStatus = count("status", OF_SUBMITTED, ApplicationStatus.class, range);
        return new Statistics(sum(byStatus), byStatus, count("region", OF_SUBMITTED, String.class, range), days(range),
                leadTimes.in(range), overdue(range));
    }

    private Overdue overdue(Range range) {
        var now = counting("status", OF_SUBMITTED + " and a.dueOrder <= :now", range)
                .setParameter("now", clock.instant());
        return new Overdue(counts(now, ApplicationStatus.class),
                sum(count("status", OF_SUBMITTED + " and a.overdueAt is not null", ApplicationStatus.class, range)));
    }

    private List<Day> days(Range range) {
        var days = new TreeMap<LocalDate, Day>();
        count("submittedOn", OF_SUBMITTED, LocalDate.class, range)
                .forEach((day, count) -> days.put(day, new Day(day, count, 0)));
        count("issuedOn", OF_ISSUED, LocalDate.class, range).forEach((day, count) -> days.merge(day,
                new Day(day, 0, count), (one, other) -> new Day(day, one.submitted(), other.issued())));
        return List.copyOf(days.values());
    }

    private <K extends Comparable<? super K>> Map<K, Long> count(String field, String range, Class<K> type,
            Range values) {
        return counts(counting(field, range, values), type);
    }

    private TypedQuery<Object[]> counting(String field, String range, Range values) {
        return entities.createQuery(
                "select a.%1$s, count(*) from ApplicationRow a where %2$s group by a.%1$s".formatted(field, range),
                Object[].class).setParameter("from", values.from()).setParameter("to", values.to())
                .setParameter("region", values.region());
    }

    private static <K extends Comparable<? super K>> Map<K, Long> counts(TypedQuery<Object[]> query, Class<K> type) {
        var counts = new TreeMap<K, Long>();
        query.getResultStream().forEach(row -> counts.put(type.cast(row[0]), (Long) row[1]));
        return counts;
    }

    private static long sum(Map<?, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
