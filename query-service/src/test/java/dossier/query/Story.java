package dossier.query;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

import dossier.events.AppealOutcome;
import dossier.events.ApplicationEvent;
import dossier.events.ApplicationEvent.*;
import dossier.events.ApplicationKey;
import dossier.events.Assessment;
import dossier.events.Category;
import dossier.events.Collector;
import dossier.events.ContactChannel;
import dossier.events.Deadline;
import dossier.events.Delivery;
import dossier.events.Encrypted;
import dossier.events.EventCodec;
import dossier.events.Limit;
import dossier.events.Material;
import dossier.events.MaterialType;
import dossier.events.PaymentMethod;
import dossier.events.Personal;
import dossier.events.PublishedEvent;
import dossier.events.Reason;
import dossier.events.Sex;
import dossier.events.StoredEvent;

/** The life of one application, written event by event and sent as the relay sends it. */
class Story {

    static final String CITIZEN_ID = "11010519491231002X";
    static final String MOBILE = "+8613812345678";

    private static final EventCodec CODEC = new EventCodec();

    final UUID id;
    final World world;
    final ApplicationKey key;
    final List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
    Instant now = Instant.parse("2026-11-02T02:00:00Z");
    String region = "440500";
    Category category = Category.FLEXIBLE;
    String name = "王小明";
    String trackingCode;
    Deadline deadline;

    Story(World world) {
        this(world, UUID.randomUUID());
    }

    Story(World world, UUID id) {
        this.world = world;
        this.id = id;
        this.key = world.newKey(id);
        this.trackingCode = "T" + id.toString().replace("-", "").toUpperCase();
    }

    Story at(String instant) {
        now = Instant.parse(instant);
        return this;
    }

    Story of(String applicant) {
        name = applicant;
        return this;
    }

    Story in(String code) {
        region = code;
        return this;
    }

    Story as(Category payer) {
        category = payer;
        return this;
    }

    Story submitted() {
        var applicant = new Personal.Applicant(name, CITIZEN_ID, MOBILE, "汕头市金平区");
        var proxy = new Personal.Proxy("李代办", "440524188001010014", "+8613987654321", "SPOUSE");
        return happened("clerk", new ApplicationSubmitted(region, Reason.LOST, category, Sex.FEMALE,
                new BigDecimal("8000.00"), LocalDate.of(2026, 8, 15), null, null, List.of(material()), trackingCode,
                today(), policy(), "digest", 10, today().plusDays(10), "2026", key.encrypt(
                        new Personal.Submission(applicant, proxy, List.of(), List.of("id-" + CITIZEN_ID + ".pdf")))));
    }

    Story supplementRequested() {
        return happened("verifier", new SupplementRequested(List.of(MaterialType.PHOTO), today(), 8,
                today().plusDays(15), "2026", key.encrypt(new Personal.SupplementRequest(List.of("照片不清楚"), null))));
    }

    Story supplementSubmitted() {
        return happened("clerk",
                new SupplementSubmitted(List.of(material()), today(), today().plusDays(8), "2026",
                        key.encrypt(new Personal.FileNames(List.of("photo.jpg")))));
    }

    Story contactRecorded(String note) {
        return happened("clerk",
                new ContactRecorded(ContactChannel.PHONE, true, note(note)));
    }

    Story informationVerified() {
        return happened("verifier", new InformationVerified(key.encrypt(
                new Personal.Verification(List.of(new Personal.Check("identity", true, null)), null))));
    }

    Story reviewApproved() {
        var line = new Assessment.Line(Assessment.Code.FLEXIBLE_CONTRIBUTION, new BigDecimal("800.00"),
                new BigDecimal("8000.00"), new BigDecimal("0.10"), 1, "rates.flexible", "Art. 23",
                List.of(new Assessment.Term("rates.flexible", "0.10", policy())));
        var fee = new Assessment.Line(Assessment.Code.CARD_FEE, new BigDecimal("20.00"), null, null, null, "cardFee",
                null, List.of(new Assessment.Term("cardFee", "20.00", policy())));
        return happened("reviewer",
                new ReviewApproved(new Assessment(policy(), 4, false, List.of(line, fee), new BigDecimal("820.00")),
                        today(), today().plusDays(30), "2026", null));
    }

    Story reviewApprovedWithNothingDue() {
        return happened("reviewer",
                new ReviewApproved(new Assessment(policy(), null, true, List.of(), new BigDecimal("0.00")), today(),
                        null, null, null));
    }

    Story reviewRejected() {
        return happened("reviewer", new ReviewRejected(today(), today().plusDays(60), "2026",
                key.encrypt(new Personal.Rejection(List.of("居住证明无效"), "可在60日内申请复核"))));
    }

