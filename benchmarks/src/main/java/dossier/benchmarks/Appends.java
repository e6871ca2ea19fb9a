package dossier.benchmarks;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

import dossier.command.log.Companions;
import dossier.command.log.Companions.Claim;
import dossier.command.log.EventLog;
import dossier.command.log.GroupCommit;
import dossier.command.log.Provenance;
import dossier.command.log.SequencerState;
import dossier.events.EventCodec;
import dossier.events.StoredEvent;

/**
 * Many who append new lives to one log by what a command-service appends with, claims and limits included, but without HTTP
 * and the aggregate before it, whose cost would hide what grows, and without kept answers.
 */
final class Appends implements AutoCloseable {

    private static final int WRITERS = 64;
    private static final Duration REVIEW = Duration.ofDays(14);
    private static final Duration PAYMENT = Duration.ofDays(42);
    private static final Duration COLLECTION = Duration.ofDays(365);

    private final EventCodec codec = new EventCodec();
    private final Filled system;
    private final SingleConnectionDataSource database;
    private final GroupCommit groupCommit;
    private final EventLog log;

    Appends(Filled system) throws SQLException {
        this.system = system;
        database = new SingleConnectionDataSource(system.appending(), true);
        var sequencer = new SequencerState();
        sequencer.wakesUp(); // as where a command-service that leads is at work
        groupCommit = new GroupCommit(database, sequencer);
        log = new EventLog(JdbcClient.create(database), groupCommit, codec);
    }

    /** Events a second while this many lives are appended, event by event. */
    double perSecond(int count) throws SQLException, InterruptedException, ExecutionException {
        var told = new ArrayList<StoredEvent>();
        system.tell(count, event -> told.add(event.event()));
        var lives = new ConcurrentLinkedQueue<>(told.stream().map(this::message).collect(Collectors.groupingBy(
                DomainEventMessage::getAggregateIdentifier)).values());
        long started = System.nanoTime();
        Load.together(IntStream.range(0, WRITERS).mapToObj(_ -> writing(lives)).toList());
        return told.size() / ((System.nanoTime() - started) / 1e9);
    }

    private Callable<Void> writing(Queue<List<DomainEventMessage<?>>> lives) {
        return () -> {
            for (var life = lives.poll(); life != null; life = lives.poll()) {
                for (var event : life) {
                    log.appendEvents(List.of(event));
                }
            }
            return null;
        };
    }

    private DomainEventMessage<?> message(StoredEvent event) {
        var by = new Provenance(event.applicationId(), event.actor(), event.role(), event.command(), event.occurredAt(),
                event.traceparent());
        return new GenericDomainEventMessage<>("CardApplication", event.applicationId().toString(),
                event.sequence() - 1L, codec.decode(event.type(), event.version(), event.payload()),
                Map.of(Provenance.KEY, by, Companions.KEY, new Companions(claims(event))), event.eventId().toString(),
                event.occurredAt());
    }

    private static List<Claim> claims(StoredEvent event) {
        var id = event.applicationId();
        return switch (event.sequence()) {
            case 1 -> List.of(new Claim.OpenApplication(event.leafHash(), id),
                    new Claim.Due(id, event.occurredAt().plus(REVIEW)));
            case 3 -> List.of(new Claim.Due(id, event.occurredAt().plus(PAYMENT)));
            case 4 -> List.of(new Claim.Receipt("R-" + id, id), new Claim.Due(id, null));
            case Lives.LENGTH -> List.of(new Claim.Closed(id), new Claim.Due(id, event.occurredAt().plus(COLLECTION)));
            default -> List.of();
        };
    }

    @Override
    public void close() {
        log.close();
        groupCommit.close();
        database.destroy();
    }
}
