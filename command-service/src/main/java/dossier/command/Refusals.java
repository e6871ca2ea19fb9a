package dossier.command;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

import dossier.command.log.LogUnavailable;

/** The log of refused commands, apart from the applications' streams. */
final class Refusals {

    private final JdbcClient log;

    Refusals(JdbcClient log) {
        this.log = log;
    }

    /**
     * Returns when the refusal is durable.
     *
     * @throws LogUnavailable if it may not be
     */
    void record(Attempt attempt, int status, String code) {
        try {
            log.sql("insert into refusal (actor, roles, command, application_id, code, status, traceparent)"
                    + " values (?, ?, ?, ?, ?, ?, ?)")
                    .param(attempt.actor()).param(attempt.roles().toArray(String[]::new)).param(attempt.command())
                    .param(attempt.applicationId()).param(code).param(status).param(attempt.traceparent()).update();
        } catch (DataAccessException e) {
            throw new LogUnavailable("a refusal was not written", e);
        }
    }

    /** Newest first, and one more than the limit if there are more. */
    List<RefusedCommand> find(RefusalQuery query) {
        var where = new StringJoiner(" and ", " where ", "").setEmptyValue("");
        var values = new ArrayList<>();
        filter(where, values, "refused_at >= ?", timestamp(query.from()));
        filter(where, values, "refused_at < ?", timestamp(query.before()));
        filter(where, values, "actor = ?", query.actor());
        filter(where, values, "command = ?", query.command());
        filter(where, values, "code = ?", query.code());
        filter(where, values, "application_id = ?", query.applicationId());
        if (query.cursor() != null) {
            filter(where, values, "(refused_at, id) < (?, ?)", timestamp(query.cursor().refusedAt()));
            values.add(query.cursor().id());
        }
        try {
            return log.sql("select id, refused_at, actor, roles, command, application_id, code, status from refusal"
                    + where + " order by refused_at desc, id desc limit ?").params(values).param(query.limit() + 1)
                    .query((row, _) -> read(row)).list();
        } catch (DataAccessException e) {
            throw new LogUnavailable("the log of refusals cannot be read", e);
        }
    }

    private static void filter(StringJoiner where, List<Object> values, String condition, @Nullable Object value) {
        if (value != null) {
            where.add(condition);
            values.add(value);
        }
    }

    private static @Nullable OffsetDateTime timestamp(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }

    private static RefusedCommand read(ResultSet row) throws SQLException {
        return new RefusedCommand(row.getLong("id"), row.getObject("refused_at", OffsetDateTime.class).toInstant(),
                row.getString("actor"), List.of((String[]) row.getArray("roles").getArray()), row.getString("command"),
                row.getObject("application_id", UUID.class), row.getString("code"), row.getInt("status"));
    }
}
