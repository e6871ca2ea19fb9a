package dossier.faults;

import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Events that cannot be applied: records that should not be on the topic, and one that the database refuses until it is cured. */
final class Poison {

    private static final String UNKNOWN = "unknown event type";
    private static final String UNREADABLE = "unreadable";
    private static final String TWICE = "begins with ApplicationSubmitted, once";
    private static final String REFUSED = "refused by the database, SQL state 54000";
    private static final List<String> REASONS = List.of(UNKNOWN, UNREADABLE, TWICE, REFUSED);
    private static final String CURE = "drop function poison() cascade";
    private static final int OTHERS = 50;

    private Poison() {}

    static Strike record(Rig rig, int cycle) throws Exception {
        var submitted = rig.users().send(rig.users().submission(UUID.randomUUID()));
        var application = submitted.application();
        rig.awaitApplied();
        var poison = REASONS.get(cycle % REASONS.size());
        switch (poison) {
            case UNKNOWN -> rig.plant(application, "CardDoubted", "{}".getBytes(UTF_8));
            case UNREADABLE -> rig.plant(application, "InformationVerified", "{".getBytes(UTF_8));
            case TWICE -> rig.plant(application, "ApplicationSubmitted", payload(rig, application));
            default -> atReadModels(rig, """
                    create function poison() returns trigger language plpgsql as $$
                        begin raise program_limit_exceeded; end $$;
                    create trigger poison before insert on history for each row
                        when (new.application_id = '%s') execute function poison()""".formatted(application));
        }
        boolean isPlanted = !poison.equals(REFUSED);
        var operator = new Operator(rig);
        if (isPlanted) {
            Rig.await("it is parked", () -> operator.parked(application) != null);
        }
        rig.users().send(Attempt.of(application, "VerifyInformation", "verifier", "PUT",
                "/api/applications/" + application + "/verification",
                "{\"checks\":[{\"name\":\"identity\",\"passed\":true}]}"));
        rig.users().send(Users.contact(application));
        int waiting = isPlanted ? 3 : 2;
        Rig.await("all behind it wait", () -> {
            var parked = operator.parked(application);
            return parked != null && parked.waiting() == waiting;
        });
        rig.awaitAcknowledged(OTHERS);
        long others = Observation.count(rig.installation().log(), "event") - 2;
        Rig.await("others flow", () -> Observation.count(rig.installation().read(), "history") >= others);
        long at = System.nanoTime();
        operator.retry(application);
        var parked = operator.parked(application);
        if (parked == null || !parked.reason().contains(poison)) {
            throw new Fault.Broken("after a retry in vain there should wait what cannot be applied, with its reason: "
                    + parked);
        }
        if (isPlanted) {
            operator.skip(application, parked.record());
        } else {
            atReadModels(rig, CURE);
            operator.retry(application);
        }
        rig.awaitApplied();
        return new Strike(operator.parked(application) == null, "parked: " + parked.reason() + "; all others went on; "
                + (isPlanted ? "given up" : "cured and retried") + ", and what waited was applied", Strike.since(at));
    }

    private static void atReadModels(Rig rig, String sql) throws SQLException {
        try (var read = rig.installation().read(); var statement = read.createStatement()) {
            statement.execute(sql);
        }
    }

    private static byte[] payload(Rig rig, UUID application) throws SQLException {
        try (var log = rig.installation().log()) {
            return Observation.rows(log, "select payload from event where application_id = '" + application
                    + "' and sequence = 1", row -> row.getBytes(1)).getFirst();
        }
    }
}
