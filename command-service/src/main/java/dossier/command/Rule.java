package dossier.command;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import dossier.command.ApplicationCommand.ApproveReview;
import dossier.command.ApplicationCommand.IssueCard;
import dossier.command.ApplicationCommand.RecordContact;
import dossier.command.ApplicationCommand.RecordPayment;
import dossier.command.ApplicationCommand.RejectReview;
import dossier.command.ApplicationCommand.RequestSupplement;
import dossier.command.ApplicationCommand.SubmitApplication;
import dossier.command.ApplicationCommand.SubmitSupplement;
import dossier.command.ApplicationCommand.VerifyInformation;
import dossier.command.ApplicationCommand.WithdrawApplication;
import dossier.events.ApplicationStatus;

import static dossier.events.ApplicationStatus.APPROVED;
import static dossier.events.ApplicationStatus.PAID;
import static dossier.events.ApplicationStatus.SUBMITTED;
import static dossier.events.ApplicationStatus.SUPPLEMENT_REQUESTED;
import static dossier.events.ApplicationStatus.VERIFIED;

/** Who may give a command, in which states, and after which earlier duties of the same person on the case not. */
enum Rule {
    SUBMIT_APPLICATION(List.of(Role.CLERK, Role.APPLICANT), Set.of(), Set.of()),
    REQUEST_SUPPLEMENT(List.of(Role.VERIFIER), Set.of(SUBMITTED), Set.of()),
    SUBMIT_SUPPLEMENT(List.of(Role.CLERK, Role.APPLICANT), Set.of(SUPPLEMENT_REQUESTED), Set.of()),
    RECORD_CONTACT(List.of(Role.CLERK, Role.VERIFIER), openStatuses(), Set.of()),
    VERIFY_INFORMATION(List.of(Role.VERIFIER), Set.of(SUBMITTED), Set.of()),
    APPROVE_REVIEW(List.of(Role.REVIEWER), Set.of(VERIFIED), Set.of(Duty.VERIFIED)),
    REJECT_REVIEW(List.of(Role.REVIEWER), Set.of(SUBMITTED, VERIFIED), Set.of(Duty.VERIFIED)),
    RECORD_PAYMENT(List.of(Role.CASHIER), Set.of(APPROVED), Set.of(Duty.APPROVED)),
    ISSUE_CARD(List.of(Role.ISSUER), Set.of(PAID), Set.of(Duty.APPROVED, Duty.TOOK_PAYMENT)),
    WITHDRAW_APPLICATION(List.of(Role.CLERK, Role.APPLICANT), openStatuses(), Set.of());

    /** What a person did on a case that keeps the same person from a later step of it. */
    enum Duty {
        VERIFIED("verified"),
        APPROVED("approved"),
        TOOK_PAYMENT("took a payment on");

        final String verb;

        Duty(String verb) {
            this.verb = verb;
        }
    }

    final List<Role> roles;
    final Set<ApplicationStatus> statuses;
    final Set<Duty> excludedBy;

    Rule(List<Role> roles, Set<ApplicationStatus> statuses, Set<Duty> excludedBy) {
        this.roles = roles;
        this.statuses = statuses;
        this.excludedBy = excludedBy;
    }

    private static Set<ApplicationStatus> openStatuses() {
        return Arrays.stream(ApplicationStatus.values()).filter(ApplicationStatus::isOpen)
                .collect(Collectors.toUnmodifiableSet());
    }

    static Rule of(ApplicationCommand command) {
        return switch (command) {
            case SubmitApplication _ -> SUBMIT_APPLICATION;
            case RequestSupplement _ -> REQUEST_SUPPLEMENT;
            case SubmitSupplement _ -> SUBMIT_SUPPLEMENT;
            case RecordContact _ -> RECORD_CONTACT;
            case VerifyInformation _ -> VERIFY_INFORMATION;
            case ApproveReview _ -> APPROVE_REVIEW;
            case RejectReview _ -> REJECT_REVIEW;
            case RecordPayment _ -> RECORD_PAYMENT;
            case IssueCard _ -> ISSUE_CARD;
            case WithdrawApplication _ -> WITHDRAW_APPLICATION;
        };
    }
}
