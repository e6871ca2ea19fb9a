package dossier.query;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

import javax.sql.DataSource;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

import dossier.events.Personal;
import dossier.events.UnreadableEvent;
import dossier.query.Arrivals.Arrival;
import dossier.query.CaseProgress.Waiting;
import dossier.query.CaseTables.Loaded;
import dossier.query.Incoming.Unreadable;
import dossier.query.Offsets.Advance;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toSet;

/** Applies a batch of records in one transaction: views, history, parked records and offsets, or nothing. */
@Component
class Projection {

    private static final Logger LOG = LoggerFactory.getLogger(Projection.class);

    /** Classes of SQL states that come of what is written, and would come again: bad value, constraint, limit exceeded. */
    private static final List<String> OF_THE_DATA = List.of("22", "23", "54");

    private final DataSource database;
    private final Offsets offsets;
    private final CaseTables tables;
    private final ParkedRecords parked;
    private final KeyStore keys;
    private final NameTokens names;
    private final Arrivals arrivals;
    private final Counter applied;

    Projection(@Qualifier("projection") DataSource database, Offsets offsets, CaseTables tables, ParkedRecords parked,
            KeyStore keys, NameTokens names, Arrivals arrivals, MeterRegistry metrics) {
        this.database = database;
        this.offsets = offsets;
        this.tables = tables;
        this.parked = parked;
        this.keys = keys;
        this.names = names;
        this.arrivals = arrivals;
        this.applied = Counter.builder("dossier.projection.events").description("Events applied to the read models")
                .register(metrics);
    }

    /** What arrived of one topic, and from where to where it takes each partition. */
    record Batch(String topic, String topicId, List<Advance> advances, List<Incoming> arrived) {}

    /** False, and nothing written, if another consumer has moved on from where this batch began. */
    boolean apply(Batch batch) throws SQLException {
        return together(keeping -> apply(batch, keeping));
    }

    private boolean apply(Batch batch, Keeping keeping) throws SQLException {
        try (var connection = database.getConnection()) {
            connection.setAutoCommit(false);
            var records = roomFor(batch.arrived());
            var current = RoundTrip.make(connection, List.of(offsets.advance(batch.topic(), batch.topicId(),
                    batch.advances()), tables.load(records.keySet())),
                    executed -> executed.getUpdateCount() == batch.advances().size() && executed.getMoreResults()
                            ? Optional.of(tables.loaded(executed.getResultSet()))
                            : Optional.<Loaded>empty());
            if (current.isEmpty()) {
                connection.rollback();
                return false;
            }
            var progresses = write(connection, batch.arrived(), records, current.get(), keeping);
            connection.commit();
            committed(progresses);
            return true;
        }
    }

    /** Tries the parked records of one partition once more; false if another consumer has moved on. */
    boolean retryParked(String topic, String topicId, int partition, long offset) throws SQLException {
        return together(keeping -> retryParked(topic, topicId, new Advance(partition, offset, offset), keeping));
    }

    private boolean retryParked(String topic, String topicId, Advance none, Keeping keeping) throws SQLException {
        try (var connection = database.getConnection()) {
            connection.setAutoCommit(false);
            if (RoundTrip.make(connection, List.of(offsets.advance(topic, topicId, List.of(none))),
                    PreparedStatement::getUpdateCount) == 0) {
                connection.rollback();
                return false;
            }
            try (var statement = connection.createStatement()) { // no offset would tell that it was lost
                statement.execute("set local synchronous_commit = on");
            }
            var progresses = retry(connection, parked.ofPartition(connection, topic, none.partition()), keeping);
            connection.commit();
            committed(progresses);
            return true;
        }
    }

    private interface Attempt {
        boolean with(Keeping keeping) throws SQLException;
    }

    /** Writes all cases together, or, where the database refuses that, begins again and writes them one by one. */
    private boolean together(Attempt attempt) throws SQLException {
        try {
            return attempt.with(this::together);
        } catch (SQLException e) {
            if (!isOfTheData(e)) {
                throw e;
            }
            LOG.warn("Cases are written one by one, since the database refused them together: SQL state {}",
                    e.getSQLState()); // its message would quote personal data
            return attempt.with(this::oneByOne);
        }
    }

    /** Tries the parked records of one application once more, as part of a transaction that holds its partitions. */
    List<CaseProgress> retry(Connection connection, UUID application) throws SQLException {
        return retry(connection, parked.ofApplications(connection, Set.of(application)), this::oneByOne);
    }

    private List<CaseProgress> retry(Connection connection, List<Incoming> arrived, Keeping keeping)
            throws SQLException {
        var records = roomFor(arrived);
        return write(connection, arrived, records, tables.load(connection, records.keySet()), keeping);
    }

    /** To be told when a transaction is committed: others count and wait for it. */
    void committed(List<CaseProgress> progresses) {
        var changed = progresses.stream().filter(CaseProgress::isChanged).toList();
        applied.increment(changed.stream().mapToInt(progress -> progress.applied().size()).sum());
        changed.forEach(progress -> arrivals.announce(requireNonNull(progress.state())));
    }

    /** Writes what of these cases the database takes, and parks what waits. */
    private interface Keeping {
        List<CaseProgress> keep(Connection connection, List<CaseProgress> progresses, Map<UUID, CaseState> before,
                List<Waiting> strangers) throws SQLException;
    }

