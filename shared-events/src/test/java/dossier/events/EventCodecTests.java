package dossier.events;

import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import dossier.events.ApplicationEvent.ApplicationWithdrawn;
import dossier.events.ApplicationEvent.CardIssued;
import dossier.events.ApplicationEvent.ReviewApproved;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Events to JSON and back: exactly, or not at all. */
class EventCodecTests {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final EventCodec codec = new EventCodec();

    @ParameterizedTest
    @FieldSource("dossier.events.Examples#EVENTS")
    void whatIsEncodedIsDecoded(ApplicationEvent event) {
        assertThat(decode(EventCodec.typeOf(event), text(event))).isEqualTo(event);
    }

    @Test
    void whatIsAbsentIsNotWritten() {
        var approval = new ReviewApproved(new Assessment("000000@2026-01-01", null, true, List.of(), BigDecimal.ZERO),
                LocalDate.of(2026, 11, 25), null, null, null);
        assertThat(text(approval)).isEqualTo("""
                {"assessment":{"policyVersion":"000000@2026-01-01","healed":true,"lines":[],"total":"0"},\
                "approvedOn":"2026-11-25"}""");
        assertThat(decode("ReviewApproved", text(approval))).isEqualTo(approval);
    }

    @ParameterizedTest
    @CsvSource({"0,0", "0.00,0.00", "2420.00,2420.00", "1E+3,1000", "1E-8,0.00000001",
            "12345678901234567890.01,12345678901234567890.01"})
    void moneyIsAPlainDecimalString(BigDecimal money, String written) {
        var json = text(Examples.payment(money.toString()));
        assertThat(json).contains("\"outstanding\":\"" + written + "\"");
        assertThat(decode("PaymentRecorded", json)).isEqualTo(Examples.payment(written));
    }

    record Member(String type, String name) {}

    static Stream<Member> requiredMembers() {
        return members(component -> !component.getAnnotatedType().isAnnotationPresent(Nullable.class));
    }

    static Stream<Member> optionalMembers() {
        return members(component -> component.getAnnotatedType().isAnnotationPresent(Nullable.class));
    }

    private static Stream<Member> members(Predicate<RecordComponent> filter) {
        return Examples.EVENTS.stream().flatMap(event -> Arrays.stream(event.getClass().getRecordComponents())
                .filter(filter).map(component -> new Member(EventCodec.typeOf(event), component.getName())));
    }

    @ParameterizedTest
    @MethodSource("requiredMembers")
    void whatIsRequiredMustBeThere(Member member) {
        assertUnreadable(member.type(), altered(member.type(), json -> json.without(member.name())));
        assertUnreadable(member.type(), altered(member.type(), json -> json.putNull(member.name())));
    }

    @ParameterizedTest
    @MethodSource("optionalMembers")
    void whatIsOptionalMayBeAbsent(Member member) {
        var without = decode(member.type(), altered(member.type(), json -> json.without(member.name())));
        assertThat(without).isNotEqualTo(Examples.of(member.type()));
        assertThat(decode(member.type(), altered(member.type(), json -> json.putNull(member.name()))))
                .isEqualTo(without);
    }

    @ParameterizedTest
    @ValueSource(strings = {"type", "mediaType", "size", "sha256"})
    void whatIsRequiredInsideMustBeThereToo(String name) {
        assertUnreadable("ApplicationSubmitted", altered("ApplicationSubmitted", json -> {
            ((ObjectNode) json.at("/materials/0")).remove(name);
            return json;
        }));
    }

    @Test
    void decisionsOnInvoicesAreWrittenAsTheDomainSaysThem() {
        var card = Examples.CARD_ISSUED;
        var decided = new CardIssued(card.cardNumber(), card.region(), card.category(), card.benefitsFrom(),
                card.issuedOn(), card.deliverTo(), List.of(InvoiceDecision.values()));
        assertThat(text(decided)).endsWith("[\"reimbursable\",\"before-lapse\",\"waiting\",\"after-card\"]}");
        assertThat(decode("CardIssued", text(decided))).isEqualTo(decided);
    }

    @Test
    void aListHoldsNoNull() {
        assertUnreadable("SupplementRequested", altered("SupplementRequested", json -> {
            json.putArray("items").addNull();
            return json;
        }));
    }

