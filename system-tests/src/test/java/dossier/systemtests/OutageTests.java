package dossier.systemtests;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import dossier.systemtests.Topics.Message;

import static dossier.systemtests.CardCase.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

/** What was acknowledged survives, what is away is said, and nobody has to repair anything. */
@Tag(DossierProcesses.ONLY)
class OutageTests {

    private final DossierProcesses dossier = DossierProcesses.shared();

    @Test
    void aKilledCommandServiceComesBackWithEverything() {
        var approved = CardCase.approved(dossier);
        var clerk = dossier.as("clerk").with("Idempotency-Key", Applicants.receipt());
        approved.view(3);
        var noted = succeeded(approved.contact(clerk));

        dossier.commands().kill();
        try {
            assertThat(dossier.as("clerk").get(approved.path()).text("status")).as("reading goes on")
                    .isEqualTo("APPROVED");
        } finally {
            dossier.commands().restart();
        }

        assertThat(approved.contact(clerk).body()).as("the key is still known").isEqualTo(noted.body());
        assertThat(succeeded(approved.pay("cashier", "20.00")).version()).isEqualTo(5);
        assertThat(approved.view(5).text("status")).isEqualTo("PAID");
        assertThat(dossier.topics().events(approved.id(), 5))
                .extracting(message -> message.headers().get("ce_sequence"))
                .containsExactly("1", "2", "3", "4", "5");
    }

    @Test
    void aKilledQueryServiceCatchesUp() {
        var submitted = CardCase.submitted(dossier);
        submitted.view(1);

        dossier.queries().kill();
        try {
            succeeded(submitted.verify("verifier"));
            succeeded(submitted.approve("reviewer"));
        } finally {
            dossier.queries().restart();
        }

        assertThat(submitted.view(3).text("status")).isEqualTo("APPROVED");
        var history = dossier.as("clerk").get(submitted.path() + "/history").body().path("entries");
        assertThat(history.valueStream().map(entry -> entry.path("sequence").asInt())).containsExactly(1, 2, 3);
    }

    @Test
    void withoutPostgresqlBothSaySoAndRecoverByThemselves() {
        var submitted = CardCase.submitted(dossier);
        submitted.view(1);
        var clerk = dossier.as("clerk").with("Idempotency-Key", Applicants.receipt());

        dossier.backing().postgres().kill();
        try {
            for (var away : new Answer[]{submitted.contact(clerk),
                    dossier.as("clerk").post("/api/applications", Applicants.lostCard()),
                    dossier.as("clerk").get(submitted.path()), dossier.as("clerk").get("/api/applications")}) {
                assertThat(away.status()).as("%s", away.body()).isEqualTo(503);
                assertThat(away.header("Retry-After")).matches("[1-9]\\d*");
            }
        } finally {
            dossier.backing().postgres().restart();
        }

        var settled = Awaitility.await().atMost(DossierSystem.SOON).until(() -> submitted.contact(clerk),
                answer -> answer.status() != 503);
        assertThat(settled.status()).isEqualTo(200);
        assertThat(settled.version()).isEqualTo(2);
        assertThat(dossier.events(submitted.id())).isEqualTo(2);
        assertThat(submitted.view(2).version()).isEqualTo(2);
    }

    @Test
    void withoutKafkaCommandsGoOnAndTheRestFollows() {
        var submitted = CardCase.submitted(dossier);
        submitted.view(1);

        dossier.backing().kafka().kill();
        try {
            succeeded(submitted.verify("verifier"));
            succeeded(submitted.approve("reviewer"));
            succeeded(submitted.pay("cashier", "20.00"));
            succeeded(submitted.issue("issuer"));
            assertThat(dossier.as("clerk").get(submitted.path()).version()).as("reading goes on").isEqualTo(1);
        } finally {
            dossier.backing().kafka().restart();
        }

        assertThat(submitted.view(5).text("status")).isEqualTo("CARD_ISSUED");
        assertThat(dossier.topics().events(submitted.id(), 5)).extracting(Message::type).containsExactly(
                "dossier.ApplicationSubmitted.v1", "dossier.InformationVerified.v1", "dossier.ReviewApproved.v2",
                "dossier.PaymentRecorded.v1", "dossier.CardIssued.v1");
        assertThat(dossier.topics().cardNotices(submitted.id(), 1)).hasSize(1);
    }
}
