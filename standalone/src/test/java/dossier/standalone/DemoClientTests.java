package dossier.standalone;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dossier.events.ApplicationStatus;
import dossier.events.Category;
import dossier.events.Reason;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A case of one payment that comes too late, against a server that answers what a test tells it to. */
class DemoClientTests {

    static final String SUBMITTED = "201 {\"status\":\"SUBMITTED\"}";
    static final String APPROVED = "200 {\"status\":\"APPROVED\",\"assessment\":{\"total\":\"820.00\"}}";
    static final String LAPSED = "409 {\"code\":\"wrong-status\",\"applicationStatus\":\"LAPSED\"}";
    static final String AWAY = "503 {\"code\":\"unavailable\"}";

    final Queue<String> answers = new ConcurrentLinkedQueue<>();
    final List<String> requests = new CopyOnWriteArrayList<>();
    HttpServer server;
    DemoClient client;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/oauth2/token", exchange -> answer(exchange, "200 {\"access_token\":\"t\",\"expires_in\":"
                + "3600}"));
        server.createContext("/api/", exchange -> {
            requests.add(String.join(" ", exchange.getRequestMethod(), exchange.getRequestURI().toString(),
                    exchange.getRequestHeaders().getFirst("Idempotency-Key"),
                    exchange.getRequestHeaders().getFirst("Dossier-Clock"),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            answer(exchange, answers.remove());
        });
        server.start();
        var address = "http://127.0.0.1:" + server.getAddress().getPort();
        client = new DemoClient(address, address);
    }

    @AfterEach
    void stop() {
        client.close();
        server.stop(0);
    }

    @Test
    void a_case_is_played_at_its_times_with_what_the_approval_asks_for() throws Exception {
        answers.addAll(List.of(SUBMITTED, APPROVED, LAPSED));
        assertThat(oneCase().play(client)).contains(ApplicationStatus.LAPSED);
        assertThat(requests).containsExactly("POST /api/applications id/0 2026-01-05T02:00:00Z {\"a\":1,\"b\":2}",
                "PUT /api/applications/id/approval id/1 2026-01-06T02:00:00Z {}",
                "POST /api/applications/id/payments id/2 2026-03-06T02:00:00Z {\"amount\":\"820.00\"}");
    }

    @Test
    void a_part_that_is_away_for_a_moment_is_asked_again_under_the_same_key() throws Exception {
        answers.addAll(List.of(AWAY, SUBMITTED, APPROVED, AWAY, AWAY, LAPSED));
        assertThat(oneCase().play(client)).contains(ApplicationStatus.LAPSED);
        assertThat(requests.get(1)).isEqualTo(requests.getFirst());
    }

    @Test
    void a_case_from_another_day_is_left_alone() throws Exception {
        answers.add("422 {\"code\":\"idempotency-key-reused\"}");
        assertThat(oneCase().play(client)).isEmpty();
        answers.add("409 {\"code\":\"duplicate-application\"}");
        assertThat(oneCase().play(client)).isEmpty();
    }

    @Test
    void a_case_that_lapsed_while_a_run_was_interrupted_is_told_as_such() throws Exception {
        answers.addAll(List.of(SUBMITTED, LAPSED));
        assertThat(oneCase().play(client)).isEqualTo(Optional.of(ApplicationStatus.LAPSED));
        assertThat(requests).hasSize(2);
    }

    @Test
    void every_other_answer_fails_with_what_was_expected() {
        answers.addAll(List.of(SUBMITTED, "403 {\"code\":\"separation-of-duties\"}"));
        assertThatThrownBy(() -> oneCase().play(client)).hasMessage("PUT /api/applications/id/approval at "
                + "2026-01-06T02:00:00Z by reviewer must lead to APPROVED, but was answered 403: "
                + "{\"code\":\"separation-of-duties\"}");
        answers.addAll(List.of(SUBMITTED, "200 {\"status\":\"PAID\"}"));
        assertThatThrownBy(() -> oneCase().play(client)).hasMessageContaining("must lead to APPROVED");
        answers.addAll(List.of(SUBMITTED, APPROVED, "200 {\"status\":\"PAID\"}"));
        assertThatThrownBy(() -> oneCase().play(client)).hasMessageContaining("must be refused because of LAPSED");
    }

    private static DemoCase oneCase() {
        return new DemoCase("id", "440500", Category.FLEXIBLE, Reason.LOST, List.of(
                new DemoStep(Instant.parse("2026-01-05T02:00:00Z"), "clerk", "POST", _ -> Map.of("b", 2, "a", 1),
                        ApplicationStatus.SUBMITTED, false),
                new DemoStep(Instant.parse("2026-01-06T02:00:00Z"), "reviewer", "PUT /approval", _ -> Map.of(),
                        ApplicationStatus.APPROVED, false),
                new DemoStep(Instant.parse("2026-03-06T02:00:00Z"), "cashier", "POST /payments",
                        DemoClientTests::payment, ApplicationStatus.LAPSED, true)));
    }

    private static Map<String, ?> payment(BigDecimal total) {
        return Map.of("amount", total.toPlainString());
    }

    private static void answer(HttpExchange exchange, String statusAndBody) throws IOException {
        var parts = statusAndBody.split(" ", 2);
        var body = parts[1].getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Retry-After", "0");
        exchange.sendResponseHeaders(Integer.parseInt(parts[0]), body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
