package dossier.query;

import java.util.Map;
import java.util.TreeMap;

import jakarta.persistence.EntityManager;
import org.springframework.stereotype.Repository;

import dossier.query.StatisticsController.Range;

/** How long cases took from one milestone to another, each passed for the first time. */
@Repository
class LeadTimes {

    private static final String PERCENTILES = """
            select stage, count(*),
                   percentile_cont(0.5) within group (order by hours),
                   percentile_cont(0.9) within group (order by hours),
                   percentile_cont(0.99) within group (order by hours)
            from application a,
                 lateral (values ('SUBMITTED_TO_VERIFIED', a.verified_at - a.submitted_at),
                                 ('VERIFIED_TO_DECIDED', a.decided_at - a.verified_at),
                                 ('APPROVED_TO_PAID', a.paid_at - a.approved_at),
                                 ('PAID_TO_CARD_ISSUED', a.issued_at - a.paid_at),
                                 ('SUBMITTED_TO_CARD_ISSUED', a.issued_at - a.submitted_at)) took (stage, time),
                 lateral (select cast(extract(epoch from time) / 3600 as float8)) as taken (hours)
            where hours is not null
              and a.submitted_on between coalesce(cast(:from as date), '-infinity')
                                     and coalesce(cast(:to as date), 'infinity')
              and a.region = coalesce(cast(:region as text), a.region)
            group by stage
            """;

    /** {@code DECIDED} is approved or rejected. A case with nothing to pay does not pass {@code APPROVED_TO_PAID}. */
    enum Stage {
        SUBMITTED_TO_VERIFIED,
        VERIFIED_TO_DECIDED,
        APPROVED_TO_PAID,
        PAID_TO_CARD_ISSUED,
        SUBMITTED_TO_CARD_ISSUED
    }

    /**
     * @param cases that passed the stage
     * @param p50Hours half of them took at most so long; interpolated between cases
     */
    record LeadTime(long cases, double p50Hours, double p90Hours, double p99Hours) {}

    private final EntityManager entities;

    LeadTimes(EntityManager entities) {
        this.entities = entities;
    }

    /** Of cases submitted in the range; stages that none of them passed are absent. */
    Map<Stage, LeadTime> in(Range range) {
        var times = new TreeMap<Stage, LeadTime>();
        var query = entities.createNativeQuery(PERCENTILES, Object[].class).setParameter("from", range.from())
                .setParameter("to", range.to()).setParameter("region", range.region());
        for (var row : query.getResultList()) {
            var columns = (Object[]) row;
            times.put(Stage.valueOf((String) columns[0]), new LeadTime((Long) columns[1], hours(columns[2]),
                    hours(columns[3]), hours(columns[4])));
        }
        return times;
    }

    private static double hours(Object column) {
        return Math.round((Double) column * 100) / 100.0;
    }
}