    @ParameterizedTest
    @FieldSource("dossier.events.Examples#EVENTS")
    void aMemberNobodyKnowsIsRefused(ApplicationEvent event) {
        var type = EventCodec.typeOf(event);
        assertUnreadable(type, altered(type, json -> json.put("mood", "good")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"declaredMonthlyWage|8000.00", "declaredMonthlyWage|\"much\"",
            "declaredMonthlyWage|\"\"", "creditedMonths|\"212\"", "creditedMonths|2.5", "reason|0",
            "reason|\"STOLEN\"", "reason|\"\"", "reason|\"lost\"", "submittedOn|\"2026-02-30\"",
            "submittedOn|20260823", "submittedOn|\"\"", "materials|\"none\"", "region|440500", "personal|{}",
            "personal|17", "employer|[]"})
    void aMemberOfAnotherKindIsRefused(String name, String value) {
        assertUnreadable("ApplicationSubmitted", altered("ApplicationSubmitted",
                json -> json.set(name, JSON.readTree(value))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "17", "{", "{}{}", "{} x", "\u0000"})
    void whatIsNoObjectIsRefused(String json) {
        assertUnreadable("ReviewRejected", json);
    }

    @Test
    void anUnknownTypeIsNamed() {
        assertThatThrownBy(() -> codec.decode("CardMelted", 1, new byte[0])).isInstanceOf(UnreadableEvent.class)
                .hasMessageContaining("CardMelted");
    }

    static IntStream unknownVersions() {
        return IntStream.of(-1, 0, new EventCodec().currentVersion("CardIssued") + 1, 99);
    }

    @ParameterizedTest
    @MethodSource("unknownVersions")
    void anUnknownVersionIsNamed(int version) {
        assertThatThrownBy(() -> codec.decode("CardIssued", version, codec.encode(Examples.CARD_ISSUED)))
                .isInstanceOf(UnreadableEvent.class).hasMessageContaining("CardIssued")
                .hasMessageContaining(Integer.toString(version));
    }

    /** A type that was once {@code {"on"}}, then {@code {"withdrawn"}}, and is {@code {"withdrawnOn","personal"}} now. */
    @Nested
    class WithUpcasters {

        private final UnaryOperator<ObjectNode> first = json -> {
            json.set("withdrawn", json.remove("on"));
            return json;
        };
        private final UnaryOperator<ObjectNode> second = json -> {
            json.set("withdrawnOn", json.remove("withdrawn"));
            return json;
        };
        private final EventCodec changed = new EventCodec(Map.of("ApplicationWithdrawn", List.of(first, second)));
        private final ApplicationWithdrawn event = new ApplicationWithdrawn(LocalDate.of(2026, 11, 26),
                new Encrypted<>("AA=="));

        @ParameterizedTest
        @CsvSource({"1,on", "2,withdrawn", "3,withdrawnOn"})
        void everyVersionIsRead(int version, String member) {
            assertThat(changed.decode("ApplicationWithdrawn", version, """
                    {"%s":"2026-11-26","personal":"AA=="}""".formatted(member).getBytes(StandardCharsets.UTF_8)))
                    .isEqualTo(event);
        }

        @Test
        void theVersionFollowsTheUpcasters() {
            assertThat(changed.currentVersion("ApplicationWithdrawn")).isEqualTo(3);
            assertThat(changed.currentVersion("CardIssued")).isEqualTo(1);
        }

        @ParameterizedTest
        @ValueSource(strings = {"[]", "", "{\"on\":\"2026-11-26\"}", "{\"withdrawn\":\"2026-11-26\"} {}"})
        void whatTheOldVersionDidNotSayIsRefused(String json) {
            assertThatThrownBy(() -> changed.decode("ApplicationWithdrawn", 2, json.getBytes(StandardCharsets.UTF_8)))
                    .isInstanceOf(UnreadableEvent.class).hasMessageContaining("ApplicationWithdrawn v2");
        }
    }

    private String altered(String type, UnaryOperator<ObjectNode> change) {
        return change.apply((ObjectNode) JSON.readTree(codec.encode(Examples.of(type)))).toString();
    }

    private String text(ApplicationEvent event) {
        return new String(codec.encode(event), StandardCharsets.UTF_8);
    }

    private ApplicationEvent decode(String type, String json) {
        return codec.decode(type, codec.currentVersion(type), json.getBytes(StandardCharsets.UTF_8));
    }

    private void assertUnreadable(String type, String json) {
        assertThatThrownBy(() -> decode(type, json)).isInstanceOf(UnreadableEvent.class).hasMessageContaining(type);
    }
}
