package dossier.events;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The leaf hash says everything the event says; these vectors stay as they are, since ledgers hold such hashes. */
class StoredEventTests {

    private static final HexFormat HEX = HexFormat.of();
    private static final StoredEvent EVENT = new StoredEvent(UUID.fromString("018f2d0c-6b5e-7c3a-9a51-2f6f3c1d4e5f"),
            UUID.fromString("3f6c1d1e-7d0a-4e4b-9d57-6a1f0c2b8e90"), 3, "ContactRecorded", 1,
            Instant.parse("2026-11-25T01:02:03.000004Z"), "复核员", "reviewer", "RecordContact", null,
            "{\"channel\":\"PHONE\"}".getBytes(StandardCharsets.UTF_8));

    @Test
    void theHashIsThatOfTheLengthPrefixedFields() throws Exception {
        var leaf = HEX.parseHex(("00" + "00000010018f2d0c6b5e7c3a9a512f6f3c1d4e5f"
                + "000000103f6c1d1e7d0a4e4b9d576a1f0c2b8e90" + "0000000400000003"
                + "0000000f436f6e746163745265636f72646564" + "0000000400000001" + "00000008" + "MICROS"
                + "00000009e5a48de6a0b8e59198" + "000000087265766965776572"
                + "0000000d5265636f7264436f6e74616374" + "000000137b226368616e6e656c223a2250484f4e45227d")
                .replace("MICROS", HEX.toHexDigits(1_795_568_523_000_004L)));
        assertThat(EVENT.leafHash()).isEqualTo(MessageDigest.getInstance("SHA-256").digest(leaf));
    }

    @Test
    void knownEventsHaveKnownHashes() {
        assertThat(HEX.formatHex(EVENT.leafHash()))
                .isEqualTo("048f27caecc43ecfab2c53570b32c967131b463f7833dc412281eb988e1a4320");
    }

    @Property
    void everyFieldChangesTheHash(@ForAll("events") StoredEvent event, @ForAll("events") StoredEvent other) {
        for (int field = 0; field < 10; field++) {
            var changed = with(event, other, field, event.traceparent());
            if (changed != null) {
                assertThat(changed.leafHash()).as("field %d", field).isNotEqualTo(event.leafHash());
            }
        }
    }

    @Property
    void theTraceDoesNotChangeTheHash(@ForAll("events") StoredEvent event, @ForAll("events") StoredEvent other) {
        assertThat(with(event, event, -1, other.traceparent()).leafHash()).isEqualTo(event.leafHash());
    }

    @Property
    void textThatMovesFromOneFieldToTheNextChangesTheHash(@ForAll("events") StoredEvent event) {
        var moved = new StoredEvent(event.eventId(), event.applicationId(), event.sequence(), event.type(),
                event.version(), event.occurredAt(), event.actor() + event.role(), "", event.command(), null,
                event.payload());
        assertThat(moved.leafHash()).isNotEqualTo(event.leafHash());
    }

    @Provide
    static Arbitrary<StoredEvent> events() {
        return PublishedEventTests.StoredEvents.any();
    }

    @Test
    void aTimeFinerThanAMicrosecondIsRefused() {
        assertThatThrownBy(() -> new StoredEvent(EVENT.eventId(), EVENT.applicationId(), 1, "ContactRecorded", 1,
                Instant.parse("2026-11-25T01:02:03.000000004Z"), "clerk", "clerk", "RecordContact", null, new byte[0]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** {@code event} with one field of {@code other}, or null when both say the same there. */
    private static @Nullable StoredEvent with(StoredEvent event, StoredEvent other, int field,
            @Nullable String traceparent) {
        Object[] values = fields(event);
        if (field >= 0) {
            var value = fields(other)[field];
            if (Arrays.deepEquals(new Object[]{value}, new Object[]{values[field]})) {
                return null;
            }
            values[field] = value;
        }
        return new StoredEvent((UUID) values[0], (UUID) values[1], (int) values[2], (String) values[3],
                (int) values[4], (Instant) values[5], (String) values[6], (String) values[7], (String) values[8],
                traceparent, (byte[]) values[9]);
    }

    private static Object[] fields(StoredEvent event) {
        return new Object[]{event.eventId(), event.applicationId(), event.sequence(), event.type(), event.version(),
                event.occurredAt(), event.actor(), event.role(), event.command(), event.payload()};
    }
}
