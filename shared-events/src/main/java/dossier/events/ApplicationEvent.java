package dossier.events;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Everything that can happen to an application, in the order of its life. What a person could be known by (applicant,
 * proxy, invoices, file names, free text) stands in the one member {@code personal}, encrypted with the application's own
 * key; everything else stays readable when that key is destroyed. Money is CNY, dates are days in Asia/Shanghai.
 * {@code dueOn} is the last day of the limit that runs after the event, {@code calendar} the version of the working-day
 * calendar it was counted by.
 */
public sealed interface ApplicationEvent {

    /**
     * Handed in. {@code sex} is kept in clear because a retiree's required years depend on it; {@code reviewDays} is the
     * limit of the review in working days.
     */
    record ApplicationSubmitted(String region, Reason reason, Category category, Sex sex,
            BigDecimal declaredMonthlyWage, @Nullable LocalDate coverageLapsedOn, @Nullable Integer creditedMonths,
            @Nullable Employer employer, List<Material> materials, String trackingCode, LocalDate submittedOn,
            String policyVersion, String policyDigest, int reviewDays, LocalDate dueOn, String calendar,
            Encrypted<Personal.Submission> personal) implements ApplicationEvent {}

    /** Everything that is missing, asked for at once; the review clock stops with {@code reviewDaysLeft} working days. */
    record SupplementRequested(List<MaterialType> items, LocalDate requestedOn, int reviewDaysLeft, LocalDate dueOn,
            String calendar,
            Encrypted<Personal.SupplementRequest> personal) implements ApplicationEvent {}

    /** The missing materials arrived; the review clock runs again up to {@code dueOn}. */
    record SupplementSubmitted(List<Material> materials, LocalDate submittedOn, LocalDate dueOn, String calendar,
            Encrypted<Personal.FileNames> personal) implements ApplicationEvent {}

    /** Somebody spoke, or tried to speak, with the applicant. */
    record ContactRecorded(ContactChannel channel, boolean reached,
            Encrypted<Personal.Note> personal) implements ApplicationEvent {}

    /** Documents and facts were checked, and every check passed. */
    record InformationVerified(Encrypted<Personal.Verification> personal) implements ApplicationEvent {}

    /** Approved with the fee assessed; {@code dueOn} is the payment limit, absent when nothing is due. */
    record ReviewApproved(Assessment assessment, LocalDate approvedOn, @Nullable LocalDate dueOn,
            @Nullable String calendar, @Nullable Encrypted<Personal.Note> personal) implements ApplicationEvent {}

    /**
     * Rejected with reasons and what the applicant can do about it. An appeal may be filed up to {@code appealUntil},
     * counted by {@code calendar}; version 1 did not say it.
     */
    record ReviewRejected(LocalDate rejectedOn, @Nullable LocalDate appealUntil, @Nullable String calendar,
            Encrypted<Personal.Rejection> personal) implements ApplicationEvent {}

    /** The review got {@code days} more working days, once. */
    record ReviewExtended(int days, LocalDate extendedOn, LocalDate dueOn, String calendar,
            Encrypted<Personal.Note> personal) implements ApplicationEvent {}

    /** The review was not decided by {@code dueOn}; it goes on. */
    record ReviewOverdue(LocalDate dueOn) implements ApplicationEvent {}

    /** Money was taken; {@code outstanding} is what is left to pay after it. */
    record PaymentRecorded(String receiptNumber, BigDecimal amount, PaymentMethod method, LocalDate paidOn,
            BigDecimal outstanding) implements ApplicationEvent {}

    /**
     * The card was issued, and each invoice of the submission decided, in its order. Region and category travel on to
     * subscribers.
     */
    record CardIssued(String cardNumber, String region, Category category, LocalDate benefitsFrom, LocalDate issuedOn,
            Delivery deliverTo, List<InvoiceDecision> invoiceDecisions) implements ApplicationEvent {}

    /** The card could not be produced; another is issued with a new number. */
    record ProductionFailureReported(String cardNumber, LocalDate reportedOn,
            Encrypted<Personal.Note> personal) implements ApplicationEvent {}

    /** The card was handed over. */
    record CollectionConfirmed(String cardNumber, Collector collectedBy,
            LocalDate collectedOn) implements ApplicationEvent {}

    /** Nobody collected the card within a year, up to {@code dueOn}. The benefits stay. */
    record CardLapsed(String cardNumber, LocalDate dueOn, LocalDate lapsedOn) implements ApplicationEvent {}

    /** The applicant gave up before a card was issued. */
    record ApplicationWithdrawn(LocalDate withdrawnOn,
            Encrypted<Personal.Withdrawal> personal) implements ApplicationEvent {}

    /** What was asked for did not come within {@code limit}, which ended with {@code dueOn}. */
    record ApplicationLapsed(Limit limit, LocalDate dueOn, LocalDate lapsedOn) implements ApplicationEvent {}

    /** Money was given back; {@code refundable} is what may still be. */
    record PaymentRefunded(String receiptNumber, BigDecimal amount, PaymentMethod method, LocalDate refundedOn,
            BigDecimal refundable) implements ApplicationEvent {}

    /** The applicant asked for the rejection to be reconsidered. */
    record AppealFiled(LocalDate filedOn, Encrypted<Personal.Note> personal) implements ApplicationEvent {}

    /**
     * A second reviewer decided the appeal. Upheld, the review clock runs again with {@code reviewDaysLeft} working days
     * up to {@code dueOn}; dismissed, the rejection stands and the three are absent.
     */
    record AppealDecided(AppealOutcome outcome, LocalDate decidedOn, @Nullable Integer reviewDaysLeft,
            @Nullable LocalDate dueOn, @Nullable String calendar,
            Encrypted<Personal.Note> personal) implements ApplicationEvent {}
}