    private List<CaseProgress> write(Connection connection, List<Incoming> arrived,
            Map<UUID, Map<String, Incoming>> records, Loaded current, Keeping keeping) throws SQLException {
        if (!current.waiting().isEmpty()) { // in front of what arrived of the same applications
            add(records, parked.ofApplications(connection, current.waiting()));
        }
        add(records, arrived);
        var progresses = new ArrayList<CaseProgress>();
        records.forEach((application, incoming) -> progresses.add(current.unreadable().contains(application)
                ? CaseProgress.held(application, List.copyOf(incoming.values()),
                        "the case was folded by another version")
                : CaseProgress.of(application, current.states().get(application), List.copyOf(incoming.values()))));
        return keeping.keep(connection, named(progresses), current.states(), strangers(arrived));
    }

    /** Room for the records of each, in the order in which their first arrived. */
    private static Map<UUID, Map<String, Incoming>> roomFor(List<Incoming> arrived) {
        var records = new LinkedHashMap<UUID, Map<String, Incoming>>();
        for (var incoming : arrived) {
            var application = incoming.applicationId();
            if (application != null) {
                records.put(application, new LinkedHashMap<>());
            }
        }
        return records;
    }

    private static void add(Map<UUID, Map<String, Incoming>> records, List<Incoming> more) {
        for (var incoming : more) {
            var ofOne = incoming.applicationId() == null ? null : records.get(incoming.applicationId());
            if (ofOne != null) {
                ofOne.putIfAbsent(incoming.source().place(), incoming);
            }
        }
    }

    private static List<Waiting> strangers(List<Incoming> arrived) {
        return arrived.stream().filter(Unreadable.class::isInstance).map(Unreadable.class::cast)
                .filter(stranger -> stranger.applicationId() == null)
                .map(stranger -> new Waiting(stranger, stranger.reason())).toList();
    }

    /** Where a submission needs its key, those that somebody waits for are read along, which spares each of them the trip. */
    private List<CaseProgress> named(List<CaseProgress> progresses) throws SQLException {
        var submitted = progresses.stream().filter(progress -> progress.submission().isPresent())
                .map(CaseProgress::applicationId).toList();
        if (submitted.isEmpty()) {
            return progresses;
        }
        var waiting = arrivals.of(progresses.stream().map(CaseProgress::applicationId).toList());
        var found = keys.find(
                Stream.concat(submitted.stream(), waiting.stream().map(Arrival::application)).collect(toSet()));
        waiting.forEach(arrival -> arrival.keyRead(found.keys().get(arrival.application())));
        return progresses.stream().map(progress -> named(progress, found)).toList();
    }

    private CaseProgress named(CaseProgress progress, KeyStore.Found found) {
        var submission = progress.submission();
        if (submission.isEmpty()) {
            return progress;
        }
        if (found.unusable().contains(progress.applicationId())) {
            return progress.refused("the application's key cannot be unwrapped");
        }
        var key = found.keys().get(progress.applicationId());
        try {
            return key == null
                    ? progress
                    : progress.named(names.all(key.decrypt(submission.get().personal(), Personal.Submission.class)
                            .applicant().name()));
        } catch (UnreadableEvent | IllegalArgumentException e) {
            return progress.refused(String.valueOf(e.getMessage()));
        }
    }

    /** Commits with the last that it writes, so that a commit after it finds nothing to do. */
    private List<CaseProgress> together(Connection connection, List<CaseProgress> progresses,
            Map<UUID, CaseState> before, List<Waiting> strangers) throws SQLException {
        parked.write(connection, progresses, strangers);
        tables.writeAndCommit(connection, progresses);
        return progresses;
    }

    private List<CaseProgress> oneByOne(Connection connection, List<CaseProgress> progresses,
            Map<UUID, CaseState> before, List<Waiting> strangers) throws SQLException {
        var kept = new ArrayList<CaseProgress>();
        for (var progress : progresses) {
            kept.add(keep(connection, progress, before.get(progress.applicationId())));
        }
        parked.write(connection, kept, strangers);
        return kept;
    }

    /** Writes as many of a case's events as the database takes, and parks it from the first that it refuses. */
    private CaseProgress keep(Connection connection, CaseProgress progress, @Nullable CaseState before)
            throws SQLException {
        var refusal = refusal(connection, progress);
        for (int count = progress.applied().size() - 1; refusal != null && count > 0; count--) {
            var fewer = progress.upTo(count, before, refusal);
            refusal = refusal(connection, fewer);
            if (refusal == null) {
                return fewer;
            }
        }
        return refusal == null ? progress : progress.refused(refusal);
    }

    private @Nullable String refusal(Connection connection, CaseProgress progress) throws SQLException {
        var savepoint = connection.setSavepoint();
        try {
            tables.copy(connection, progress);
            return null;
        } catch (SQLException e) {
            if (!isOfTheData(e)) {
                throw e;
            }
            connection.rollback(savepoint);
            return "refused by the database, SQL state " + e.getSQLState(); // its message would quote personal data
        }
    }

    private static boolean isOfTheData(SQLException e) {
        var state = String.valueOf(e.getSQLState());
        return OF_THE_DATA.stream().anyMatch(state::startsWith);
    }
}
