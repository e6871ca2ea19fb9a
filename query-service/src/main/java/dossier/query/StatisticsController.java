package dossier.query;

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
     * @param byStatus cases submitted in the range, by what became of them
     * @param byDay days in Asia/Shanghai on which a case was submitted or a card issued
     */
    record Statistics(long submitted, Map<ApplicationStatus, Long> byStatus, Map<String, Long> byRegion,
            List<Day> byDay) {}

    private record Range(@Nullable LocalDate from, @Nullable LocalDate to, @Nullable String region) {}

    private final EntityManager entities;

    StatisticsController(EntityManager entities) {
        this.entities = entities;
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
        return new Statistics(byStatus.values().stream().mapToLong(Long::longValue).sum(), byStatus,
                count("region", OF_SUBMITTED, String.class, range), days(range));
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
        var counts = new TreeMap<K, Long>();
        TypedQuery<Object[]> query = entities.createQuery(
                "select a.%1$s, count(*) from ApplicationRow a where %2$s group by a.%1$s".formatted(field, range),
                Object[].class);
        query.setParameter("from", values.from()).setParameter("to", values.to()).setParameter("region",
                values.region());
        query.getResultStream().forEach(row -> counts.put(type.cast(row[0]), (Long) row[1]));
        return counts;
    }
}
