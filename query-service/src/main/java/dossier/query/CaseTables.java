package dossier.query;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

import dossier.events.StoredEvent;
import dossier.query.RoundTrip.Step;
import dossier.query.RoundTrip.Values;

import static dossier.query.TableWriter.Column.changing;
import static dossier.query.TableWriter.Column.fixed;
import static java.util.Objects.requireNonNull;
import static java.util.function.Predicate.not;

/**
 * Writes views, history and name tokens. Nothing of a new case can be there already, since an application's first event is
 * applied once, in the transaction that writes its view.
 */
@Component
class CaseTables {

    /** So few events are written in one round trip; of more the values go faster by COPY. */
    private static final int FEW = 500;

    private static final String LOAD = """
            select application_id, state, false as waits from application where application_id = any(?::uuid[])
            union all
            select application_id, null, true from parked_record where application_id = any(?::uuid[])
            """;

    private static final TableWriter<StoredEvent> HISTORY = new TableWriter<>("history", List.of(
            fixed("application_id", "uuid", StoredEvent::applicationId),
            fixed("sequence", "int4", StoredEvent::sequence),
            fixed("event_id", "uuid", StoredEvent::eventId),
            fixed("type", "text", StoredEvent::type),
            fixed("version", "int4", StoredEvent::version),
            fixed("occurred_at", "timestamptz", StoredEvent::occurredAt),
            fixed("actor", "text", StoredEvent::actor),
            fixed("role", "text", StoredEvent::role),
            fixed("payload", "bytea", StoredEvent::payload)));

    private record NameToken(long token, UUID applicationId) {}

    private static final TableWriter<NameToken> NAME_TOKENS = new TableWriter<>("name_token", List.of(
            fixed("token", "int8", NameToken::token),
            fixed("application_id", "uuid", NameToken::applicationId)));

    private final TableWriter<CaseState> applications;
    private final ObjectReader states;

    CaseTables(JsonMapper json) {
        states = json.readerFor(CaseState.class).with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
        applications = new TableWriter<>("application", List.of(
                fixed("application_id", "uuid", CaseState::applicationId),
                fixed("region", "text", state -> state.filing().region()),
                fixed("category", "text", state -> state.filing().category().name()),
                fixed("tracking_code", "text", state -> state.filing().trackingCode()),
                fixed("submitted_at", "timestamptz", state -> state.filing().submittedAt()),
                fixed("submitted_on", "date", state -> state.filing().submittedOn()),
                changing("version", "int4", CaseState::version),
                changing("status", "text", state -> state.status().name()),
                changing("card_number", "text", state -> state.card() == null ? null : state.card().number()),
                changing("due_at", "timestamptz", CaseState::dueAt),
                changing("issued_on", "date", state -> state.card() == null ? null : state.card().issuedOn()),
                changing("verified_at", "timestamptz", state -> state.milestones().verifiedAt()),
                changing("decided_at", "timestamptz", state -> state.milestones().decidedAt()),
                changing("approved_at", "timestamptz", state -> state.milestones().approvedAt()),
                changing("paid_at", "timestamptz", state -> state.milestones().paidAt()),
                changing("issued_at", "timestamptz", state -> state.milestones().issuedAt()),
                changing("overdue_at", "timestamptz", state -> state.milestones().overdueAt()),
                changing("state", "text", json::writeValueAsString)));
    }

    /**
     * @param unreadable applications whose state says what only another version knows, and this one would lose
     * @param waiting applications of which records are parked
     */
    record Loaded(Map<UUID, CaseState> states, Set<UUID> unreadable, Set<UUID> waiting) {}

    Loaded load(Connection connection, Collection<UUID> applications) throws SQLException {
        return RoundTrip.make(connection, List.of(load(applications)), executed -> loaded(executed.getResultSet()));
    }

    /** Answers what {@link #loaded} reads. */
    Step load(Collection<UUID> applications) {
        var ids = Values.of("uuid", List.copyOf(applications), id -> id);
        return new Step(LOAD, List.of(ids, ids));
    }

    Loaded loaded(ResultSet rows) throws SQLException {
        var loaded = new Loaded(new HashMap<>(), new HashSet<>(), new HashSet<>());
        while (rows.next()) {
            var application = rows.getObject("application_id", UUID.class);
            if (rows.getBoolean("waits")) {
                loaded.waiting().add(application);
            } else {
                load(loaded, application, rows.getString("state"));
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

    void writeAndCommit(Connection connection, List<CaseProgress> progresses) throws SQLException {
        var rows = Rows.of(progresses);
        if (rows.events.size() < FEW) {
            RoundTrip.make(connection, Stream.of(applications.insert(rows.begun), NAME_TOKENS.insert(rows.names),
                    applications.update(rows.continued), HISTORY.insert(rows.events), Stream.of(RoundTrip.COMMIT))
                    .flatMap(all -> all).toList());
        } else {
            copy(connection, rows);
            connection.commit();
        }
    }

    /** Without a commit; by COPY whatever their number, so that no spelling of a value can be what is refused of new rows. */
    void copy(Connection connection, CaseProgress progress) throws SQLException {
        copy(connection, Rows.of(List.of(progress)));
    }

    private void copy(Connection connection, Rows rows) throws SQLException {
        applications.copy(connection, rows.begun);
        NAME_TOKENS.copy(connection, rows.names);
        update(connection, rows.continued);
        HISTORY.copy(connection, rows.events);
    }

    void update(Connection connection, List<CaseState> changed) throws SQLException {
        RoundTrip.make(connection, applications.update(changed).toList());
    }

    private record Rows(List<CaseState> begun, List<NameToken> names, List<CaseState> continued,
            List<StoredEvent> events) {

        static Rows of(List<CaseProgress> progresses) {
            var begun = progresses.stream().filter(CaseProgress::isNew).toList();
            return new Rows(begun.stream().map(CaseTables::state).toList(),
                    begun.stream().flatMap(progress -> progress.names().stream().distinct()
                            .map(token -> new NameToken(token, progress.applicationId()))).toList(),
                    progresses.stream().filter(CaseProgress::isChanged).filter(not(CaseProgress::isNew))
                            .map(CaseTables::state).toList(),
                    progresses.stream().flatMap(progress -> progress.applied().stream())
                            .map(Incoming.Event::stored).toList());
        }
    }

    private static CaseState state(CaseProgress changed) {
        return requireNonNull(changed.state());
    }
}
