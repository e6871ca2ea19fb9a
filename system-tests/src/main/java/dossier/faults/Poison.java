package dossier.faults;

import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Records on the topic that cannot be applied. */
final class Poison {

    private static final List<String> REASONS = List.of("unknown event type", "unreadable",
            "begins with ApplicationSubmitted, once");
    private static final int OTHERS = 50;

    private Poison() {}

    static Strike record(Rig rig, int cycle) throws Exception {
        var submitted = rig.users().send(rig.users().submission(UUID.randomUUID()));
        var application = submitted.application();
        rig.awaitApplied();
        switch (cycle % REASONS.size()) {
            case 0 -> rig.plant(application, "CardDoubted", "{}".getBytes(UTF_8));
            case 1 -> rig.plant(application, "InformationVerified", "{".getBytes(UTF_8));
            default -> rig.plant(application, "ApplicationSubmitted", payload(rig, application));
        }
        var operator = new Operator(rig);
        Rig.await("it is parked", () -> operator.parked(application) != null);
        var verified = rig.users().send(Attempt.of(application, "VerifyInformation", "verifier", "PUT",
                "/api/applications/" + application + "/verification",
                "{\"checks\":[{\"name\":\"identity\",\"passed\":true}]}"));
        Rig.await("the next event waits behind it", () -> {
            var parked = operator.parked(application);
            return parked != null && parked.waiting() == 2;
        });
        rig.awaitAcknowledged(OTHERS);
        long others = Observation.count(rig.installation().log(), "event") - 1;
        Rig.await("others flow", () -> Observation.count(rig.installation().read(), "history") >= others);
        long at = System.nanoTime();
        operator.retry(application);
        var parked = operator.parked(application);
        if (parked == null || !parked.reason().contains(REASONS.get(cycle % REASONS.size()))) {
            throw new Fault.Broken("after a retry in vain there should wait what cannot be applied, with its reason: "
                    + parked);
        }
        operator.skip(application, parked.record());
        rig.awaitApplied();
        return new Strike(verified.isAcknowledged(), "parked: " + parked.reason()
                + "; all others went on; given up, and what waited behind it was applied", Strike.since(at));
    }

    private static byte[] payload(Rig rig, UUID application) throws SQLException {
        try (var log = rig.installation().log()) {
            return Observation.rows(log, "select payload from event where application_id = '" + application
                    + "' and sequence = 1", row -> row.getBytes(1)).getFirst();
        }
    }
}
