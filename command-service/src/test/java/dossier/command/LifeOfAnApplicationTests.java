package dossier.command;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LifeOfAnApplicationTests {

    private final CommandApi api = CommandApi.shared();

    @Test
    void fivePeopleBringAnApplicationFromSubmissionToTheCard() {
        var submitted = api.post("clerk", "/api/applications", Bodies.application());
        assertThat(submitted.json().toString()).contains("SUBMITTED");
        assertThat(submitted.status()).isEqualTo(201);
        var id = submitted.header("Location");
        assertThat(api.put("verifier", id + "/verification", Bodies.verification()).status()).isEqualTo(200);
        var approved = api.put("reviewer", id + "/approval", "{}");
        assertThat(approved.json().at("/assessment/total").asString()).isEqualTo("20.00");
        assertThat(api.post("cashier", id + "/payments", Bodies.payment("20.00")).json().path("status").asString())
                .isEqualTo("PAID");
        var issued = api.put("issuer", id + "/card", "{}");
        assertThat(issued.json().path("status").asString()).isEqualTo("CARD_ISSUED");
        assertThat(issued.header("ETag")).isEqualTo("\"5\"");
        assertThat(issued.json().path("cardNumber").asString()).matches("440500\\d{11}");
    }
}
