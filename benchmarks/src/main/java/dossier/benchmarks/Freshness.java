package dossier.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.util.Map;

import static java.util.Objects.requireNonNull;

/** One who submits, and waits after each answer until the query API shows the application. */
final class Freshness implements AutoCloseable {

    private final LifeCycle commands;
    private final HttpCaller queries;
    private final String token;

    Freshness(URI commandService, URI queryService, Map<String, String> tokens) {
        commands = new LifeCycle(commandService, tokens);
        queries = new HttpCaller(queryService);
        token = requireNonNull(tokens.get("clerk"));
    }

    /** Milliseconds from the answer to the command until the answer to the query. */
    double sample() throws IOException {
        var application = commands.submit();
        long answered = System.nanoTime();
        queries.send("GET", "/api/applications/" + application + "?minVersion=1", token, "");
        return (System.nanoTime() - answered) / 1e6;
    }

    @Override
    public void close() throws IOException {
        commands.close();
        queries.close();
    }
}
