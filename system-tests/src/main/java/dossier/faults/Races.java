package dossier.faults;

import java.util.UUID;
import java.util.stream.IntStream;

/** Many at once want the same. */
final class Races {

    private static final int CLIENTS = 50;

    private Races() {}

    static Strike underOneKey(Rig rig, int cycle) throws Exception {
        long at = System.nanoTime();
        var outcomes = rig.users().sendAtOnce(rig.users().submission(UUID.randomUUID()), CLIENTS);
        if (outcomes.stream().distinct().count() != 1) {
            throw new Fault.Broken("one key was answered differently: " + outcomes.stream().distinct().toList());
        }
        return new Strike(outcomes.getFirst() instanceof Outcome.Acknowledged, outcomes.size() + " equal answers",
                Strike.since(at));
    }

    static Strike onOneApplication(Rig rig, int cycle) throws Exception {
        var submitted = rig.users().send(rig.users().submission(UUID.randomUUID()));
        long at = System.nanoTime();
        var answered = rig.users().sendAll(IntStream.range(0, CLIENTS)
                .mapToObj(_ -> Users.contact(submitted.application())).toList());
        long refused = answered.stream().filter(one -> !one.isAcknowledged()).count();
        if (refused > 0) {
            throw new Fault.Broken(refused + " of " + CLIENTS + " commands that the state allows did not succeed");
        }
        return new Strike(submitted.isAcknowledged(), CLIENTS + " commands, as many versions", Strike.since(at));
    }
}
