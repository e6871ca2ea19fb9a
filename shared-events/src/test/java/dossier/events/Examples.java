package dossier.events;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

import dossier.events.ApplicationEvent.AppealDecided;
import dossier.events.ApplicationEvent.AppealFiled;
import dossier.events.ApplicationEvent.ApplicationLapsed;
import dossier.events.ApplicationEvent.ApplicationSubmitted;
import dossier.events.ApplicationEvent.ApplicationWithdrawn;
import dossier.events.ApplicationEvent.CardIssued;
import dossier.events.ApplicationEvent.CardLapsed;
import dossier.events.ApplicationEvent.CollectionConfirmed;
import dossier.events.ApplicationEvent.ContactRecorded;
import dossier.events.ApplicationEvent.InformationVerified;
import dossier.events.ApplicationEvent.PaymentRecorded;
import dossier.events.ApplicationEvent.PaymentRefunded;
import dossier.events.ApplicationEvent.ProductionFailureReported;
import dossier.events.ApplicationEvent.ReviewApproved;
import dossier.events.ApplicationEvent.ReviewExtended;
import dossier.events.ApplicationEvent.ReviewOverdue;
import dossier.events.ApplicationEvent.ReviewRejected;
import dossier.events.ApplicationEvent.SupplementRequested;
import dossier.events.ApplicationEvent.SupplementSubmitted;

import static java.util.Map.entry;
import static java.util.stream.Collectors.toMap;

/**
 * One event of each type with every member filled, and what its personal member says. A member that is added is filled
 * here, and what the version before said is kept in {@link #EARLIER}; nothing else ever changes.
 */
final class Examples {

    static final UUID APPLICATION = UUID.fromString("3f6c1d1e-7d0a-4e4b-9d57-6a1f0c2b8e90");
    static final MasterKey MASTER_KEY = new MasterKey(secret(0));
    static final byte[] WRAPPED_KEY = Base64.getDecoder().decode("""
            EogBNiAnhb5eWEC0ab6dYUU/VzidKLomjyJL0GZGExCKbjQSXrtHJaLn3L/Xs7qiECgK5YZDMi/cfTvPDU6rfZ72oKnl8gZZ\
            KvveZ6SljhxX/sNord264b0TwZWk94tdRX574fgaG6rB303RW6P9m3cNVIbAmHDqGu9/vJ4FQnUxRPhieH7nAJpffg==""");
    static final ApplicationKey KEY = MASTER_KEY.unwrap(APPLICATION, WRAPPED_KEY);

    private static final String POLICY = "440500@2026-01-01";
    private static final String CALENDAR = "CN-2026";
    private static final Personal.Invoice INVOICE = new Personal.Invoice("INV-2026-0815", "汕头市中心医院",
            LocalDate.of(2026, 8, 20), new BigDecimal("315.50"));

    static final Personal.Submission SUBMISSION = new Personal.Submission(
            new Personal.Applicant("陈小明", "440524188001010014", "+8613800138000", "汕头市金平区长平路1号"),
            new Personal.Proxy("陈大明", "11010519491231002X", "+8613900139000", "father"), List.of(INVOICE),
            List.of("身份证.pdf"));
    static final Personal.SupplementRequest SUPPLEMENT_REQUEST = new Personal.SupplementRequest(
            List.of("the lease has run out"), "rang twice");
    static final Personal.FileNames FILE_NAMES = new Personal.FileNames(List.of("lease-chen.pdf"));
    static final Personal.Note CONTACT_NOTE = new Personal.Note("will bring the lease on Monday");
    static final Personal.Verification VERIFICATION = new Personal.Verification(
            List.of(new Personal.Check("identity", true, "seen in the register")), "all in order");
    static final Personal.Note APPROVAL_NOTE = new Personal.Note("gap of three months, healed");
    static final Personal.Rejection REJECTION = new Personal.Rejection(List.of("insured elsewhere"),
            "reconsideration within 60 days");
    static final Personal.Withdrawal WITHDRAWAL = new Personal.Withdrawal("found the card");

    static final Personal.Note EXTENSION_REASON = new Personal.Note("the former insurer has to answer");
    static final Personal.Note FAILURE_REASON = new Personal.Note("the chip cannot be written");
    static final Personal.Note APPEAL_REASON = new Personal.Note("was never insured elsewhere");
    static final Personal.Note APPEAL_DECISION = new Personal.Note("the other insurance ended in July");

    static final Material MATERIAL = new Material(MaterialType.IDENTITY_DOCUMENT, "application/pdf", 182_044,
            "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08");

    static final ApplicationSubmitted SUBMITTED = new ApplicationSubmitted("440500", Reason.LAPSED_COVERAGE,
            Category.FLEXIBLE, Sex.MALE, new BigDecimal("8000.00"), LocalDate.of(2026, 8, 15), 212,
            new Employer("汕头纺织有限公司", "91350100M000100Y43"), List.of(MATERIAL), "K7QW2M9XTR4HP6VB3NDJ8CFG5S",
            LocalDate.of(2026, 11, 23), POLICY, "5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8",
            10,
            LocalDate.of(2026, 12, 7), CALENDAR, KEY.encrypt(SUBMISSION));
    static final ReviewApproved APPROVED = new ReviewApproved(assessment("2400.00"), LocalDate.of(2026, 11, 25),
            LocalDate.of(2027, 1, 6), CALENDAR, KEY.encrypt(APPROVAL_NOTE));
    static final CardIssued CARD_ISSUED = new CardIssued("44050000000000015", "440500", Category.FLEXIBLE,
            LocalDate.of(2026, 8, 15), LocalDate.of(2026, 11, 27), Delivery.POST,
            List.of(InvoiceDecision.REIMBURSABLE));

