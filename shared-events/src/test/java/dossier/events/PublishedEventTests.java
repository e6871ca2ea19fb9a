package dossier.events;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;

import io.cloudevents.kafka.KafkaMessageFactory;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** An event on its way through Kafka: the headers of the contract, the value the bytes that were hashed. */
class PublishedEventTests {

    private static final String TOPIC = "dossier.application-events";
    private static final UUID EVENT_ID = UUID.fromString("018f2d0c-6b5e-7c3a-9a51-2f6f3c1d4e5f");
    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    static final PublishedEvent APPROVAL = published(EVENT_ID, TRACE);

    private static PublishedEvent published(UUID eventId, @Nullable String traceparent) {
        var event = new StoredEvent(eventId, Examples.APPLICATION, 3, "ReviewApproved", 1,
                Instant.parse("2026-11-25T01:02:03.000004Z"), "复核员-reviewer", "reviewer", "ApproveReview", traceparent,
                new EventCodec().encode(Examples.APPROVED));
        return new PublishedEvent(event, 41, event.leafHash());
    }

    static Map<String, String> headers(ProducerRecord<String, byte[]> message) {
        var headers = new TreeMap<String, String>();
        message.headers().forEach(
                header -> assertThat(headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)))
                        .as("%s only once", header.key()).isNull());
        return headers;
    }

    private static ConsumerRecord<String, byte[]> arrived(ProducerRecord<String, byte[]> sent) {
        return new ConsumerRecord<>(sent.topic(), 0, 0, 0, TimestampType.CREATE_TIME, 0, 0, sent.key(), sent.value(),
                sent.headers(), Optional.empty());
    }

    @Test
    void theRecordHasTheHeadersOfTheContract() {
        assertThat(headers(APPROVAL.toRecord(TOPIC))).isEqualTo(new TreeMap<>(Map.ofEntries(
                Map.entry("content-type", "application/json"), Map.entry("ce_specversion", "1.0"),
                Map.entry("ce_id", EVENT_ID.toString()), Map.entry("ce_type", "dossier.ReviewApproved.v1"),
                Map.entry("ce_source", "urn:dossier:command-service"),
                Map.entry("ce_subject", Examples.APPLICATION.toString()),
                Map.entry("ce_time", "2026-11-25T01:02:03.000004Z"), Map.entry("ce_sequence", "3"),
                Map.entry("ce_dataschema", "urn:dossier:schemas:ReviewApproved.v1"),
                Map.entry("ce_traceparent", TRACE), Map.entry("ce_actor", "复核员-reviewer"),
                Map.entry("ce_role", "reviewer"), Map.entry("ce_command", "ApproveReview"),
                Map.entry("ce_position", "41"), Map.entry("ce_hash", HexFormat.of().formatHex(APPROVAL.hash())))));
    }

    @Test
    void theRecordIsKeyedByTheApplicationAndItsValueIsTheStoredBytes() {
        var message = APPROVAL.toRecord(TOPIC);
        assertThat(message.topic()).isEqualTo(TOPIC);
        assertThat(message.key()).isEqualTo(Examples.APPLICATION.toString());
        assertThat(message.value()).isEqualTo(APPROVAL.event().payload());
    }

    @Test
    void anEventWithoutTraceHasNoTraceHeader() {
        var message = published(EVENT_ID, null).toRecord(TOPIC);
        assertThat(headers(message)).doesNotContainKey("ce_traceparent");
        assertThat(PublishedEvent.from(arrived(message)).event().traceparent()).isNull();
    }

    @Property
    void whatIsReadIsWhatWasSent(@ForAll("events") PublishedEvent event) {
        assertThat(PublishedEvent.from(arrived(event.toRecord(TOPIC)))).usingRecursiveComparison().isEqualTo(event);
    }

    /** The SDK of CloudEvents finds nothing to say, and writes the same. */
    @Property
    void theSdkReadsWhatWasSentAndWritesTheSame(@ForAll("events") PublishedEvent event) {
        for (var sent : List.of(event.toRecord(TOPIC), event.toCardNotice(TOPIC, Examples.CARD_ISSUED))) {
            var read = KafkaMessageFactory.createReader(arrived(sent)).toEvent();
            var written = KafkaMessageFactory.<String>createWriter(TOPIC, null, null, sent.key()).writeBinary(read);
            assertThat(headers(written)).isEqualTo(headers(sent));
            assertThat(written.value()).isEqualTo(sent.value());
        }
    }

    @Provide
    static Arbitrary<PublishedEvent> events() {
        return Combinators.combine(StoredEvents.any(), Arbitraries.longs().greaterOrEqual(1),
                Arbitraries.bytes().array(byte[].class).ofSize(32)).as(PublishedEvent::new);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ce_specversion", "ce_id", "ce_type", "ce_source", "ce_subject", "ce_time", "ce_sequence",
            "ce_actor", "ce_role", "ce_command", "ce_position", "ce_hash"})
    void aRecordWithoutAnAttributeIsUnreadable(String header) {
        assertUnreadable(headers -> headers.remove(header));
    }

    @ParameterizedTest
    @CsvSource({"ce_specversion,7.0", "ce_id,17", "ce_type,dossier.ReviewApproved", "ce_type,other.ReviewApproved.v1",
            "ce_type,dossier.ReviewApproved.vX", "ce_subject,Chen", "ce_time,yesterday",
            "ce_time,2026-11-25T01:02:03.000000004Z", "ce_sequence,one", "ce_position,9999999999999999999",
            "ce_hash,xyz", "content-type,application/cloudevents+json"})
    void aRecordWithAnotherAttributeIsUnreadable(String header, String value) {
        assertUnreadable(headers -> headers.remove(header).add(header, value.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aRecordWithoutAnyHeaderIsUnreadable() {
        assertUnreadable(headers -> Arrays.stream(headers.toArray()).forEach(header -> headers.remove(header.key())));
    }

    private static void assertUnreadable(Consumer<Headers> damage) {
        var message = APPROVAL.toRecord(TOPIC);
        damage.accept(message.headers());
        assertThatThrownBy(() -> PublishedEvent.from(arrived(message))).isInstanceOf(UnreadableEvent.class);
    }

    @Test
    void aCardNoticeSaysWhatTheContractSaysAndNothingMore() {
        var message = APPROVAL.toCardNotice("dossier.cards-issued", Examples.CARD_ISSUED);
        assertThat(message.topic()).isEqualTo("dossier.cards-issued");
        assertThat(message.key()).isEqualTo(Examples.APPLICATION.toString());
        assertThat(new String(message.value(), StandardCharsets.UTF_8)).isEqualTo("""
                {"applicationId":"%s","cardNumber":"44050000000000015","region":"440500","category":"FLEXIBLE",\
                "benefitsFrom":"2026-08-15","issuedAt":"2026-11-25T01:02:03.000004Z"}""".formatted(
                Examples.APPLICATION));
    }

    @Test
    void aCardNoticeHasTheHeadersOfACloudEvent() {
        var headers = headers(APPROVAL.toCardNotice("dossier.cards-issued", Examples.CARD_ISSUED));
        assertThat(headers.remove("ce_id")).isNotEqualTo(EVENT_ID.toString())
                .satisfies(id -> assertThat(UUID.fromString(id)).hasToString(id));
        assertThat(headers).isEqualTo(new TreeMap<>(Map.of("content-type", "application/json", "ce_specversion", "1.0",
                "ce_type", "dossier.cards.CardIssued.v1", "ce_source", "urn:dossier:command-service", "ce_subject",
                Examples.APPLICATION.toString(), "ce_time", "2026-11-25T01:02:03.000004Z", "ce_dataschema",
                "urn:dossier:schemas:cards.CardIssued.v1", "ce_traceparent", TRACE)));
    }

    @Test
    void theSameCardAlwaysGetsTheSameNotice() {
        assertThat(noticeId(APPROVAL)).isEqualTo(noticeId(published(EVENT_ID, null)))
                .isEqualTo("771e71bf-1612-3f89-8e19-49348a6b5918");
        assertThat(noticeId(published(UUID.fromString("018f2d0c-6b5e-7c3a-9a51-2f6f3c1d4e60"), null)))
                .isNotEqualTo(noticeId(APPROVAL));
    }

    private static String noticeId(PublishedEvent event) {
        return headers(event.toCardNotice("dossier.cards-issued", Examples.CARD_ISSUED)).get("ce_id");
    }

    /** Stored events as they may be: any text, any time to the microsecond. */
    static final class StoredEvents {

        static Arbitrary<StoredEvent> any() {
            var ids = Combinators.combine(Arbitraries.longs(), Arbitraries.longs()).as(UUID::new);
            var positive = Arbitraries.integers().greaterOrEqual(1);
            var texts = Arbitraries.strings().withCharRange('!', '~').withCharRange('一', '龥').withChars("äß€")
                    .ofMinLength(1).ofMaxLength(40);
            var types = Arbitraries.of(Examples.types());
            var times = Arbitraries.longs().between(0, 4_000_000_000_000_000L)
                    .map(micros -> Instant.EPOCH.plus(micros, ChronoUnit.MICROS));
            var payloads = Arbitraries.bytes().array(byte[].class).ofMinSize(1).ofMaxSize(200);
            return Combinators.combine(Combinators.combine(ids, ids, positive, types, positive, times).as(Head::new),
                    texts, texts, texts, texts.injectNull(0.3), payloads)
                    .as((head, actor, role, command, trace, payload) -> new StoredEvent(head.eventId,
                            head.applicationId, head.sequence, head.type, head.version, head.occurredAt, actor, role,
                            command, trace, payload));
        }

        private record Head(UUID eventId, UUID applicationId, int sequence, String type, int version,
                Instant occurredAt) {}
    }
}
