package dossier.command;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dossier.events.AppealOutcome;
import dossier.events.ApplicationKey;
import dossier.events.Category;
import dossier.events.Collector;
import dossier.events.ContactChannel;
import dossier.events.Delivery;
import dossier.events.Employer;
import dossier.events.Encrypted;
import dossier.events.Material;
import dossier.events.MaterialType;
import dossier.events.PaymentMethod;
import dossier.events.Personal;
import dossier.events.Reason;
import dossier.events.Rule;
import dossier.events.Sex;

/**
 * Everything that can be asked of an application, in the order of its life. Personal data is encrypted before a command
 * is made, and time, actor, ids and keys come with it: deciding needs no clock, no database and no chance.
 */
sealed interface ApplicationCommand {

    Header header();

    /** @param person the applicant's pseudonym, by which a person has at most one open application */
    @SuppressWarnings("ArrayRecordComponent") // bytes on their way into the database
    record SubmitApplication(Header header, String region, Reason reason, Category category, Sex sex,
            BigDecimal declaredMonthlyWage, @Nullable LocalDate coverageLapsedOn, @Nullable Integer creditedMonths,
            @Nullable Employer employer, List<Material> materials, String trackingCode, byte[] person,
            Encrypted<Personal.Submission> personal) implements ApplicationCommand {}

    record RequestSupplement(Header header, List<MaterialType> items,
            Encrypted<Personal.SupplementRequest> personal) implements ApplicationCommand {}

    record SubmitSupplement(Header header, List<Material> materials,
            Encrypted<Personal.FileNames> personal) implements ApplicationCommand {}

    record RecordContact(Header header, ContactChannel channel, boolean reached,
            Encrypted<Personal.Note> personal) implements ApplicationCommand {}

    /** @param failedChecks names of the checks that did not pass; with any, the command is refused */
    record VerifyInformation(Header header, List<String> failedChecks,
            Encrypted<Personal.Verification> personal) implements ApplicationCommand {}

    record ApproveReview(Header header,
            @Nullable Encrypted<Personal.Note> personal) implements ApplicationCommand {}

    record RejectReview(Header header, Encrypted<Personal.Rejection> personal) implements ApplicationCommand {}

    record RecordPayment(Header header, String receiptNumber, BigDecimal amount, PaymentMethod method,
            LocalDate paidOn) implements ApplicationCommand {}

    /**
     * @param serial the card number's serial, unique and allotted before
     * @param key opens the submission's invoices, which are decided with the card
     */
    record IssueCard(Header header, long serial, Delivery deliverTo,
            ApplicationKey key) implements ApplicationCommand {}

    record WithdrawApplication(Header header,
            Encrypted<Personal.Withdrawal> personal) implements ApplicationCommand {}

    /** @param days more working days for the review */
    record ExtendReview(Header header, int days,
            Encrypted<Personal.Note> personal) implements ApplicationCommand {}

    record ConfirmCollection(Header header, Collector collectedBy) implements ApplicationCommand {}

    record ReportProductionFailure(Header header,
            Encrypted<Personal.Note> personal) implements ApplicationCommand {}

    record FileAppeal(Header header, Encrypted<Personal.Note> personal) implements ApplicationCommand {}

    /** @param key opens the submission, whose applicant may have only one open application */
    record DecideAppeal(Header header, AppealOutcome outcome, ApplicationKey key,
            Encrypted<Personal.Note> personal) implements ApplicationCommand {}

    record RefundPayment(Header header, String receiptNumber, BigDecimal amount, PaymentMethod method,
            LocalDate refundedOn) implements ApplicationCommand {}

    /** Given by timers: if the running limit is over, what follows from that happens. */
    record PassLimit(Header header) implements ApplicationCommand {}

    default UUID applicationId() {
        return header().applicationId();
    }

    /** Who may give it, and when. */
    default Rule rule() {
        return switch (this) {
            case SubmitApplication _ -> Rule.SUBMIT_APPLICATION;
            case RequestSupplement _ -> Rule.REQUEST_SUPPLEMENT;
            case SubmitSupplement _ -> Rule.SUBMIT_SUPPLEMENT;
            case RecordContact _ -> Rule.RECORD_CONTACT;
            case VerifyInformation _ -> Rule.VERIFY_INFORMATION;
            case ApproveReview _ -> Rule.APPROVE_REVIEW;
            case RejectReview _ -> Rule.REJECT_REVIEW;
            case ExtendReview _ -> Rule.EXTEND_REVIEW;
            case RecordPayment _ -> Rule.RECORD_PAYMENT;
            case IssueCard _ -> Rule.ISSUE_CARD;
            case ConfirmCollection _ -> Rule.CONFIRM_COLLECTION;
            case ReportProductionFailure _ -> Rule.REPORT_PRODUCTION_FAILURE;
            case FileAppeal _ -> Rule.FILE_APPEAL;
            case DecideAppeal _ -> Rule.DECIDE_APPEAL;
            case RefundPayment _ -> Rule.REFUND_PAYMENT;
            case WithdrawApplication _ -> Rule.WITHDRAW_APPLICATION;
            case PassLimit _ -> Rule.PASS_LIMIT;
        };
    }
}
