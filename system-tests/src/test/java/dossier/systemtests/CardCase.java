package dossier.systemtests;

import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.UUID;

import org.awaitility.Awaitility;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/** One application on its way, each step done by the person whose step it is. */
record CardCase(DossierSystem dossier, UUID id, String trackingCode) {

    static CardCase submitted(DossierSystem dossier) {
        return submitted(dossier, Applicants.lostCard());
    }

    static CardCase submitted(DossierSystem dossier, ObjectNode application) {
        var answer = succeeded(dossier.as("clerk").post("/api/applications", application));
        return new CardCase(dossier, answer.id(), answer.text("trackingCode"));
    }

    static CardCase verified(DossierSystem dossier) {
        var submitted = submitted(dossier);
        succeeded(submitted.verify("verifier"));
        return submitted;
    }

    static CardCase approved(DossierSystem dossier) {
        var verified = verified(dossier);
        succeeded(verified.approve("reviewer"));
        return verified;
    }

    static CardCase paid(DossierSystem dossier) {
        var approved = approved(dossier);
        succeeded(approved.pay("cashier", "20.00"));
        return approved;
    }

    String path() {
        return "/api/applications/" + id;
    }

    Answer requestSupplement(String person) {
        return dossier.as(person).post(path() + "/supplement-requests", """
                {"items":[{"type":"IDENTITY_DOCUMENT","explanation":"both sides, please"}],"note":"rang twice"}""");
    }

    Answer supply(String person) {
        return dossier.as(person).post(path() + "/supplements",
                "{\"materials\":[" + Applicants.material("IDENTITY_DOCUMENT") + "]}");
    }

    Answer contact(String person) {
        return contact(dossier.as(person));
    }

    Answer contact(Caller caller) {
        return caller.post(path() + "/contacts", """
                {"channel":"PHONE","reached":true,"note":"comes on Monday"}""");
    }

    Answer verify(String person) {
        return dossier.as(person).put(path() + "/verification", """
                {"checks":[{"name":"identity","passed":true,"note":"seen in the register"}]}""");
    }

    Answer approve(String person) {
        return dossier.as(person).put(path() + "/approval", "{}");
    }

    Answer reject(String person) {
        return dossier.as(person).put(path() + "/rejection", """
                {"reasons":["insured elsewhere"],"remedies":"reconsideration within 60 days"}""");
    }

    Answer pay(String person, String amount) {
        return pay(person, amount, Applicants.receipt());
    }

    Answer pay(String person, String amount, String receipt) {
        return dossier.as(person).post(path() + "/payments", """
                {"receiptNumber":"%s","amount":"%s","method":"WECHAT","paidOn":"%s"}"""
                .formatted(receipt, amount, LocalDate.now(ZoneId.of("Asia/Shanghai"))));
    }

    Answer issue(String person) {
        return dossier.as(person).put(path() + "/card", "{\"deliverTo\":\"COUNTER\"}");
    }

    Answer withdraw(String person) {
        return dossier.as(person).put(path() + "/withdrawal", "{\"reason\":\"found the card\"}");
    }

    /** The case as the read model shows it once it has seen this version, however far behind it is. */
    Answer view(int version) {
        return Awaitility.await().atMost(DossierSystem.SOON).ignoreException(UncheckedIOException.class)
                .until(() -> dossier.as("clerk").get(path() + "?minVersion=" + version),
                        answer -> answer.status() == 200);
    }

    static Answer succeeded(Answer answer) {
        assertThat(answer.status()).as("%s", answer.body()).isBetween(200, 299);
        return answer;
    }
}
