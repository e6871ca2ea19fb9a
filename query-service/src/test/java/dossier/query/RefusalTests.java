package dossier.query;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

import dossier.backing.BackingServices;

import static org.assertj.core.api.Assertions.assertThat;

@QueryServiceTest
class RefusalTests {

    private static final String NOBODY = "/api/applications/" + UUID.randomUUID();

    private final World world = World.SHARED;

    @LocalServerPort
    private int port;

    @ParameterizedTest
    @ValueSource(strings = {"clerk", "verifier", "reviewer", "cashier", "issuer", "supervisor", "auditor"})
    void every_staff_role_supervisor_and_auditor_read_cases(String role) {
        assertThat(world.get(port, "/api/applications?limit=1", role).status()).isEqualTo(200);
        assertThat(world.get(port, NOBODY, role).text("/code")).isEqualTo("unknown-application");
        assertThat(world.get(port, NOBODY + "/history", role).text("/code")).isEqualTo("unknown-application");
    }

    @ParameterizedTest
    @ValueSource(strings = {"applicant", "downstream", "Clerk", "system"})
    void others_do_not(String role) {
        for (var path : List.of("/api/applications", NOBODY, NOBODY + "/history", "/api/statistics")) {
            var answer = world.get(port, path, role);
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.text("/code")).isEqualTo("role-missing");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"clerk", "verifier", "reviewer", "cashier", "issuer"})
    void statistics_are_for_supervisor_and_auditor(String role) {
        assertThat(world.get(port, "/api/statistics", role).text("/code")).isEqualTo("role-missing");
        assertThat(world.get(port, "/api/statistics", "auditor").status()).isEqualTo(200);
        assertThat(world.get(port, "/api/statistics", "supervisor").status()).isEqualTo(200);
    }

    @Test
    void without_a_valid_token_nothing_is_said() {
        var signIn = BackingServices.shared().signIn();
        var expired = signIn.token("clerk", List.of("clerk"), Instant.now().minusSeconds(120));
        var nearly = signIn.token("clerk", List.of("clerk"), Instant.now().minusSeconds(20));
        var forged = expired.substring(0, expired.length() - 8) + "AAAAAAAA";

        assertThat(world.get(port, NOBODY).status()).isEqualTo(401);
        assertThat(world.get(port, NOBODY).text("/code")).isEqualTo("unauthenticated");
        assertThat(world.getWith(expired, port, NOBODY).status()).isEqualTo(401);
        assertThat(world.getWith(forged, port, NOBODY).status()).isEqualTo(401);
        assertThat(world.getWith("nonsense", port, NOBODY).status()).isEqualTo(401);
        assertThat(world.getWith(nearly, port, NOBODY).status()).isEqualTo(404);
        assertThat(world.getWith(forged, port, "/api/tracking/NOBODY").status()).isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({"'', 404", "JWT, 404", "at+jwt, 404", "application/at+jwt, 404", "logout+jwt, 401"})
    void a_token_says_that_it_is_for_access_or_nothing(String type, int status) {
        var signIn = BackingServices.shared().signIn();
        var token = signIn.token(type, signIn.issuer(), "clerk", List.of("clerk"), Instant.now().plusSeconds(60));
        assertThat(world.getWith(token, port, NOBODY).status()).isEqualTo(status);
    }

    @Test
    void a_token_names_its_caller() {
        var token = BackingServices.shared().signIn().token("", List.of("clerk"), Instant.now().plusSeconds(60));
        assertThat(world.getWith(token, port, NOBODY).text("/code")).isEqualTo("unauthenticated");
    }

    @Test
    void a_token_is_of_the_configured_issuer() {
        var token = BackingServices.shared().signIn().token("JWT", "http://127.0.0.1:1", "clerk", List.of("clerk"),
                Instant.now().plusSeconds(60));
        assertThat(world.getWith(token, port, NOBODY).text("/code")).isEqualTo("unauthenticated");
    }

    @Test
    void a_malformed_request_is_a_problem_with_a_code() {
        assertThat(world.get(port, "/api/applications/12", "clerk").text("/code")).isEqualTo("invalid-request");
        assertThat(world.get(port, "/api/applications/12", "clerk").text("/errors/0/field"))
                .isEqualTo("applicationId");
        assertThat(world.get(port, NOBODY + "?minVersion=0", "clerk").text("/errors/0/field"))
                .isEqualTo("minVersion");
        assertThat(world.get(port, NOBODY + "?minversion=1", "clerk").text("/errors/0/message"))
                .isEqualTo("unknown parameter");
        assertThat(world.get(port, NOBODY + "/history?limit=1", "clerk").status()).isEqualTo(400);
        assertThat(world.get(port, "/api/statistics?by=month", "auditor").status()).isEqualTo(400);
        assertThat(world.get(port, "/api/nothing", "auditor").status()).isEqualTo(404);
        assertThat(world.get(port, "/api/nothing", "auditor").text("/code")).isEqualTo("not-found");
    }
}
