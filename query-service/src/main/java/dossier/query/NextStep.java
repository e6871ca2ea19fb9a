package dossier.query;

import java.util.Arrays;
import java.util.List;

import dossier.events.Role;
import dossier.events.Rule;

/** A command that somebody may give now, and who: what the write side's rules allow in the case's status. */
record NextStep(String command, List<String> roles) {

    /** The step that leads on comes first; none when the case is closed. */
    static List<NextStep> of(CaseState state) {
        return Arrays.stream(Rule.values())
                .filter(rule -> rule.statuses().contains(state.status()) && isLeft(rule, state))
                .map(rule -> new NextStep(rule.command(), rule.roles().stream().map(Role::toString).toList())).toList();
    }

    /** Whether the case's history leaves the step to anybody, where its status alone does not tell. */
    private static boolean isLeft(Rule rule, CaseState state) {
        return switch (rule) {
            case EXTEND_REVIEW -> !state.limits().extended() && !state.limits().overdue();
            case FILE_APPEAL -> !state.appeal().filed();
            case REFUND_PAYMENT -> state.fee().refundable().signum() > 0;
            case SUBMIT_APPLICATION, PASS_LIMIT -> false;
            case VERIFY_INFORMATION, REQUEST_SUPPLEMENT, SUBMIT_SUPPLEMENT, APPROVE_REVIEW, REJECT_REVIEW,
                    RECORD_PAYMENT, ISSUE_CARD, CONFIRM_COLLECTION, REPORT_PRODUCTION_FAILURE, DECIDE_APPEAL,
                    RECORD_CONTACT, WITHDRAW_APPLICATION ->
                true;
        };
    }
}
