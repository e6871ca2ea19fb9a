package dossier.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Callers of the public APIs, one person a role. */
final class Api {

    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);
    private static final int[] WEIGHTS = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5)).build();
    private final JsonMapper json = JsonMapper.shared();
    private final Map<String, String> tokens = new HashMap<>();
    private final AtomicLong people = new AtomicLong();
    private final String commands;
    private final String queries;

    Api(Map<String, String> environment) throws IOException, InterruptedException {
        commands = RunningSystem.required(environment, "DOSSIER_COMMAND_API") + "/api/applications";
        queries = RunningSystem.required(environment, "DOSSIER_QUERY_API") + "/api/applications";
        for (var person : List.of("clerk", "verifier", "reviewer", "cashier", "issuer")) {
            tokens.put(person, token(RunningSystem.required(environment, "DOSSIER_ISSUER"), person));
        }
    }

    /** One application from submission to card: five commands. */
    void lifeCycle() throws IOException, InterruptedException {
        var id = submit();
        send("verifier", "PUT", id + "/verification", "{\"checks\":[{\"name\":\"identity\",\"passed\":true}]}");
        send("reviewer", "PUT", id + "/approval", "{}");
        send("cashier", "POST", id + "/payments", """
                {"receiptNumber":"B-%s","amount":"20.00","method":"CASH","paidOn":"%s"}"""
                .formatted(id, LocalDate.now(ZoneId.of("Asia/Shanghai"))));
        send("issuer", "PUT", id + "/card", "{}");
    }

    String submit() throws IOException, InterruptedException {
        return send("clerk", "POST", "", """
                {"region":"440500","reason":"LOST","category":"FLEXIBLE",
                 "applicant":{"name":"王小明","citizenId":"%s","mobile":"13812345678"},
                 "declaredMonthlyWage":"8000.00","materials":[{"type":"IDENTITY_DOCUMENT","fileName":"id.pdf",
                 "mediaType":"application/pdf","size":1000,"sha256":"%s"}]}""".formatted(citizenId(), "a".repeat(64)))
                .path("applicationId").asString();
    }

    /** Returns once the application is visible. */
    void awaitVisible(String id) throws IOException, InterruptedException {
        answer(HttpRequest.newBuilder(URI.create(queries + "/" + id + "?minVersion=1")), "clerk");
    }

    private JsonNode send(String who, String method, String path, String body)
            throws IOException, InterruptedException {
        var target = path.isEmpty() ? commands : commands + "/" + path;
        return answer(HttpRequest.newBuilder(URI.create(target)).header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body)), who);
    }

    private JsonNode answer(HttpRequest.Builder request, String who) throws IOException, InterruptedException {
        var response = http.send(request.timeout(ANSWER_WITHIN).header("Authorization", "Bearer " + tokens.get(who))
                .build(), BodyHandlers.ofString());
        if (response.statusCode() / 100 != 2) {
            throw new IllegalStateException("answered " + response.statusCode() + ": " + response.body());
        }
        return json.readTree(response.body());
    }

    private String token(String issuer, String person) throws IOException, InterruptedException {
        var basic = Base64.getEncoder().encodeToString((person + ":demo").getBytes(StandardCharsets.US_ASCII));
        var response = http.send(HttpRequest.newBuilder(URI.create(issuer + "/oauth2/token")).timeout(ANSWER_WITHIN)
                .header("Authorization", "Basic " + basic).header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("grant_type=client_credentials")).build(), BodyHandlers.ofString());
        return json.readTree(response.body()).path("access_token").asString();
    }

    /** A new person for each application, since a person has one open application at most. */
    private String citizenId() {
        var born = LocalDate.of(1950, 1, 1).plusDays(people.get() / 999 % 20_000);
        var digits = "440524%s%03d".formatted(born.toString().replace("-", ""), 1 + people.getAndIncrement() % 999);
        int sum = 0;
        for (int i = 0; i < WEIGHTS.length; i++) {
            sum += WEIGHTS[i] * (digits.charAt(i) - '0');
        }
        return digits + "10X98765432".charAt(sum % 11);
    }
}
