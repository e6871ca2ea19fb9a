package dossier.query;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

import dossier.query.Incoming.Event;

import static java.util.Objects.requireNonNull;

/** Writes views, history and name tokens, each table in one statement a batch. */
@Component
class CaseTables {

    private static final String UPSERT_APPLICATIONS = """
            insert into application (application_id, version, status, region, category, tracking_code, card_number,
                                     submitted_at, submitted_on, due_at, issued_on, verified_at, decided_at,
                                     approved_at, paid_at, issued_at, overdue_at, state)
            select * from unnest(?::uuid[], ?::int[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
                                 ?::text[]::timestamptz[], ?::text[]::date[], ?::text[]::timestamptz[],
                                 ?::text[]::date[], ?::text[]::timestamptz[], ?::text[]::timestamptz[],
                                 ?::text[]::timestamptz[], ?::text[]::timestamptz[], ?::text[]::timestamptz[],
                                 ?::text[]::timestamptz[], ?::text[])
            on conflict (application_id) do update set (version, status, region, category, tracking_code, card_number,
                                     submitted_at, submitted_on, due_at, issued_on, verified_at, decided_at,
                                     approved_at, paid_at, issued_at, overdue_at, state)
              = (excluded.version, excluded.status, excluded.region, excluded.category, excluded.tracking_code,
                 excluded.card_number, excluded.submitted_at, excluded.submitted_on, excluded.due_at,
                 excluded.issued_on, excluded.verified_at, excluded.decided_at, excluded.approved_at,
                 excluded.paid_at, excluded.issued_at, excluded.overdue_at, excluded.state)
            """;

    private static final String INSERT_HISTORY = """
            insert into history (application_id, sequence, event_id, type, version, occurred_at, actor, role, payload)
            select * from unnest(?::uuid[], ?::int[], ?::uuid[], ?::text[], ?::int[], ?::text[]::timestamptz[],
                                 ?::text[], ?::text[], ?::bytea[])
            """;

    private static final String INSERT_NAME_TOKENS = """
            insert into name_token (token, application_id) select * from unnest(?::bigint[], ?::uuid[])
            on conflict do nothing
            """;

    private record NameToken(long token, UUID applicationId) {}

    private final JsonMapper json;

    CaseTables(JsonMapper json) {
        this.json = json;
    }

    Map<UUID, CaseState> load(Connection connection, Collection<UUID> applications) throws SQLException {
        var states = new HashMap<UUID, CaseState>();
        try (var select = connection
                .prepareStatement("select application_id, state from application where application_id = any(?)")) {
            select.setArray(1, connection.createArrayOf("uuid", applications.toArray()));
            try (var rows = select.executeQuery()) {
                while (rows.next()) {
                    states.put(rows.getObject(1, UUID.class), json.readValue(rows.getString(2), CaseState.class));
                }
            }
        }
        return states;
    }

    void write(Connection connection, List<CaseProgress> changed) throws SQLException {
        var states = changed.stream().map(progress -> requireNonNull(progress.state())).toList();
        try (var insert = new Columns<>(connection, UPSERT_APPLICATIONS, states)) {
            insert.add("uuid", CaseState::applicationId).add("int4", CaseState::version)
                    .add("text", state -> state.status().name()).add("text", state -> state.filing().region())
                    .add("text", state -> state.filing().category().name())
                    .add("text", state -> state.filing().trackingCode())
                    .add("text", state -> state.card() == null ? null : state.card().number())
                    .add("text", state -> text(state.filing().submittedAt()))
                    .add("text", state -> text(state.filing().submittedOn()))
                    .add("text", state -> text(state.dueAt()))
                    .add("text", state -> state.card() == null ? null : text(state.card().issuedOn()))
                    .add("text", state -> text(state.milestones().verifiedAt()))
                    .add("text", state -> text(state.milestones().decidedAt()))
                    .add("text", state -> text(state.milestones().approvedAt()))
                    .add("text", state -> text(state.milestones().paidAt()))
                    .add("text", state -> text(state.milestones().issuedAt()))
                    .add("text", state -> text(state.milestones().overdueAt()))
                    .add("text", json::writeValueAsString).execute();
        }
        var events = changed.stream().flatMap(progress -> progress.applied().stream()).map(Event::stored).toList();
        try (var insert = new Columns<>(connection, INSERT_HISTORY, events)) {
            insert.add("uuid", event -> event.applicationId()).add("int4", event -> event.sequence())
                    .add("uuid", event -> event.eventId()).add("text", event -> event.type())
                    .add("int4", event -> event.version()).add("text", event -> event.occurredAt().toString())
                    .add("text", event -> event.actor()).add("text", event -> event.role())
                    .add("bytea", event -> event.payload()).execute();
        }
        var tokens = changed.stream().flatMap(
                progress -> progress.names().stream().map(token -> new NameToken(token, progress.applicationId())))
                .toList();
        try (var insert = new Columns<>(connection, INSERT_NAME_TOKENS, tokens)) {
            insert.add("int8", NameToken::token).add("uuid", NameToken::applicationId).execute();
        }
    }

    private static @Nullable String text(@Nullable Object dayOrInstant) {
        return dayOrInstant == null ? null : dayOrInstant.toString();
    }

    /** One statement whose parameters are the columns of many rows. */
    private static final class Columns<T> implements AutoCloseable {

        private final Connection connection;
        private final PreparedStatement statement;
        private final List<T> rows;
        private int column;

        Columns(Connection connection, String sql, List<T> rows) throws SQLException {
            this.connection = connection;
            this.statement = connection.prepareStatement(sql);
            this.rows = rows;
        }

        Columns<T> add(String type, Function<T, @Nullable Object> value) throws SQLException {
            column++;
            var values = "bytea".equals(type) ? new byte[rows.size()][] : new @Nullable Object[rows.size()];
            for (int row = 0; row < values.length; row++) {
                values[row] = value.apply(rows.get(row));
            }
            statement.setArray(column, connection.createArrayOf(type, values));
            return this;
        }

        void execute() throws SQLException {
            if (!rows.isEmpty()) {
                statement.executeUpdate();
            }
        }

        @Override
        public void close() throws SQLException {
            statement.close();
        }
    }
}
