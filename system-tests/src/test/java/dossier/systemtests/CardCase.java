package dossier.systemtests;

import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One application on its way, each step done by the person whose step it is.
 *
 * @param at when its commands are given, if not now
 */
record CardCase(DossierSystem dossier, UUID id, String trackingCode, @Nullable Instant at) {

    private static final String CLOCK = "Dossier-Clock";
    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");

    static CardCase submitted(DossierSystem dossier) {
        return submitted(dossier, Applicants.lostCard());
    }

    static CardCase submitted(DossierSystem dossier, ObjectNode application) {
        return of(dossier, succeeded(dossier.as("clerk").post("/api/applications", application)));
    }

    /** One whose steps happen at that moment of the past. */
    static CardCase submitted(DossierSystem dossier, ObjectNode application, Instant at) {
        var clerk = dossier.as("clerk").with(CLOCK, at.toString());
        var answer = succeeded(clerk.post("/api/applications", application));
        return new CardCase(dossier, answer.id(), answer.text("trackingCode"), at);
    }

    static CardCase of(DossierSystem dossier, Answer submission) {
        return new CardCase(dossier, submission.id(), submission.text("trackingCode"), null);
    }

    static CardCase verified(DossierSystem dossier) {
        return submitted(dossier).thenVerified();
    }

    static CardCase approved(DossierSystem dossier) {
        return verified(dossier).thenApproved();
    }

    static CardCase paid(DossierSystem dossier) {
        return approved(dossier).thenPaid();
    }

    CardCase thenVerified() {
        succeeded(verify("verifier"));
        return this;
    }

    CardCase thenApproved() {
        succeeded(approve("reviewer"));
        return this;
    }

    CardCase thenPaid() {
        succeeded(pay("cashier", "20.00"));
        return this;
    }

    /** The same case, going on today. */
    CardCase now() {
        return new CardCase(dossier, id, trackingCode, null);
    }

    String path() {
        return "/api/applications/" + id;
    }

    Answer requestSupplement(String person) {
        return as(person).post(path() + "/supplement-requests", """
                {"items":[{"type":"IDENTITY_DOCUMENT","explanation":"both sides, please"}],"note":"rang twice"}""");
    }

    Answer supply(String person) {
        return as(person).post(path() + "/supplements",
                "{\"materials\":[" + Applicants.material("IDENTITY_DOCUMENT") + "]}");
    }

    Answer contact(String person) {
        return contact(as(person));
    }

    Answer contact(Caller caller) {
        return caller.post(path() + "/contacts", """
                {"channel":"PHONE","reached":true,"note":"comes on Monday"}""");
    }

    Answer verify(String person) {
        return as(person).put(path() + "/verification", """
                {"checks":[{"name":"identity","passed":true,"note":"seen in the register"}]}""");
    }

    Answer approve(String person) {
        return as(person).put(path() + "/approval", "{}");
    }

    Answer reject(String person) {
        return as(person).put(path() + "/rejection", """
                {"reasons":["insured elsewhere"],"remedies":"reconsideration within 60 days"}""");
    }

    Answer pay(String person, String amount) {
        return pay(person, amount, Applicants.receipt());
    }

    Answer pay(String person, String amount, String receipt) {
        return as(person).post(path() + "/payments", """
                {"receiptNumber":"%s","amount":"%s","method":"WECHAT","paidOn":"%s"}"""
                .formatted(receipt, amount, today()));
    }

    Answer refund(String person, String amount) {
        return as(person).post(path() + "/refunds", """
                {"receiptNumber":"%s","amount":"%s","method":"BANK_TRANSFER","refundedOn":"%s"}"""
                .formatted(Applicants.receipt(), amount, today()));
    }

    Answer extend(String person, int days) {
        return as(person).put(path() + "/extension",
                "{\"days\":" + days + ",\"reason\":\"records from abroad\"}");
    }

    Answer appeal(String person) {
        return as(person).post(path() + "/appeals", "{\"reason\":\"was never insured elsewhere\"}");
    }

    Answer decideAppeal(String person, String outcome) {
        return as(person).put(path() + "/appeal-decision",
                "{\"outcome\":\"" + outcome + "\",\"reason\":\"the register was read again\"}");
    }

    Answer reportFailure(String person) {
        return as(person).post(path() + "/production-failures", "{\"reason\":\"the chip cannot be written\"}");
    }

    Answer confirmCollection(String person) {
        return as(person).put(path() + "/collection", "{}");
    }

    Answer issue(String person) {
        return as(person).put(path() + "/card", "{\"deliverTo\":\"COUNTER\"}");
    }

    Answer withdraw(String person) {
        return as(person).put(path() + "/withdrawal", "{\"reason\":\"found the card\"}");
    }

    /** The case as the read model shows it once it has seen this version, however far behind it is. */
    Answer view(int version) {
        return Awaitility.await().atMost(DossierSystem.SOON).ignoreException(UncheckedIOException.class)
                .until(() -> dossier.as("clerk").get(path() + "?minVersion=" + version),
                        answer -> answer.status() == 200);
    }

    /** Everything that happened, once the read model has seen this version. */
    List<JsonNode> history(int version) {
        view(version);
        var history = dossier.as("auditor").get(path() + "/history").body().path("entries");
        return history.valueStream().toList();
    }

    /** The limits, explained by the service that decides. */
    Answer clock() {
        return succeeded(dossier.as("clerk").ask(path() + "/clock"));
    }

    Answer tracking() {
        return succeeded(dossier.anonymous().get("/api/tracking/" + trackingCode));
    }

    private Caller as(String person) {
        return at == null ? dossier.as(person) : dossier.as(person).with(CLOCK, at.toString());
    }

    private LocalDate today() {
        return at == null ? LocalDate.now(SHANGHAI) : LocalDate.ofInstant(at, SHANGHAI);
    }

    static Answer succeeded(Answer answer) {
        assertThat(answer.status()).as("%s", answer.body()).isBetween(200, 299);
        return answer;
    }
}
