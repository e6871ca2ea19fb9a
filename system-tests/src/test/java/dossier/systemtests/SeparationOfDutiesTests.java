package dossier.systemtests;

import org.junit.jupiter.api.Test;

import static dossier.systemtests.CardCase.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

/** What one did on a case keeps the same person from later steps of it, whatever roles the token grants. */
class SeparationOfDutiesTests {

    private final DossierSystem dossier = DossierSystem.shared();

    @Test
    void whoVerifiedNeitherApprovesNorRejects() {
        var verified = CardCase.submitted(dossier);
        succeeded(verified.verify("allround"));
        assertSeparated(verified.approve("allround"), verified, 2);
        assertSeparated(verified.reject("allround"), verified, 2);
        succeeded(verified.approve("reviewer"));
    }

    @Test
    void whoApprovedTakesNoMoneyAndIssuesNoCard() {
        var approved = CardCase.verified(dossier);
        succeeded(approved.approve("allround"));
        assertSeparated(approved.pay("allround", "20.00"), approved, 3);
        succeeded(approved.pay("cashier", "20.00"));
        assertSeparated(approved.issue("allround"), approved, 4);
        succeeded(approved.issue("issuer"));
    }

    @Test
    void whoTookAnyPaymentIssuesNoCard() {
        var approved = CardCase.approved(dossier);
        succeeded(approved.pay("allround", "5.00"));
        succeeded(approved.pay("cashier", "15.00"));
        assertSeparated(approved.issue("allround"), approved, 5);
        succeeded(approved.issue("issuer2"));
    }

    @Test
    void theRuleLooksAtTheCaseAndNotAtThePerson() {
        var one = CardCase.submitted(dossier);
        var other = CardCase.submitted(dossier);
        succeeded(one.verify("allround"));
        succeeded(other.verify("verifier"));
        succeeded(other.approve("allround"));
    }

    @Test
    void theDutyIsToldBeforeTheStatus() {
        var verified = CardCase.submitted(dossier);
        succeeded(verified.verify("allround"));
        succeeded(verified.reject("reviewer"));
        assertSeparated(verified.approve("allround"), verified, 3);
    }

    private void assertSeparated(Answer answer, CardCase stays, int events) {
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.code()).isEqualTo("separation-of-duties");
        assertThat(dossier.events(stays.id())).isEqualTo(events);
    }
}
