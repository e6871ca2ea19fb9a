package dossier.query;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

import static java.util.Objects.requireNonNull;
import static java.util.function.Predicate.not;

/**
 * Writes views, history and name tokens: what is new by COPY, what changes in one statement. Nothing of a new case can be
 * there already, since an application's first event is applied once, in the transaction that writes its view.
 */
@Component
class CaseTables {

    private static final String COPY_APPLICATIONS = """
            copy application (application_id, version, status, region, category, tracking_code, card_number,
                              submitted_at, submitted_on, due_at, issued_on, verified_at, decided_at, approved_at,
                              paid_at, issued_at, overdue_at, state)
            from stdin (format binary)
            """;

    private static final String UPDATE_APPLICATIONS = """
            update application a
            set (version, status, card_number, due_at, issued_on, verified_at, decided_at, approved_at, paid_at,
                 issued_at, overdue_at, state)
              = (u.version, u.status, u.card_number, u.due_at, u.issued_on, u.verified_at, u.decided_at, u.approved_at,
                 u.paid_at, u.issued_at, u.overdue_at, u.state)
            from unnest(?::uuid[], ?::int[], ?::text[], ?::text[], ?::text[]::timestamptz[], ?::text[]::date[],
                        ?::text[]::timestamptz[], ?::text[]::timestamptz[], ?::text[]::timestamptz[],
                        ?::text[]::timestamptz[], ?::text[]::timestamptz[], ?::text[]::timestamptz[], ?::text[])
                 u (application_id, version, status, card_number, due_at, issued_on, verified_at, decided_at,
                    approved_at, paid_at, issued_at, overdue_at, state)
            where a.application_id = u.application_id
            """;

    private static final String COPY_HISTORY = """
            copy history (application_id, sequence, event_id, type, version, occurred_at, actor, role, payload)
            from stdin (format binary)
            """;

    private static final String COPY_NAME_TOKENS = "copy name_token (token, application_id) from stdin (format binary)";

    private final JsonMapper json;
    private final ObjectReader states;

    CaseTables(JsonMapper json) {
        this.json = json;
        states = json.readerFor(CaseState.class).with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    }

    /** @param unreadable applications whose state says what only another version knows, and this one would lose */
    record Loaded(Map<UUID, CaseState> states, Set<UUID> unreadable) {}

    Loaded load(Connection connection, Collection<UUID> applications) throws SQLException {
        var loaded = new Loaded(new HashMap<>(), new HashSet<>());
        try (var select = connection
                .prepareStatement("select application_id, state from application where application_id = any(?)")) {
            select.setArray(1, connection.createArrayOf("uuid", applications.toArray()));
            try (var rows = select.executeQuery()) {
                while (rows.next()) {
                    load(loaded, rows.getObject(1, UUID.class), rows.getString(2));
                }
            }
        }
        return loaded;
    }

    private void load(Loaded loaded, UUID application, String state) {
        try {
            loaded.states().put(application, states.readValue(state));
        } catch (JacksonException e) {
            loaded.unreadable().add(application);
        }
    }

    void write(Connection connection, List<CaseProgress> changed) throws SQLException {
        var begun = changed.stream().filter(CaseProgress::isNew).toList();
        if (!begun.isEmpty()) {
            insert(connection, begun.stream().map(CaseTables::state).toList());
            insertNames(connection, begun);
        }
        update(connection, changed.stream().filter(not(CaseProgress::isNew)).map(CaseTables::state).toList());
        if (!changed.isEmpty()) {
            insertHistory(connection, changed);
        }
    }

    private void insert(Connection connection, List<CaseState> states) throws SQLException {
        try (var rows = new CopyRows(connection, COPY_APPLICATIONS)) {
            for (var state : states) {
                var filing = state.filing();
                var card = state.card();
                var milestones = state.milestones();
                rows.row(18).uuid(state.applicationId()).integer(state.version()).text(state.status().name())
                        .text(filing.region()).text(filing.category().name()).text(filing.trackingCode())
                        .text(card == null ? null : card.number()).timestamp(filing.submittedAt())
                        .date(filing.submittedOn()).timestamp(state.dueAt()).date(card == null ? null : card.issuedOn())
                        .timestamp(milestones.verifiedAt()).timestamp(milestones.decidedAt())
                        .timestamp(milestones.approvedAt()).timestamp(milestones.paidAt())
                        .timestamp(milestones.issuedAt()).timestamp(milestones.overdueAt())
                        .bytes(json.writeValueAsBytes(state));
            }
            rows.end();
        }
    }

    private static void insertNames(Connection connection, List<CaseProgress> begun) throws SQLException {
        try (var rows = new CopyRows(connection, COPY_NAME_TOKENS)) {
            for (var progress : begun) {
                for (long token : Set.copyOf(progress.names())) {
                    rows.row(2).bigint(token).uuid(progress.applicationId());
                }
            }
            rows.end();
        }
    }

    private static void insertHistory(Connection connection, List<CaseProgress> changed) throws SQLException {
        try (var rows = new CopyRows(connection, COPY_HISTORY)) {
            for (var progress : changed) {
                for (var applied : progress.applied()) {
                    var event = applied.stored();
                    rows.row(9).uuid(event.applicationId()).integer(event.sequence()).uuid(event.eventId())
                            .text(event.type()).integer(event.version()).timestamp(event.occurredAt())
                            .text(event.actor()).text(event.role()).bytes(event.payload());
                }
            }
            rows.end();
        }
    }

    void update(Connection connection, List<CaseState> states) throws SQLException {
        try (var update = new Columns<>(connection, UPDATE_APPLICATIONS, states)) {
            update.add("uuid", CaseState::applicationId).add("int4", CaseState::version)
                    .add("text", state -> state.status().name())
                    .add("text", state -> state.card() == null ? null : state.card().number())
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
    }

    private static CaseState state(CaseProgress changed) {
        return requireNonNull(changed.state());
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
            var values = new @Nullable Object[rows.size()];
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
