package dossier.command;

import java.time.Duration;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import dossier.backing.BackingServices;
import dossier.command.CommandApi.Reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What a caller sees while a part that the service needs is away, and that nobody has to restart anything. */
class PartsAwayTests {

    private static final Duration RECOVERED_WITHIN = Duration.ofSeconds(60);

    @Test
    void withoutPostgreSqlCommandsAreAnswered503AndSucceedWhenItIsBack() {
        var api = CommandApi.shared();
        var key = UUID.randomUUID().toString();
        var body = Bodies.application();
        var postgres = BackingServices.shared().postgres();
        postgres.kill();
        try {
            assertUnavailable(api.post("clerk", "/api/applications", body, "Idempotency-Key", key));
            for (var probe : new String[]{"startup", "readiness", "liveness"}) {
                assertThat(api.manage("/actuator/health/" + probe).status()).as(probe).isEqualTo(200);
            }
        } finally {
            postgres.restart();
        }
        await().atMost(RECOVERED_WITHIN).until(() -> api.post("clerk", "/api/applications", body, "Idempotency-Key",
                key).status(), status -> status == 201);
    }

    @Test
    void whetherThingsMoveIsToldOnTheManagementPort() {
        var progress = CommandApi.shared().manage("/actuator/health/progress");
        assertThat(progress.status()).as(progress.json().toString()).isEqualTo(200);
        assertThat(progress.json().at("/components/relay/details/leading").asBoolean())
                .isEqualTo(progress.json().at("/components/relay/details").has("stalledSeconds"));
        assertThat(progress.json().path("components").propertyNames()).containsExactlyInAnyOrder("lease", "ledger",
                "relay");
    }

    @Test
    void withoutTheSignInProviderCallersAreAnswered503() {
        try (var api = CommandApi.start(CommandApi.sharedInstallation(),
                "dossier.sign-in.issuer=http://127.0.0.1:1")) {
            assertUnavailable(api.post("clerk", "/api/applications", Bodies.application()));
        }
    }

    private static void assertUnavailable(Reply reply) {
        assertThat(reply.status()).as(reply.json().toString()).isEqualTo(503);
        assertThat(reply.code()).isEqualTo("unavailable");
        assertThat(reply.header("Retry-After")).isEqualTo("1");
    }
}
