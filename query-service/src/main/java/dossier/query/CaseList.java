package dossier.query;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import jakarta.persistence.EntityManager;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

import dossier.events.Deadline;

/** Finds the rows of one page, and one more to know whether there is a next. */
@Repository
class CaseList {

    private static final String NAMED = "exists (select 1 from NameTokenRow t "
            + "where t.applicationId = a.applicationId and t.token = :%s)";

    private final EntityManager entities;
    private final NameTokens names;

    CaseList(EntityManager entities, NameTokens names) {
        this.entities = entities;
        this.names = names;
    }

    List<ApplicationRow> find(ListQuery query) {
        var where = new ArrayList<String>();
        var values = new HashMap<String, Object>();
        filter(where, values, "a.status = :status", "status", query.status());
        filter(where, values, "a.region = :region", "region", query.region());
        filter(where, values, "a.category = :category", "category", query.category());
        filter(where, values, "a.submittedAt >= :from", "from", startOf(query.from()));
        filter(where, values, "a.submittedAt < :to", "to", query.to() == null ? null : startOf(query.to().plusDays(1)));
        filter(where, values, NAMED.formatted("name"), "name",
                query.applicant() == null ? null : names.whole(query.applicant()));
        if (query.q() != null) {
            filter(where, values, "(a.trackingCode = :q or a.cardNumber = :q or " + NAMED.formatted("prefix") + ")",
                    "q", query.q());
            values.put("prefix", names.prefix(query.q()));
        }
        var order = query.order();
        if (query.cursor() != null) {
            filter(where, values, "(a.%s, a.applicationId) %s (:key, :id)".formatted(order.field, order.after), "key",
                    query.cursor().key());
            values.put("id", query.cursor().applicationId());
        }
        var hql = "select a from ApplicationRow a" + (where.isEmpty() ? "" : " where " + String.join(" and ", where))
                + " order by a.%s %s, a.applicationId %s".formatted(order.field, order.direction, order.direction);
        return run(hql, values, query.limit() + 1);
    }

    private List<ApplicationRow> run(String hql, Map<String, Object> values, int limit) {
        var typed = entities.createQuery(hql, ApplicationRow.class).setMaxResults(limit);
        values.forEach(typed::setParameter);
        return typed.getResultList();
    }

    private static void filter(List<String> where, Map<String, Object> values, String condition, String name,
            @Nullable Object value) {
        if (value != null) {
            where.add(condition);
            values.put(name, value);
        }
    }

    private static @Nullable Instant startOf(@Nullable LocalDate day) {
        return day == null ? null : day.atStartOfDay(Deadline.ZONE).toInstant();
    }
}