    static final List<ApplicationEvent> EVENTS = List.of(SUBMITTED,
            new SupplementRequested(List.of(MaterialType.PROOF_OF_RESIDENCE), LocalDate.of(2026, 11, 24), 9,
                    LocalDate.of(2026, 12, 15), CALENDAR, KEY.encrypt(SUPPLEMENT_REQUEST)),
            new SupplementSubmitted(List.of(MATERIAL), LocalDate.of(2026, 11, 25), LocalDate.of(2026, 12, 8), CALENDAR,
                    KEY.encrypt(FILE_NAMES)),
            new ContactRecorded(ContactChannel.PHONE, true, KEY.encrypt(CONTACT_NOTE)),
            new InformationVerified(KEY.encrypt(VERIFICATION)), APPROVED,
            new ReviewRejected(LocalDate.of(2026, 11, 25), LocalDate.of(2027, 2, 26), CALENDAR, KEY.encrypt(REJECTION)),
            new ReviewExtended(5, LocalDate.of(2026, 12, 1), LocalDate.of(2026, 12, 14), CALENDAR,
                    KEY.encrypt(EXTENSION_REASON)),
            new ReviewOverdue(LocalDate.of(2026, 12, 14)), payment("1580.00"), CARD_ISSUED,
            new ProductionFailureReported("44050000000000015", LocalDate.of(2026, 11, 30), KEY.encrypt(FAILURE_REASON)),
            new CollectionConfirmed("44050000000000015", Collector.PROXY, LocalDate.of(2026, 12, 1)),
            new CardLapsed("44050000000000015", LocalDate.of(2027, 11, 27), LocalDate.of(2027, 11, 28)),
            new ApplicationWithdrawn(LocalDate.of(2026, 11, 26), KEY.encrypt(WITHDRAWAL)),
            new ApplicationLapsed(Limit.PAYMENT, LocalDate.of(2027, 1, 6), LocalDate.of(2027, 1, 7)),
            new PaymentRefunded("R-2026-000124", new BigDecimal("800.00"), PaymentMethod.WECHAT,
                    LocalDate.of(2026, 11, 30), new BigDecimal("20.00")),
            new AppealFiled(LocalDate.of(2026, 12, 3), KEY.encrypt(APPEAL_REASON)),
            new AppealDecided(AppealOutcome.UPHELD, LocalDate.of(2026, 12, 8), 8, LocalDate.of(2026, 12, 17), CALENDAR,
                    KEY.encrypt(APPEAL_DECISION)));

    static final Map<String, Personal> PERSONAL = Map.ofEntries(entry("ApplicationSubmitted", SUBMISSION),
            entry("SupplementRequested", SUPPLEMENT_REQUEST), entry("SupplementSubmitted", FILE_NAMES),
            entry("ContactRecorded", CONTACT_NOTE), entry("InformationVerified", VERIFICATION),
            entry("ReviewApproved", APPROVAL_NOTE), entry("ReviewRejected", REJECTION),
            entry("ReviewExtended", EXTENSION_REASON), entry("ProductionFailureReported", FAILURE_REASON),
            entry("ApplicationWithdrawn", WITHDRAWAL), entry("AppealFiled", APPEAL_REASON),
            entry("AppealDecided", APPEAL_DECISION));

    /** What earlier versions said of the examples, where it was less. */
    private static final Map<String, ApplicationEvent> EARLIER = Map.of("ReviewApproved.v1",
            new ReviewApproved(unexplained("2400.00"), APPROVED.approvedOn(), APPROVED.dueOn(), CALENDAR,
                    APPROVED.personal()),
            "ReviewRejected.v1",
            new ReviewRejected(LocalDate.of(2026, 11, 25), null, null, KEY.encrypt(REJECTION)));

    private static final Map<String, ApplicationEvent> BY_TYPE = EVENTS.stream()
            .collect(toMap(EventCodec::typeOf, event -> event));

    private Examples() {}

    static ApplicationEvent of(String type) {
        var event = BY_TYPE.get(type);
        if (event == null) {
            throw new AssertionError("Examples has no " + type + " yet");
        }
        return event;
    }

    static ApplicationEvent of(String type, int version) {
        return EARLIER.getOrDefault(type + ".v" + version, of(type));
    }

    static PaymentRecorded payment(String outstanding) {
        return new PaymentRecorded("R-2026-000123", new BigDecimal("820.00"), PaymentMethod.WECHAT,
                LocalDate.of(2026, 11, 26), new BigDecimal(outstanding));
    }

    static Assessment assessment(String total) {
        var terms = List.of(new Assessment.Term("rates.flexible", "0.10", POLICY));
        return assessment(total, new Assessment.Line(Assessment.Code.FLEXIBLE_CONTRIBUTION, new BigDecimal(total),
                new BigDecimal("8000.00"), new BigDecimal("0.10"), 3, "rates.flexible",
                "Social Insurance Law Art. 23", terms));
    }

    private static Assessment unexplained(String total) {
        return assessment(total, new Assessment.Line(Assessment.Code.FLEXIBLE_CONTRIBUTION, new BigDecimal(total),
                new BigDecimal("8000.00"), new BigDecimal("0.10"), 3, null, null, null));
    }

    private static Assessment assessment(String total, Assessment.Line line) {
        return new Assessment(POLICY, 3, true, List.of(line), new BigDecimal(total));
    }

    /** 32 bytes that count up from {@code first}. */
    static byte[] secret(int first) {
        var secret = new byte[32];
        IntStream.range(0, secret.length).forEach(i -> secret[i] = (byte) (first + i));
        return secret;
    }

    /** Names of all event types there are, in the order of an application's life. */
    static List<String> types() {
        return Arrays.stream(ApplicationEvent.class.getPermittedSubclasses()).map(Class::getSimpleName).toList();
    }
}
