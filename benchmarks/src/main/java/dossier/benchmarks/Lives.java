package dossier.benchmarks;

import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;

import dossier.events.ApplicationEvent;
import dossier.events.ApplicationEvent.ApplicationSubmitted;
import dossier.events.ApplicationEvent.CardIssued;
import dossier.events.ApplicationEvent.InformationVerified;
import dossier.events.ApplicationEvent.PaymentRecorded;
import dossier.events.ApplicationEvent.ReviewApproved;
import dossier.events.ApplicationKey;
import dossier.events.Assessment;
import dossier.events.Category;
import dossier.events.Deadline;
import dossier.events.Delivery;
import dossier.events.EventCodec;
import dossier.events.MasterKey;
import dossier.events.Material;
import dossier.events.MaterialType;
import dossier.events.PaymentMethod;
import dossier.events.Personal;
import dossier.events.PublishedEvent;
import dossier.events.Reason;
import dossier.events.Sex;
import dossier.events.StoredEvent;

/** Lives of applications from submission to card, interleaved as when many people work at once. The same every run. */
final class Lives {

    /** Events of one life. */
    static final int LENGTH = 5;

    private static final int OPEN = 64;
    private static final String POLICY = "440500@2026-01-01";
    private static final String FAMILY_NAMES = "王李张刘陈杨黄赵周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧";
    private static final String GIVEN_NAMES = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰文辉建国";

    private final EventCodec codec = new EventCodec();
    private final Random random = new Random(440_500);
    private final MasterKey master;
    private Instant now = Instant.parse("2026-11-02T01:00:00Z");
    private long position;

    Lives(MasterKey master) {
        this.master = master;
    }

    /** What one application needs before its first event is published. */
    @SuppressWarnings("ArrayRecordComponent") // never changed
    record WrappedKey(UUID applicationId, byte[] bytes) {}

    /** Where a part of a life goes to. */
    interface To<T> {
        void write(T part) throws SQLException;
    }

    /** Tells this many whole lives, at most {@value #OPEN} at a time. */
    void tell(int lives, To<WrappedKey> keys, To<PublishedEvent> events) throws SQLException {
        var open = new ArrayList<Life>();
        for (int begun = 0; begun < lives || !open.isEmpty();) {
            if (begun < lives && open.size() < OPEN) {
                var id = newId();
                var wrapped = master.newWrappedKey(id);
                keys.write(new WrappedKey(id, wrapped));
                open.add(new Life(id, master.unwrap(id, wrapped)));
                begun++;
            } else {
                var life = open.get(random.nextInt(open.size()));
                events.write(life.next());
                if (life.sequence == LENGTH) {
                    open.remove(life);
                }
            }
        }
    }

    private final class Life {

        private final UUID id;
        private final ApplicationKey key;
        private int sequence;

        Life(UUID id, ApplicationKey key) {
            this.id = id;
            this.key = key;
        }

        PublishedEvent next() {
            sequence++;
            return switch (sequence) {
                case 1 -> event("clerk", "SubmitApplication", submitted());
                case 2 -> event("verifier", "VerifyInformation", new InformationVerified(key.encrypt(
                        new Personal.Verification(List.of(new Personal.Check("identity", true, null)), null))));
                case 3 -> event("reviewer", "ApproveReview", approved());
                case 4 -> event("cashier", "RecordPayment", new PaymentRecorded("R-" + id, new BigDecimal("820.00"),
                        PaymentMethod.WECHAT, today(), new BigDecimal("0.00")));
                case LENGTH ->
                    event("issuer", "IssueCard", new CardIssued("4405" + "%012d".formatted(position), "440500",
                            Category.FLEXIBLE, today().plusMonths(6), today(), Delivery.COUNTER, List.of()));
                default -> throw new IllegalStateException("a life has " + LENGTH + " events");
            };
        }

        private ApplicationSubmitted submitted() {
            var name = new StringBuilder().append(any(FAMILY_NAMES)).append(any(GIVEN_NAMES));
            var applicant = new Personal.Applicant((random.nextInt(4) == 0 ? name : name.append(any(GIVEN_NAMES)))
                    .toString(), "44052419900101" + (1000 + random.nextInt(9000)),
                    "+86138" + (10_000_000
                            + random.nextInt(90_000_000)),
                    "汕头市金平区");
            return new ApplicationSubmitted("440500", Reason.LOST, Category.FLEXIBLE, Sex.FEMALE,
                    new BigDecimal("8000.00"), LocalDate.of(2026, 10, 15), null, null,
                    List.of(material(MaterialType.IDENTITY_DOCUMENT), material(MaterialType.PROOF_OF_RESIDENCE)),
                    id.toString().replace("-", "").substring(16).toUpperCase(Locale.ROOT), today(), POLICY,
                    "ab".repeat(32), 10, today().plusDays(14), "CN-2026",
                    key.encrypt(new Personal.Submission(applicant, null, List.of(), List.of("id.pdf", "home.pdf"))));
        }

        private ReviewApproved approved() {
            var contribution = new Assessment.Line(Assessment.Code.FLEXIBLE_CONTRIBUTION, new BigDecimal("800.00"),
                    new BigDecimal("8000.00"), new BigDecimal("0.10"), 1, "rates.flexible",
                    "Social Insurance Law Art. 23",
                    List.of(new Assessment.Term("declaredMonthlyWage", "8000.00", "application"),
                            new Assessment.Term("contributionBase.floor", "4000.00", POLICY),
                            new Assessment.Term("contributionBase.ceiling", "25000.00", POLICY),
                            new Assessment.Term("rates.flexible", "0.10", POLICY)));
            var card = new Assessment.Line(Assessment.Code.CARD_FEE, new BigDecimal("20.00"), null, null, null,
                    "cardFee", null, List.of(new Assessment.Term("cardFee", "20.00", POLICY)));
            return new ReviewApproved(new Assessment(POLICY, 1, true, List.of(contribution, card),
                    new BigDecimal("820.00")), today(), today().plusDays(42), "CN-2026", null);
        }

        private PublishedEvent event(String role, String command, ApplicationEvent event) {
            now = now.plus(1 + random.nextInt(20_000), ChronoUnit.MICROS);
            var type = EventCodec.typeOf(event);
            var stored = new StoredEvent(newId(), id, sequence, type,
                    codec.currentVersion(type), now, role + "-1", role, command, null, codec.encode(event));
            return new PublishedEvent(stored, ++position, stored.leafHash());
        }
    }

    /** Ascends with time, as the product's ids do. */
    private UUID newId() {
        return new UUID((now.toEpochMilli() << 16) | 0x7000L | random.nextInt(0x1000),
                (random.nextLong() >>> 2) | Long.MIN_VALUE);
    }

    /** When the last event happened that was told. */
    Instant now() {
        return now;
    }

    private LocalDate today() {
        return now.atZone(Deadline.ZONE).toLocalDate();
    }

    private char any(String characters) {
        return characters.charAt(random.nextInt(characters.length()));
    }

    private static Material material(MaterialType type) {
        return new Material(type, "application/pdf", 48_213, "ab".repeat(32));
    }
}
