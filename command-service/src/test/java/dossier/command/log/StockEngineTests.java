package dossier.command.log;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.PersistenceConfiguration;
import org.axonframework.common.transaction.NoTransactionManager;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventsourcing.eventstore.jpa.DomainEventEntry;
import org.axonframework.eventsourcing.eventstore.jpa.JpaEventStorageEngine;
import org.axonframework.eventsourcing.eventstore.jpa.SnapshotEventEntry;
import org.axonframework.serialization.jackson3.Jackson3Serializer;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dossier.backing.BackingServices;
import dossier.backing.Installation;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Why the log is our own: with Axon's stock JPA engine, readers lose a committed event whose index is lower than that of a
 * neighbour which committed before it with a timestamp of over a minute ago. {@code LateEventTests} does the same to ours.
 */
class StockEngineTests {

    private static final Duration OLDER_THAN_THE_GAP_TIMEOUT = Duration.ofMinutes(2);

    @Test
    void losesAnEventThatCommitsAfterAnOldNeighbourOfHigherIndex() throws Exception {
        var installation = BackingServices.shared().newInstallation();
        try (var database = installation.log();
                var entities = entities(database.getMetaData().getURL(), installation)) {
            var slow = entities.createEntityManager();
            slow.getTransaction().begin();
            engine(slow).appendEvents(List.of(event("slow", Instant.now())));
            slow.flush();

            var fast = entities.createEntityManager();
            fast.getTransaction().begin();
            engine(fast).appendEvents(List.of(event("imported", Instant.now().minus(OLDER_THAN_THE_GAP_TIMEOUT))));
            fast.getTransaction().commit();

            var reader = engine(entities.createEntityManager());
            var first = read(reader, null);
            assertThat(first).extracting(message -> (Object) message.getPayload()).containsExactly("imported");

            slow.getTransaction().commit();
            assertThat(read(reader, first.getLast().trackingToken())).as("the committed event is never read").isEmpty();
            assertThat(reader.readEvents("slow").asStream().toList()).as("yet it is there").hasSize(1);
        }
    }

    private static List<? extends TrackedEventMessage<?>> read(JpaEventStorageEngine engine,
            @Nullable TrackingToken after) {
        return engine.readEvents(after, false).toList();
    }

    private static GenericDomainEventMessage<String> event(String aggregate, Instant at) {
        return new GenericDomainEventMessage<>("Aggregate", aggregate, 0, aggregate, Map.of(), aggregate, at);
    }

    private static JpaEventStorageEngine engine(EntityManager entities) {
        var serializer = Jackson3Serializer.builder().build();
        return JpaEventStorageEngine.builder().eventSerializer(serializer).snapshotSerializer(serializer)
                .entityManagerProvider(() -> entities).transactionManager(NoTransactionManager.INSTANCE).build();
    }

    private static EntityManagerFactory entities(String url, Installation installation) {
        return new HibernatePersistenceConfiguration("stock").managedClass(DomainEventEntry.class)
                .managedClass(SnapshotEventEntry.class).property(PersistenceConfiguration.JDBC_URL, url)
                .property(PersistenceConfiguration.JDBC_USER, "dossier")
                .property(PersistenceConfiguration.JDBC_PASSWORD, installation.passwords().owner())
                .property(PersistenceConfiguration.SCHEMAGEN_DATABASE_ACTION, "create").createEntityManagerFactory();
    }
}
