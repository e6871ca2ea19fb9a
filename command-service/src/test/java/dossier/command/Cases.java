package dossier.command;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;

import dossier.command.CommandApi.Reply;
import dossier.events.ApplicationStatus;
import dossier.events.Deadline;
import dossier.events.Rule;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Brings applications into any status, through the API.
 *
 * @param at when its commands are given
 */
record Cases(CommandApi api, Instant at) {

    private static final Duration LONGER_THAN_ANY_LIMIT = Duration.ofDays(430);

    /** Cases of today; a second ago, so that no machine finds them in the future. */
    static Cases today(CommandApi api) {
        return new Cases(api, Instant.now().minusSeconds(1));
    }

    /** The path of a new application in {@code status}. */
    String in(ApplicationStatus status) {
        return switch (status) {
            case SUBMITTED -> succeeded(give(Rule.SUBMIT_APPLICATION, "clerk", "")).header("Location");
            case SUPPLEMENT_REQUESTED -> after(ApplicationStatus.SUBMITTED, Rule.REQUEST_SUPPLEMENT);
            case VERIFIED -> after(ApplicationStatus.SUBMITTED, Rule.VERIFY_INFORMATION);
            case APPROVED -> after(ApplicationStatus.VERIFIED, Rule.APPROVE_REVIEW);
            case PAID -> after(ApplicationStatus.APPROVED, Rule.RECORD_PAYMENT);
            case CARD_ISSUED -> after(ApplicationStatus.PAID, Rule.ISSUE_CARD);
            case CARD_FAILED -> after(ApplicationStatus.CARD_ISSUED, Rule.REPORT_PRODUCTION_FAILURE);
            case CARD_COLLECTED -> after(ApplicationStatus.CARD_ISSUED, Rule.CONFIRM_COLLECTION);
            case CARD_LAPSED -> longAfter(ApplicationStatus.CARD_ISSUED, Rule.CONFIRM_COLLECTION, "CARD_LAPSED");
            case REJECTED -> after(ApplicationStatus.VERIFIED, Rule.REJECT_REVIEW);
            case APPEALED -> after(ApplicationStatus.REJECTED, Rule.FILE_APPEAL);
            case WITHDRAWN -> after(ApplicationStatus.PAID, Rule.WITHDRAW_APPLICATION);
            case LAPSED -> longAfter(ApplicationStatus.SUPPLEMENT_REQUESTED, Rule.SUBMIT_SUPPLEMENT, "LAPSED");
        };
    }

    /** The path of an application that lapsed after a part of what it owed was paid. */
    String lapsedAfterAPayment() {
        var then = new Cases(api, at.minus(LONGER_THAN_ANY_LIMIT));
        var application = then.in(ApplicationStatus.APPROVED);
        succeeded(then.pay("cashier", application, "5.00"));
        tooLate(Rule.RECORD_PAYMENT, application, "LAPSED");
        return application;
    }

    /** Gives the command with a body that is in order. */
    Reply give(Rule rule, String who, String application) {
        return switch (rule) {
            case SUBMIT_APPLICATION -> api.post(who, "/api/applications", Bodies.application(), clock());
            case VERIFY_INFORMATION -> api.put(who, application + "/verification", Bodies.verification(), clock());
            case REQUEST_SUPPLEMENT -> api.post(who, application + "/supplement-requests",
                    "{\"items\":[{\"type\":\"PHOTO\",\"explanation\":\"blurred\"}]}", clock());
            case SUBMIT_SUPPLEMENT -> api.post(who, application + "/supplements",
                    "{\"materials\":[" + Bodies.material("PHOTO") + "]}", clock());
            case APPROVE_REVIEW -> api.put(who, application + "/approval", "{}", clock());
            case REJECT_REVIEW -> api.put(who, application + "/rejection",
                    "{\"reasons\":[\"insured elsewhere\"],\"remedies\":\"apply there\"}", clock());
            case EXTEND_REVIEW -> api.put(who, application + "/extension", "{\"days\":5,\"reason\":\"abroad\"}",
                    clock());
            case RECORD_PAYMENT -> pay(who, application, "20.00");
            case ISSUE_CARD -> api.put(who, application + "/card", "{}", clock());
            case CONFIRM_COLLECTION -> api.put(who, application + "/collection", "{}", clock());
            case REPORT_PRODUCTION_FAILURE -> api.post(who, application + "/production-failures",
                    "{\"reason\":\"chip\"}", clock());
            case FILE_APPEAL -> api.post(who, application + "/appeals", "{\"reason\":\"not so\"}", clock());
            case DECIDE_APPEAL -> api.put(who, application + "/appeal-decision",
                    "{\"outcome\":\"UPHELD\",\"reason\":\"indeed\"}", clock());
            case REFUND_PAYMENT -> api.post(who, application + "/refunds",
                    Bodies.payment("1.00", today()).replace("paidOn", "refundedOn"), clock());
            case RECORD_CONTACT -> api.post(who, application + "/contacts",
                    "{\"channel\":\"PHONE\",\"reached\":true,\"note\":\"called\"}", clock());
            case WITHDRAW_APPLICATION -> api.put(who, application + "/withdrawal", "{\"reason\":\"found it\"}",
                    clock());
            case PASS_LIMIT -> throw new IllegalArgumentException("only timers give it");
        };
    }

    Reply pay(String who, String application, String amount) {
        return api.post(who, application + "/payments", Bodies.payment(amount, today()), clock());
    }

    static Reply succeeded(Reply reply) {
        assertThat(reply.status()).as(reply.json().toString()).isBetween(200, 201);
        return reply;
    }

    private String after(ApplicationStatus status, Rule rule) {
        var application = in(status);
        succeeded(give(rule, rule.roles().getFirst().toString(), application));
        return application;
    }

    private String longAfter(ApplicationStatus status, Rule rule, String lapsed) {
        var application = new Cases(api, at.minus(LONGER_THAN_ANY_LIMIT)).in(status);
        tooLate(rule, application, lapsed);
        return application;
    }

    private void tooLate(Rule rule, String application, String lapsed) {
        var late = give(rule, rule.roles().getFirst().toString(), application);
        assertThat(late.code()).isEqualTo("wrong-status");
        assertThat(late.json().path("applicationStatus").asString()).isEqualTo(lapsed);
    }

    private LocalDate today() {
        return LocalDate.ofInstant(at, Deadline.ZONE);
    }

    private String[] clock() {
        return new String[]{"Dossier-Clock", at.toString()};
    }
}
