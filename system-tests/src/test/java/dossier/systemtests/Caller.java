package dossier.systemtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** A client of both APIs: it reads views at the query-service and changes things at the command-service. */
final class Caller {

    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5)).build();

    private final UnaryOperator<String> tokens;
    private final Supplier<URI> commands;
    private final Supplier<URI> queries;
    private final Map<String, String> headers;

    Caller(UnaryOperator<String> tokens, Supplier<URI> commands, Supplier<URI> queries) {
        this(tokens, commands, queries, Map.of());
    }

    private Caller(UnaryOperator<String> tokens, Supplier<URI> commands, Supplier<URI> queries,
            Map<String, String> headers) {
        this.tokens = tokens;
        this.commands = commands;
        this.queries = queries;
        this.headers = headers;
    }

    Caller as(String person) {
        return with("Authorization", "Bearer " + tokens.apply(person));
    }

    Caller with(String header, String value) {
        var more = new TreeMap<>(headers);
        more.put(header, value);
        return new Caller(tokens, commands, queries, more);
    }

    Answer get(String path) {
        return send(request(queries, path).GET());
    }

    /** What the command-service tells of itself: regions, clocks, refusals. */
    Answer ask(String path) {
        return send(request(commands, path).GET());
    }

    Answer post(String path, Object json) {
        return send(request(commands, path).POST(BodyPublishers.ofString(json.toString())));
    }

    Answer put(String path, Object json) {
        return send(request(commands, path).PUT(BodyPublishers.ofString(json.toString())));
    }

    private HttpRequest.Builder request(Supplier<URI> service, String path) {
        var request = HttpRequest.newBuilder(service.get().resolve(path)).timeout(Duration.ofSeconds(30))
                .header("Content-Type", headers.getOrDefault("Content-Type", "application/json"));
        headers.forEach(request::setHeader);
        return request;
    }

    private static Answer send(HttpRequest.Builder request) {
        try {
            return Answer.of(HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for an answer", e);
        }
    }
}
