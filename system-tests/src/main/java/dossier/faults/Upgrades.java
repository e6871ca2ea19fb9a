package dossier.faults;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dossier.backing.ServiceProcess;

/** Versions of the product take turns while users are at work. */
final class Upgrades {

    private static final int USERS = 6; // more would only make every start slower
    private static final int MIXED = 100;
    private static final int ALONE = 50;
    private static final String SUBMISSIONS = "http.server.requests?tag=uri:/api/applications";
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(20);

    private Upgrades() {}

    /** One service of each kind, and what both did over all their starts. */
    private static final class Version {

        private final ServiceProcess commands;
        private final ServiceProcess queries;
        private long commanded;
        private long applied;

        Version(ServiceProcess commands, ServiceProcess queries) {
            this.commands = commands;
            this.queries = queries;
        }

        /** Both at once, which takes less time; users turn to neither before both are ready. */
        void restart() {
            queries.startAgain();
            commands.restart();
            queries.awaitReady();
        }

        void stop() throws IOException, InterruptedException {
            commanded += (long) commands.metric(SUBMISSIONS);
            applied += (long) queries.metric("dossier.projection.events");
            List.of(commands, queries).parallelStream().forEach(ServiceProcess::close);
        }

        boolean didBoth() {
            return commanded > 0 && applied > 0;
        }

        @Override
        public String toString() {
            return commanded + " applications taken and " + applied + " events applied";
        }
    }

    /** As docs/upgrade.md says: forward, back on the new schema, and forward again. */
    static Strike rolling(Rig shared, int cycle) throws Exception {
        shared.users().stop(); // they would only make it slower
        var present = shared.home();
        var directory = shared.directory("rolling");
        try (var rig = shared.anotherOfPrevious(directory)) {
            var old = new Version(rig.commands(), rig.queries());
            rig.users().start(USERS);
            rig.awaitAcknowledged(ALONE);
            long began = System.nanoTime();
            try (var queries = rig.startBeside(present, "query-service").awaitReady();
                    var commands = rig.startBeside(present, "command-service").awaitReady()) {
                var upgrade = Strike.since(began);
                var now = new Version(commands, queries);
                var recovery = replace(rig, old, now);
                old.restart();
                recovery = longer(recovery, replace(rig, now, old));
                now.restart();
                recovery = longer(recovery, replace(rig, old, now));
                long acknowledged = rig.users().acknowledged();
                var unanswered = rig.users().attempts().stream().filter(Attempt::isUnknown).toList();
                if (!unanswered.isEmpty()) {
                    throw new Fault.Broken("commands were not answered: " + unanswered);
                }
                var violations = new ArrayList<>(rig.contradictions());
                now.stop();
                violations.addAll(rig.differencesAfresh(present));
                if (!violations.isEmpty()) {
                    throw new Fault.Broken(String.join("\n       ", violations));
                }
                shared.work(1);
                return new Strike(old.didBoth() && now.didBoth(), shared.previous().getFileName() + ": " + old
                        + "; this build: " + now + "; " + acknowledged + " commands acknowledged, none unanswered; both"
                        + " started anew beside the old ones within " + upgrade.toSeconds() + " s", recovery);
            }
        }
    }

    /** Both at work, then the next alone; how long it took after the stop until all was applied that was there. */
    private static Duration replace(Rig rig, Version leaving, Version next) throws Exception {
        rig.users().turnTo(List.of(leaving.commands.url(), next.commands.url()));
        rig.awaitAcknowledged(MIXED);
        rig.awaitApplied();
        mustShowNewest(rig, leaving.queries);
        mustShowNewest(rig, next.queries);
        rig.users().turnTo(List.of(next.commands.url()));
        rig.awaitAnswered();
        long at = System.nanoTime();
        leaving.stop();
        rig.awaitAcknowledged(1);
        rig.awaitApplied();
        var recovery = Strike.since(at);
        rig.awaitAcknowledged(ALONE);
        rig.awaitApplied();
        mustShowNewest(rig, next.queries);
        return recovery;
    }

    /** Whoever wrote the view, each version can show it. */
    private static void mustShowNewest(Rig rig, ServiceProcess queries)
            throws SQLException, IOException, InterruptedException, Fault.Broken {
        var newest = rig.one("select application_id || '?minVersion=' || sequence from event"
                + " where global_index <= (select max(global_index) from ledger) order by global_index desc limit 1");
        try (var http = HttpClient.newHttpClient()) {
            var answer = http.send(HttpRequest.newBuilder(queries.url().resolve("/api/applications/" + newest))
                    .timeout(ANSWER_WITHIN).header("Authorization", "Bearer " + rig.token("clerk")).build(),
                    HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new Fault.Broken(newest + " was answered " + answer.statusCode() + ": " + answer.body());
            }
        }
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
