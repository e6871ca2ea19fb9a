package dossier.standalone;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The demo people at the public API, each with a token of their own. */
final class DemoClient implements AutoCloseable {

    private static final Duration TIME_OUT = Duration.ofSeconds(30);

    private final JsonMapper json = new JsonMapper();
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIME_OUT).build();
    private final Map<String, String> tokens = new HashMap<>();
    private final Location location;

    DemoClient(Location location) {
        this.location = location;
    }

    /** The answer, or nothing where an earlier demo has brought the case further than this command allows. */
    Optional<JsonNode> send(String person, String method, String path, String key, Map<String, ?> body)
            throws InterruptedException {
        var answer = exchange(HttpRequest.newBuilder(URI.create(location.url(Port.COMMAND_SERVICE) + path))
                .header("Authorization", "Bearer " + token(person)).header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .method(method, HttpRequest.BodyPublishers.ofString(json.writeValueAsString(body))));
        return switch (answer.statusCode()) {
            case 200, 201 -> Optional.of(json.readTree(answer.body()));
            case 409, 422 -> Optional.empty();
            default -> throw new IllegalStateException(
                    method + " " + path + " was answered " + answer.statusCode() + ": " + answer.body());
        };
    }

    @Override
    public void close() {
        http.close();
    }

    private String token(String person) throws InterruptedException {
        var known = tokens.get(person);
        if (known != null) {
            return known;
        }
        var credentials = Base64.getEncoder().encodeToString((person + ":demo").getBytes(StandardCharsets.UTF_8));
        var answer = exchange(HttpRequest.newBuilder(URI.create(location.url(Port.SIGN_IN) + "/oauth2/token"))
                .header("Authorization", "Basic " + credentials)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials")));
        if (answer.statusCode() != 200) {
            throw new IllegalStateException("sign-in of " + person + " was answered " + answer.statusCode());
        }
        var token = json.readTree(answer.body()).get("access_token").asString();
        tokens.put(person, token);
        return token;
    }

    private HttpResponse<String> exchange(HttpRequest.Builder request) throws InterruptedException {
        try {
            return http.send(request.timeout(TIME_OUT).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new Refusal("no system answers on port base " + location.port(Port.CONSOLE)
                    + "; ./dossier start starts one");
        }
    }
}
