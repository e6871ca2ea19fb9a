package dossier.faults;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A supervisor who looks after parked applications, by the query-service's API. */
final class Operator {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(3)).build();
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(20);

    /**
     * The first record that waits, and why.
     *
     * @param waiting how many do
     */
    record Parked(long record, String reason, int waiting) {}

    private final URI operations;
    private final String token;

    Operator(Rig rig) {
        operations = rig.queries().url().resolve("/api/operations/parked");
        token = rig.token("supervisor");
    }

    /** Null if nothing of the application waits. */
    @Nullable
    Parked parked(UUID application) throws IOException {
        for (var item : ask("", BodyPublishers.noBody(), "GET").path("items")) {
            if (item.path("applicationId").asString().equals(application.toString())) {
                return new Parked(item.path("first").path("record").asLong(),
                        item.path("first").path("reason").asString(), item.path("waiting").asInt());
            }
        }
        return null;
    }

    void retry(UUID application) throws IOException {
        ask("/" + application + "/retry", BodyPublishers.noBody(), "POST");
    }

    void skip(UUID application, long record) throws IOException {
        ask("/" + application + "/skip",
                BodyPublishers.ofString("{\"reason\":\"planted\",\"record\":" + record + "}"), "POST");
    }

    private JsonNode ask(String path, HttpRequest.BodyPublisher body, String method) throws IOException {
        var request = HttpRequest.newBuilder(URI.create(operations + path)).timeout(ANSWER_WITHIN)
                .header("Authorization", "Bearer " + token).header("Content-Type", "application/json")
                .method(method, body).build();
        try {
            var answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(method + " " + path + " was answered " + answer.statusCode() + ": "
                        + answer.body());
            }
            return JSON.readTree(answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
