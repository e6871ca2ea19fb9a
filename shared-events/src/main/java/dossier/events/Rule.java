package dossier.events;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

import static dossier.events.ApplicationStatus.APPEALED;
import static dossier.events.ApplicationStatus.APPROVED;
import static dossier.events.ApplicationStatus.CARD_FAILED;
import static dossier.events.ApplicationStatus.CARD_ISSUED;
import static dossier.events.ApplicationStatus.LAPSED;
import static dossier.events.ApplicationStatus.PAID;
import static dossier.events.ApplicationStatus.REJECTED;
import static dossier.events.ApplicationStatus.SUBMITTED;
import static dossier.events.ApplicationStatus.SUPPLEMENT_REQUESTED;
import static dossier.events.ApplicationStatus.VERIFIED;
import static dossier.events.ApplicationStatus.WITHDRAWN;

/**
 * Who may give a command, in which states, and after which earlier duties of the same person on the case not. The write
 * side decides by this table and read models show it as next steps, in its order: first what leads on.
 */
public enum Rule {
    SUBMIT_APPLICATION(List.of(Role.CLERK, Role.APPLICANT), Set.of(), Set.of()),
    VERIFY_INFORMATION(List.of(Role.VERIFIER), Set.of(SUBMITTED), Set.of()),
    REQUEST_SUPPLEMENT(List.of(Role.VERIFIER), Set.of(SUBMITTED), Set.of()),
    SUBMIT_SUPPLEMENT(List.of(Role.CLERK, Role.APPLICANT), Set.of(SUPPLEMENT_REQUESTED), Set.of()),
    APPROVE_REVIEW(List.of(Role.REVIEWER), Set.of(VERIFIED), Set.of(Duty.VERIFIED)),
    REJECT_REVIEW(List.of(Role.REVIEWER), Set.of(SUBMITTED, VERIFIED), Set.of(Duty.VERIFIED)),
    EXTEND_REVIEW(List.of(Role.REVIEWER), Set.of(SUBMITTED, VERIFIED), Set.of()),
    RECORD_PAYMENT(List.of(Role.CASHIER), Set.of(APPROVED), Set.of(Duty.APPROVED)),
    ISSUE_CARD(List.of(Role.ISSUER), Set.of(PAID, CARD_FAILED), Set.of(Duty.APPROVED, Duty.TOOK_PAYMENT)),
    CONFIRM_COLLECTION(List.of(Role.ISSUER), Set.of(CARD_ISSUED), Set.of()),
    REPORT_PRODUCTION_FAILURE(List.of(Role.ISSUER), Set.of(CARD_ISSUED), Set.of()),
    FILE_APPEAL(List.of(Role.CLERK, Role.APPLICANT), Set.of(REJECTED), Set.of()),
    DECIDE_APPEAL(List.of(Role.REVIEWER), Set.of(APPEALED), Set.of(Duty.VERIFIED, Duty.REJECTED)),
    REFUND_PAYMENT(List.of(Role.CASHIER), Set.of(WITHDRAWN, LAPSED), Set.of()),
    RECORD_CONTACT(List.of(Role.CLERK, Role.VERIFIER), openStatuses(), Set.of()),
    WITHDRAW_APPLICATION(List.of(Role.CLERK, Role.APPLICANT), openStatuses(), Set.of()),
    PASS_LIMIT(List.of(Role.SYSTEM), Set.of(SUBMITTED, SUPPLEMENT_REQUESTED, VERIFIED, APPROVED, CARD_ISSUED),
            Set.of());

    /** What a person did on a case that keeps the same person from a later step of it. */
    public enum Duty {
        VERIFIED("verified"),
        APPROVED("approved"),
        REJECTED("rejected"),
        TOOK_PAYMENT("took a payment on");

        private final String verb;

        Duty(String verb) {
            this.verb = verb;
        }

        /** What was done to the application, as in "Who … this application". */
        public String verb() {
            return verb;
        }
    }

    private final List<Role> roles;
    private final Set<ApplicationStatus> statuses;
    private final Set<Duty> excludedBy;

    Rule(List<Role> roles, Set<ApplicationStatus> statuses, Set<Duty> excludedBy) {
        this.roles = roles;
        this.statuses = statuses;
        this.excludedBy = excludedBy;
    }

    /** The command's name, for example {@code RecordPayment}. */
    public String command() {
        return Arrays.stream(name().split("_"))
                .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
    }

    public List<Role> roles() {
        return roles;
    }

    /** The states in which it is allowed; none for the command that begins an application. */
    public Set<ApplicationStatus> statuses() {
        return statuses;
    }

    /** Whoever had one of these duties on the application may not give the command. */
    public Set<Duty> excludedBy() {
        return excludedBy;
    }

    private static Set<ApplicationStatus> openStatuses() {
        var open = EnumSet.allOf(ApplicationStatus.class);
        open.removeIf(status -> !status.isOpen());
        return Set.copyOf(open);
    }
}
