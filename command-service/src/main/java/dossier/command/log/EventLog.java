package dossier.command.log;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventhandling.GenericTrackedDomainEventMessage;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

import dossier.command.log.Batcher.Waiting;
import dossier.events.ApplicationEvent;
import dossier.events.EventCodec;
import dossier.events.StoredEvent;

import static java.util.stream.Collectors.groupingBy;

/**
 * The event log as Axon's storage engine. Axon counts an aggregate's events from 0, the log from 1. There are no
 * snapshots: an application has at most a thousand events, and rarely ten.
 */
public final class EventLog implements EventStorageEngine, AutoCloseable {

    private static final String AGGREGATE = "CardApplication";
    private static final int TRACKING_PAGE = 1_000;
    /** Each may have a thousand events, and all are in memory at once. */
    private static final int READ_AT_ONCE = 32;
    private static final String COLUMNS = "event_id, application_id, sequence, type, version, occurred_at, actor, role, "
            + "command, traceparent, payload";

    private final JdbcClient log;
    private final GroupCommit groupCommit;
    private final EventCodec codec;
    private final Batcher<UUID, List<StoredEvent>> readers = new Batcher<>("log-reader", READ_AT_ONCE, this::read);

    public EventLog(JdbcClient log, GroupCommit groupCommit, EventCodec codec) {
        this.log = log;
        this.groupCommit = groupCommit;
        this.codec = codec;
    }

    /** Appends the events with their {@link Companions} and what the current unit of work's command answers. */
    @Override
    public void appendEvents(List<? extends EventMessage<?>> events) {
        var claims = events.stream().map(event -> event.getMetaData().get(Companions.KEY))
                .filter(Companions.class::isInstance).flatMap(companions -> ((Companions) companions).claims().stream())
                .toList();
        groupCommit.append(new Append(events.stream().map(this::store).toList(), claims, answer()));
    }

    @Override
    public DomainEventStream readEvents(String applicationId, long firstSequenceNumber) {
        return DomainEventStream.of(readers.ask(UUID.fromString(applicationId)).stream()
                .filter(event -> event.sequence() > firstSequenceNumber).map(this::message));
    }

    @Override
    public void close() {
        readers.close();
    }

    /** Reads committed events in the order of the ledger; never blocks, since no tracking processor runs on it. */
    @Override
    public Stream<? extends TrackedEventMessage<?>> readEvents(@Nullable TrackingToken token, boolean mayBlock) {
        long after = token == null ? 0 : token.position().orElse(0);
        return read(() -> log.sql("select position, " + COLUMNS + " from (select position, global_index from ledger"
                + " where position > ? order by position limit ?) l join event using (global_index) order by position")
                .params(after, TRACKING_PAGE)
                .query((row, _) -> new GenericTrackedDomainEventMessage<>(
                        new GlobalSequenceTrackingToken(row.getLong("position")), message(EventRow.read(row))))
                .list()).stream();
    }

    @Override
    public Optional<DomainEventMessage<?>> readSnapshot(String applicationId) {
        return Optional.empty();
    }

    @Override
    public void storeSnapshot(DomainEventMessage<?> snapshot) {
        throw new UnsupportedOperationException("applications are short; they have no snapshots");
    }

    private static Append.@Nullable Answer answer() {
        if (!CurrentUnitOfWork.isStarted()) {
            return null;
        }
        var unitOfWork = CurrentUnitOfWork.get();
        return unitOfWork.getMessage().getMetaData().get(Answered.KEY) instanceof Answered answered
                ? new Append.Answer(answered.caller(), answered.key(), answered.fingerprint(),
                        answered.encoder().encode(unitOfWork.getExecutionResult().getResult().getPayload()))
                : null;
    }

    private StoredEvent store(EventMessage<?> message) {
        if (!(message instanceof DomainEventMessage<?> event && event.getPayload() instanceof ApplicationEvent payload
                && event.getMetaData().get(Provenance.KEY) instanceof Provenance by)) {
            throw new IllegalArgumentException("not an event of an application: " + message.getPayloadType());
        }
        var type = EventCodec.typeOf(payload);
        return new StoredEvent(UUID.fromString(event.getIdentifier()), by.applicationId(),
                Math.toIntExact(event.getSequenceNumber() + 1), type, codec.currentVersion(type), by.at(), by.actor(),
                by.role(), by.command(), by.traceparent(), codec.encode(payload));
    }

    private DomainEventMessage<?> message(StoredEvent event) {
        var by = new Provenance(event.applicationId(), event.actor(), event.role(), event.command(), event.occurredAt(),
                event.traceparent());
        return new GenericDomainEventMessage<>(AGGREGATE, event.applicationId().toString(), event.sequence() - 1L,
                codec.decode(event.type(), event.version(), event.payload()), Map.of(Provenance.KEY, by),
                event.eventId().toString(), event.occurredAt());
    }

    private void read(List<Waiting<UUID, List<StoredEvent>>> batch) {
        var ids = batch.stream().map(waiting -> waiting.question().toString()).toArray(String[]::new);
        var streams = read(() -> log.sql("select " + COLUMNS
                + " from event where application_id = any(?::uuid[]) order by application_id, sequence")
                .param(ids).query((row, _) -> EventRow.read(row)).list()).stream()
                .collect(groupingBy(StoredEvent::applicationId));
        batch.forEach(waiting -> waiting.answer().complete(streams.getOrDefault(waiting.question(), List.of())));
    }

    private static <T> List<T> read(Supplier<List<T>> query) {
        try {
            return query.get();
        } catch (DataAccessException e) {
            throw new LogUnavailable("the log cannot be read", e);
        }
    }
}
