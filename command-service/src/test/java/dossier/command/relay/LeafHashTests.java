package dossier.command.relay;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

import dossier.backing.BackingServices;
import dossier.events.StoredEvent;

import static org.assertj.core.api.Assertions.assertThat;

class LeafHashTests {

    static Connection connection;

    @BeforeContainer
    static void connect() throws SQLException {
        connection = TestLog.in(BackingServices.shared().newInstallation()).connect();
        connection.setAutoCommit(false);
    }

    @AfterContainer
    static void disconnect() throws SQLException {
        connection.close();
    }

    @Property(tries = 300)
    void the_database_hashes_an_event_as_its_java_does(@ForAll("ids") UUID id, @ForAll("ids") UUID application,
            @ForAll @IntRange(min = 1) int sequence, @ForAll("texts") String type,
            @ForAll @IntRange(min = 1) int version, @ForAll("times") Instant occurredAt,
            @ForAll("texts") String actor, @ForAll("texts") String role, @ForAll("texts") String command,
            @ForAll byte[] payload) throws SQLException {
        var event = new StoredEvent(id, application, sequence, type, version, occurredAt, actor, role, command, null,
                payload);
        assertThat(hashInDatabase(event)).isEqualTo(event.leafHash());
    }

    @Provide
    Arbitrary<UUID> ids() {
        return Combinators.combine(Arbitraries.longs(), Arbitraries.longs()).as(UUID::new);
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings().withChars("aZ09 '\"\\\n é汕头市ß").withCharRange('\u0001', '\u024f')
                .withCharRange('一', '龥').ofMaxLength(40)
                .flatMap(text -> Arbitraries.of(text, text + "𠮷👩‍⚕️"));
    }

    @Provide
    Arbitrary<Instant> times() {
        var first = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse("-4000-01-01T00:00:00Z"));
        var last = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse("9999-12-31T23:59:59.999999Z"));
        return Arbitraries.longs().between(first, last).map(micros -> Instant.EPOCH.plus(micros, ChronoUnit.MICROS))
                .edgeCases(edges -> edges.add(Instant.EPOCH, Instant.EPOCH.minus(1, ChronoUnit.MICROS),
                        Instant.parse("2000-01-01T00:00:00Z"), Instant.parse("1999-12-31T23:59:59.999999Z")));
    }

    private static byte[] hashInDatabase(StoredEvent event) throws SQLException {
        try (var insert = connection.prepareStatement("""
                insert into event (event_id, application_id, sequence, type, version, occurred_at, actor, role, command,
                                   payload) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) returning leaf_hash(event)""")) {
            insert.setObject(1, event.eventId());
            insert.setObject(2, event.applicationId());
            insert.setInt(3, event.sequence());
            insert.setString(4, event.type());
            insert.setInt(5, event.version());
            insert.setObject(6, event.occurredAt().atOffset(java.time.ZoneOffset.UTC));
            insert.setString(7, event.actor());
            insert.setString(8, event.role());
            insert.setString(9, event.command());
            insert.setBytes(10, event.payload());
            try (var row = insert.executeQuery()) {
                row.next();
                return row.getBytes(1);
            }
        } finally {
            connection.rollback();
        }
    }
}
