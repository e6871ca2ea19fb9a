package dossier.command;

import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dossier.command.CommandApi.Reply;

import static org.assertj.core.api.Assertions.assertThat;

/** The header {@code Dossier-Clock}, where it is accepted and where not. */
class CommandClockTests {

    private static final String HEADER = "Dossier-Clock";
    private static final CommandApi DEMO = CommandApi.demo();

    private final UUID id = UUID.randomUUID();

    @Test
    void theEventIsOfTheTimeThatTheHeaderSays() throws SQLException {
        assertThat(submit(DEMO, "2026-03-02T01:30:00.123456789Z").status()).isEqualTo(201);
        assertThat(occurredAt()).isEqualTo(Instant.parse("2026-03-02T01:30:00.123456Z"));
    }

    @Test
    void withoutItTheEventIsOfNow() throws SQLException {
        var before = Instant.now().truncatedTo(ChronoUnit.MICROS);
        assertThat(DEMO.post("clerk", "/api/applications", body()).status()).isEqualTo(201);
        assertThat(occurredAt()).isBetween(before, Instant.now());
    }

    @Test
    void datesInABodyAreHeldAgainstIt() {
        var invoiced = body().replaceFirst("\\{", "{\"invoices\":[{\"number\":\"1\",\"issuer\":\"H\","
                + "\"issuedOn\":\"2026-03-02\",\"amount\":\"1.00\"}],");
        var early = DEMO.post("clerk", "/api/applications", invoiced, HEADER, "2026-03-01T15:59:59Z");
        assertThat(early.json().at("/errors/0/field").asString()).isEqualTo("invoices[0].issuedOn");
        assertThat(DEMO.post("clerk", "/api/applications", invoiced, HEADER, "2026-03-01T16:00:00Z").status())
                .isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(strings = {"yesterday", "2026-03-02", "2026-02-30T00:00:00Z", "1772415000", "",
            "1999-12-31T23:59:59Z", "-999999999-01-01T00:00:00Z", "+999999999-01-01T00:00:00Z"})
    void anythingElseIsRefused(String value) {
        assertRefused(submit(DEMO, value));
    }

    @Test
    void theFutureIsRefused() {
        var reply = submit(DEMO, Instant.now().plusSeconds(60).toString());
        assertRefused(reply);
        assertThat(reply.json().at("/errors/0/message").asString()).isEqualTo("must not be in the future");
    }

    @Test
    void twoTimesAreRefused() {
        assertRefused(DEMO.post("clerk", "/api/applications", body(), HEADER, "2026-03-02T01:30:00Z", HEADER,
                "2026-03-03T01:30:00Z"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-03-02T01:30:00Z", "yesterday"})
    void aSystemThatIsNoDemoDoesNotAcceptIt(String value) {
        var reply = submit(CommandApi.shared(), value);
        assertRefused(reply);
        assertThat(reply.json().at("/errors/0/message").asString()).isEqualTo("is not accepted by this system");
    }

    private Reply submit(CommandApi api, String time) {
        return api.post("clerk", "/api/applications", body(), HEADER, time);
    }

    private String body() {
        return Bodies.application().replaceFirst("\\{", "{\"applicationId\":\"" + id + "\",");
    }

    private static void assertRefused(Reply reply) {
        assertThat(reply.status()).as(reply.json().toString()).isEqualTo(400);
        assertThat(reply.code()).isEqualTo("invalid-request");
        assertThat(reply.json().path("errors")).hasSize(1);
        assertThat(reply.json().at("/errors/0/field").asString()).isEqualTo(HEADER);
    }

    private Instant occurredAt() throws SQLException {
        try (var log = CommandApi.sharedInstallation().log();
                var statement = log.prepareStatement("select occurred_at from event where application_id = ?")) {
            statement.setObject(1, id);
            try (var row = statement.executeQuery()) {
                assertThat(row.next()).isTrue();
                return row.getObject(1, OffsetDateTime.class).toInstant();
            }
        }
    }
}
