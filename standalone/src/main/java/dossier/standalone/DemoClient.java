package dossier.standalone;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The demo people at the public API, each with a token of their own. */
final class DemoClient implements AutoCloseable {

    /** Everybody's, on this machine only. */
    static final String SECRET = "demo";

    private static final Duration TIME_OUT = Duration.ofSeconds(30);
    private static final int UNAVAILABLE = 503;
    private static final int MOST_TRIES = 10;
    private static final long MOST_SECONDS_TO_RETRY = 10;

    private record Token(String value, long renewAt) {}

    // A repetition must have the same body, byte by byte.
    private final JsonMapper json = JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIME_OUT).build();
    private final Map<String, Token> tokens = new HashMap<>();
    private final String commands;
    private final String signIn;

    /** @param commands the address of the command-service
     * @param signIn that of the sign-in provider */
    DemoClient(String commands, String signIn) {
        this.commands = commands;
        this.signIn = signIn;
    }

    /** Gives a command; where a part of the system is away for a moment, again under the same key. */
    DemoAnswer give(DemoStep step, String path, String key, Map<String, ?> body) throws InterruptedException {
        var content = HttpRequest.BodyPublishers.ofString(json.writeValueAsString(body));
        for (int tries = 1;; tries++) {
            var answer = exchange(HttpRequest.newBuilder(URI.create(commands + path))
                    .header("Authorization", "Bearer " + token(step.person()))
                    .header("Content-Type", "application/json").header("Idempotency-Key", key)
                    .header("Dossier-Clock", step.at().toString()).method(step.method(), content));
            if (answer.statusCode() != UNAVAILABLE || tries == MOST_TRIES) {
                return new DemoAnswer(step.method() + " " + path, answer.statusCode(), tree(answer));
            }
            Thread.sleep(Duration.ofSeconds(Math.min(MOST_SECONDS_TO_RETRY,
                    answer.headers().firstValueAsLong("Retry-After").orElse(1))));
        }
    }

    /** What each region asks for, from every day on which that may have changed since {@code first}. */
    DemoRegions regions(LocalDate first) throws InterruptedException {
        var changes = new TreeSet<LocalDate>();
        var codes = new ArrayList<>(DemoRegions.WITHOUT_FILE);
        for (var region : get("/api/regions").path("items")) {
            var code = region.path("region").asString();
            if (!code.equals(DemoRegions.NATIONAL) && !codes.contains(code)) {
                codes.add(code);
            }
            region.path("versions").forEach(day -> changes.add(LocalDate.parse(day.asString())));
        }
        changes.removeIf(day -> !day.isAfter(first));
        changes.add(first);
        var policies = new TreeMap<String, NavigableMap<LocalDate, RegionPolicy>>();
        for (var code : codes) {
            var versions = new TreeMap<LocalDate, RegionPolicy>();
            for (var day : changes) {
                versions.put(day,
                        json.treeToValue(get("/api/regions/" + code + "?on=" + day), RegionPolicy.class));
            }
            policies.put(code, versions);
        }
        return new DemoRegions(policies);
    }

    @Override
    public void close() {
        http.close();
    }

    private JsonNode get(String path) throws InterruptedException {
        var answer = exchange(HttpRequest.newBuilder(URI.create(commands + path)));
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(
                    "GET " + path + " was answered " + answer.statusCode() + ": " + answer.body());
        }
        return tree(answer);
    }

    private synchronized String token(String person) throws InterruptedException {
        var known = tokens.get(person);
        if (known != null && System.nanoTime() - known.renewAt() < 0) {
            return known.value();
        }
        var credentials = Base64.getEncoder().encodeToString((person + ":" + SECRET).getBytes(StandardCharsets.UTF_8));
        var answer = exchange(HttpRequest.newBuilder(URI.create(signIn + "/oauth2/token"))
                .header("Authorization", "Basic " + credentials)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials")));
        if (answer.statusCode() != 200) {
            throw new IllegalStateException("sign-in of " + person + " was answered " + answer.statusCode());
        }
        var granted = tree(answer);
        // Half of its time is left for the command that it goes along with.
        var good = Duration.ofSeconds(granted.path("expires_in").asLong()).dividedBy(2);
        var token = new Token(granted.path("access_token").asString(), System.nanoTime() + good.toNanos());
        tokens.put(person, token);
        return token.value();
    }

    private JsonNode tree(HttpResponse<String> answer) {
        return json.readTree(answer.body());
    }

    private HttpResponse<String> exchange(HttpRequest.Builder request) throws InterruptedException {
        try {
            return http.send(request.timeout(TIME_OUT).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new Refusal("no system answers at " + commands + "; ./dossier start starts one");
        }
    }
}