    Story reviewExtended(String reason) {
        return happened("reviewer", new ReviewExtended(5, today(), today().plusDays(20), "2026", note(reason)));
    }

    Story reviewOverdue() {
        return happened("system", new ReviewOverdue(deadline.dueOn()));
    }

    Story appealFiled(String reason) {
        return happened("applicant", new AppealFiled(today(), note(reason)));
    }

    Story appealUpheld() {
        return happened("reviewer", new AppealDecided(AppealOutcome.UPHELD, today(), 8, today().plusDays(12), "2026",
                note("证明有效")));
    }

    Story appealDismissed() {
        return happened("reviewer",
                new AppealDecided(AppealOutcome.DISMISSED, today(), null, null, null, note("证明仍然无效")));
    }

    Story applicationLapsed(Limit limit) {
        return happened("system", new ApplicationLapsed(limit, today().minusDays(1), today()));
    }

    Story paymentRefunded(String amount, String refundable) {
        return happened("cashier", new PaymentRefunded("R-" + id + "-" + records.size(), new BigDecimal(amount),
                PaymentMethod.WECHAT, today(), new BigDecimal(refundable)));
    }

    Story paymentRecorded(String amount, String outstanding) {
        return happened("cashier", new PaymentRecorded("R-" + id + "-" + records.size(), new BigDecimal(amount),
                PaymentMethod.WECHAT, today(), new BigDecimal(outstanding)));
    }

    Story cardIssued() {
        return cardIssued(cardNumber());
    }

    Story cardIssued(String number) {
        return happened("issuer", new CardIssued(number, region, category, LocalDate.of(2027, 6, 1), today(),
                Delivery.COUNTER, List.of()));
    }

    Story productionFailureReported(String reason) {
        return happened("issuer", new ProductionFailureReported(cardNumber(), today(), note(reason)));
    }

    Story collectionConfirmed() {
        return happened("issuer", new CollectionConfirmed(cardNumber(), Collector.PROXY, today()));
    }

    Story cardLapsed() {
        return happened("system", new CardLapsed(cardNumber(), today().minusDays(1), today()));
    }

    Story applicationWithdrawn() {
        return happened("clerk",
                new ApplicationWithdrawn(today(), key.encrypt(new Personal.Withdrawal("找到旧卡"))));
    }

    String cardNumber() {
        return region + "-" + id;
    }

    Story issued() {
        return submitted().informationVerified().reviewApproved().paymentRecorded("820.00", "0.00").cardIssued();
    }

    Story happened(String role, ApplicationEvent event) {
        var type = EventCodec.typeOf(event);
        stored(role, type, CODEC.currentVersion(type), CODEC.encode(event));
        now = now.plus(1, ChronoUnit.HOURS);
        deadline = Deadline.after(deadline, event);
        return this;
    }

    /** An event whose bytes nobody can read, in its place of the sequence. */
    Story poisoned() {
        return stored("x", "ContactRecorded", 1, "{broken".getBytes(StandardCharsets.UTF_8));
    }

    /** What a command-service of whichever version stored. */
    Story stored(String role, String type, int version, byte[] payload) {
        var stored = new StoredEvent(UUID.randomUUID(), id, records.size() + 1, type, version, now, role + "-person",
                role, "command", null, payload);
        records.add(new PublishedEvent(stored, world.nextPosition(), stored.leafHash()).toRecord(world.topic));
        return this;
    }

    /** The last event under another CloudEvents type. */
    Story typed(String type) {
        records.getLast().headers().remove("ce_type").add("ce_type", type.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** Sends everything told so far and not sent yet. */
    Story sent() {
        return sent(1, records.size());
    }

    Story sent(int first, int last) {
        records.subList(first - 1, last).forEach(world::send);
        world.flush();
        return this;
    }

    private LocalDate today() {
        return now.atZone(Deadline.ZONE).toLocalDate();
    }

    private String policy() {
        return region + "@2026-01-01";
    }

    private Encrypted<Personal.Note> note(String text) {
        return key.encrypt(new Personal.Note(text));
    }

    private static Material material() {
        return new Material(MaterialType.IDENTITY_DOCUMENT, "application/pdf", 1234, "ab".repeat(32));
    }

    /** A record as a consumer finds it. */
    Incoming received(int index, long offset) {
        var sent = records.get(index);
        var received = new ConsumerRecord<>("topic", 0, offset, sent.key(), sent.value());
        sent.headers().forEach(received.headers()::add);
        return Incoming.read(new Incoming.Source("topic-id", received, null));
    }
}
