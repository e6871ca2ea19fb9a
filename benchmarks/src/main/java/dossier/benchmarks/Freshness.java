package dossier.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.util.Map;

import static java.util.Objects.requireNonNull;

/** One who submits, and waits after each answer until the query API shows the application; or only looks at it again. */
final class Freshness implements Load.User {

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
        submit();
        long answered = System.nanoTime();
        look();
        return (System.nanoTime() - answered) / 1e6;
    }

    @Override
    public void act() throws IOException {
        if (application.isEmpty()) {
            submit();
        }
        look();
    }

    private void submit() throws IOException {
        application = LifeCycle.applicationIn(commands.send(user.submission()));
    }

    private void look() throws IOException {
        queries.send(new Call("GET", "/api/applications/" + application + "?minVersion=1", token, ""));
    }

    @Override
    public void close() throws IOException {
        commands.close();
        queries.close();
    }
}
