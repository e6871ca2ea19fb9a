package dossier.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.util.Map;

import static java.util.Objects.requireNonNull;

/** One who submits, and waits until the query API shows the application; or only looks at it again. */
final class Freshness implements AutoCloseable {

    private final LifeCycle user;
    private final HttpCaller commands;
    private final HttpCaller queries;
    private final String token;
    private String application = "";

    Freshness(URI commandService, URI queryService, Map<String, String> tokens) {
        user = new LifeCycle(tokens);
        commands = new HttpCaller(commandService);
        queries = new HttpCaller(queryService);
        token = requireNonNull(tokens.get("clerk"));
    }

    /** Milliseconds from the answer to the command until the answer to the query. */
    double sample() throws IOException {
        application = LifeCycle.applicationIn(commands.send(user.submission()));
        long answered = System.nanoTime();
        look();
        return (System.nanoTime() - answered) / 1e6;
    }

    /** Queries what it submitted last. */
    void look() throws IOException {
        queries.send(new Call("GET", "/api/applications/" + application + "?minVersion=1", token, ""));
    }

    @Override
    public void close() throws IOException {
        commands.close();
        queries.close();
    }
}
