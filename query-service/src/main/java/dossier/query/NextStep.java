package dossier.query;

import java.util.List;

import dossier.events.ApplicationStatus;

/** A command that the case's status allows, and who may give it. */
record NextStep(String command, List<String> roles) {

    private static final NextStep VERIFY = new NextStep("VerifyInformation", List.of("verifier"));
    private static final NextStep REQUEST = new NextStep("RequestSupplement", List.of("verifier"));
    private static final NextStep SUPPLEMENT = new NextStep("SubmitSupplement", List.of("clerk", "applicant"));
    private static final NextStep APPROVE = new NextStep("ApproveReview", List.of("reviewer"));
    private static final NextStep REJECT = new NextStep("RejectReview", List.of("reviewer"));
    private static final NextStep PAY = new NextStep("RecordPayment", List.of("cashier"));
    private static final NextStep ISSUE = new NextStep("IssueCard", List.of("issuer"));
    private static final NextStep CONTACT = new NextStep("RecordContact", List.of("clerk", "verifier"));
    private static final NextStep WITHDRAW = new NextStep("WithdrawApplication", List.of("clerk", "applicant"));

    /** The step that leads on comes first; none when the case is closed. */
    static List<NextStep> of(ApplicationStatus status) {
        return switch (status) {
            case SUBMITTED -> List.of(VERIFY, REQUEST, REJECT, CONTACT, WITHDRAW);
            case SUPPLEMENT_REQUESTED -> List.of(SUPPLEMENT, CONTACT, WITHDRAW);
            case VERIFIED -> List.of(APPROVE, REJECT, CONTACT, WITHDRAW);
            case APPROVED -> List.of(PAY, CONTACT, WITHDRAW);
            case PAID -> List.of(ISSUE, CONTACT, WITHDRAW);
            case CARD_ISSUED, REJECTED, WITHDRAWN, LAPSED -> List.of();
        };
    }
}
