package dossier.query;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import javax.sql.DataSource;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

import dossier.query.CaseProgress.Waiting;
import dossier.query.Incoming.Event;
import dossier.query.ParkedActions.Act;
import dossier.query.ParkedActions.Outcome;

/**
 * What an operator can do about a parked application: each act is one transaction, recorded in it, in which no consumer
 * applies anything of the same partition. Unlike what comes again from the topic, it is durable once it is answered.
 */
@Component
class ParkedOperations {

    /** What of a case is given up whose first waiting record is of a later event than the next. */
    enum GiveUp {
        RECORD,
        EVENTS_BEFORE
    }

    private static final int MOST_EVENTS = 1_000; // of one application, as the command-service has it

    private final DataSource database;
    private final Offsets offsets;
    private final CaseTables tables;
    private final ParkedRecords parked;
    private final Projection projection;
    private final ParkedActions actions;
    private final Counter retries;
    private final Counter skips;

    ParkedOperations(DataSource database, Offsets offsets, CaseTables tables,
            ParkedRecords parked, Projection projection, ParkedActions actions, MeterRegistry metrics) {
        this.database = database;
        this.offsets = offsets;
        this.tables = tables;
        this.parked = parked;
        this.projection = projection;
        this.actions = actions;
        this.retries = Counter.builder("dossier.projection.retries")
                .description("Retries of parked applications by operators").register(metrics);
        this.skips = Counter.builder("dossier.projection.skips")
                .description("Records of parked applications given up by operators").register(metrics);
    }

    /** Reads all that waits of an application again, as this version of the program reads it. */
    Outcome retry(UUID application, Act act) throws SQLException {
        try (var connection = database.getConnection()) {
            var first = hold(connection, application).first();
            var retried = projection.retry(connection, application);
            var outcome = outcome(connection, application, retried, List.of());
            actions.add(connection, act, first, outcome);
            connection.commit();
            projection.committed(retried);
            retries.increment();
            return outcome;
        }
    }

    /** Retries, then gives up the first record if it still waits, and retries those behind it. */
    Outcome skip(UUID application, long record, @Nullable GiveUp what, Act act) throws SQLException {
        try (var connection = database.getConnection()) {
            hold(connection, application);
            var before = projection.retry(connection, application);
            var left = parked.ofApplication(connection, application);
            if (left.isEmpty() || left.get().first().record() != record) {
                throw Problem.of(HttpStatus.CONFLICT, "not-first", left.isEmpty()
                        ? "Nothing would wait after a retry."
                        : "After a retry the first record that waits would be " + left.get().first().record() + ".");
            }
            var skipped = giveUp(connection, before.getFirst(), what);
            var after = projection.retry(connection, application);
            var retried = Stream.concat(before.stream(), after.stream()).toList();
            var outcome = outcome(connection, application, retried, skipped);
            actions.add(connection, act, left.get().first(), outcome);
            connection.commit();
            projection.committed(retried);
            skips.increment();
            return outcome;
        }
    }

    /** What waits; from here to the end of the transaction no consumer adds to it. */
    private ParkedApplication hold(Connection connection, UUID application) throws SQLException {
        connection.setAutoCommit(false);
        if (!offsets.hold(connection, application)) {
            throw notParked();
        }
        return parked.ofApplication(connection, application).orElseThrow(ParkedOperations::notParked);
    }

    /**
     * Takes the case beyond what it waits for: events that never came, or the first record itself. The sequences given up
     * are returned; none if the record had no place of its own or its event is there once more.
     */
    private List<Integer> giveUp(Connection connection, CaseProgress progress, @Nullable GiveUp what)
            throws SQLException {
        var loaded = tables.load(connection, Set.of(progress.applicationId()));
        if (!loaded.unreadable().isEmpty()) {
            throw notSkippable("Another version folded the case, and only that can go on with it.");
        }
        var state = loaded.states().get(progress.applicationId());
        int version = state == null ? 0 : state.version();
        var first = progress.waiting().getFirst().incoming();
        if (first instanceof Event event && event.sequence() > version + 1) {
            if (what == null) {
                throw Problem.of(HttpStatus.CONFLICT, "earlier-events-missing", "The record is event "
                        + event.sequence() + " and waits for events from " + (version + 1) + " on: say in giveUp"
                        + " whether those never came (EVENTS_BEFORE) or this is none of the application's (RECORD).");
            }
            return switch (what) {
                case EVENTS_BEFORE -> skipTo(connection, state, event.sequence() - 1);
                case RECORD -> {
                    parked.delete(connection, first);
                    yield List.of();
                }
            };
        }
        var skipped = isOnly(progress, version + 1) ? skipTo(connection, state, version + 1) : List.<Integer>of();
        parked.delete(connection, first);
        return skipped;
    }

    private List<Integer> skipTo(Connection connection, @Nullable CaseState state, int sequence) throws SQLException {
        if (state == null) {
            throw notSkippable("Without its submission there is no case to go on with.");
        }
        if (sequence > MOST_EVENTS) {
            throw notSkippable("No application has more than " + MOST_EVENTS + " events.");
        }
        tables.update(connection, List.of(state.skippedTo(sequence)));
        return IntStream.rangeClosed(state.version() + 1, sequence).boxed().toList();
    }

    /** Whether the first record that waits is of this sequence, and no event behind it. */
    private static boolean isOnly(CaseProgress progress, Integer sequence) {
        var waiting = progress.waiting().stream().map(Waiting::incoming).toList();
        return sequence.equals(waiting.getFirst().sequence()) && waiting.stream().skip(1)
                .noneMatch(other -> other instanceof Event && sequence.equals(other.sequence()));
    }

    private Outcome outcome(Connection connection, UUID application, List<CaseProgress> retried, List<Integer> skipped)
            throws SQLException {
        var applied = retried.stream().flatMap(progress -> progress.applied().stream()).map(Event::sequence).toList();
        return new Outcome(application, applied, skipped, parked.ofApplication(connection, application).orElse(null));
    }

    private static Problem notParked() {
        return Problem.of(HttpStatus.NOT_FOUND, "not-parked", "No record of this application waits.");
    }

    private static Problem notSkippable(String detail) {
        return Problem.of(HttpStatus.CONFLICT, "not-skippable", detail);
    }
}
