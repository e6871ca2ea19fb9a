package dossier.command;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.junit.jupiter.api.Test;

import dossier.command.log.EventLog;
import dossier.command.log.Provenance;
import dossier.events.ApplicationEvent.InformationVerified;
import dossier.events.Encrypted;
import dossier.events.EventCodec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What Axon's stock engine loses, ours does not: an event that commits after a neighbour of higher index whose timestamp
 * is older than any time-out.
 */
class LateEventTests {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final InformationVerified VERIFIED = new InformationVerified(new Encrypted<>("ciphertext"));

    private final EventLog log = CommandApi.shared().service().getBean(EventLog.class);

    @Test
    void anEventThatCommitsAfterAnOldNeighbourOfHigherIndexIsReadAfterIt() throws SQLException {
        var slow = UUID.randomUUID();
        var imported = UUID.randomUUID();
        try (var held = CommandApi.sharedInstallation().log()) {
            TrackingToken token = new GlobalSequenceTrackingToken(lastPosition(held));
            held.setAutoCommit(false);
            insert(held, slow);
            log.appendEvents(List.of(event(imported, Instant.now().minus(Duration.ofMinutes(2)))));
            var first = await().atMost(SOON).until(() -> read(token), read -> read.contains(imported.toString()));
            assertThat(first).doesNotContain(slow.toString());
            var reached = log.readEvents(token, false).toList().getLast().trackingToken();

            held.commit();
            assertThat(await().atMost(SOON).until(() -> read(reached), read -> !read.isEmpty()))
                    .containsExactly(slow.toString());
        }
    }

    private List<String> read(TrackingToken after) {
        return log.readEvents(after, false).map(LateEventTests::application).toList();
    }

    private static String application(TrackedEventMessage<?> message) {
        return ((DomainEventMessage<?>) message).getAggregateIdentifier();
    }

    private static GenericDomainEventMessage<InformationVerified> event(UUID application, Instant at) {
        var by = new Provenance(application, "verifier", "verifier", "VerifyInformation",
                at.truncatedTo(ChronoUnit.MICROS), null);
        return new GenericDomainEventMessage<>("CardApplication", application.toString(), 0, VERIFIED,
                Map.of(Provenance.KEY, by));
    }

    private static void insert(Connection connection, UUID application) throws SQLException {
        try (var insert = connection.prepareStatement("insert into event (event_id, application_id, sequence, type,"
                + " version, occurred_at, actor, role, command, payload) values (?, ?, 1, 'InformationVerified', 1, ?,"
                + " 'verifier', 'verifier', 'VerifyInformation', ?)")) {
            insert.setObject(1, UUID.randomUUID());
            insert.setObject(2, application);
            insert.setTimestamp(3, Timestamp.from(Instant.now()));
            insert.setBytes(4, new EventCodec().encode(VERIFIED));
            insert.executeUpdate();
        }
    }

    private static long lastPosition(Connection connection) throws SQLException {
        try (var row = connection.createStatement()
                .executeQuery("select coalesce(max(position), 0) from ledger")) {
            row.next();
            return row.getLong(1);
        }
    }
}
