package dossier.faults;

import java.util.UUID;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

/** Many at once want the same. */
final class Races {

    private static final int CLIENTS = 50;
    private static final int CYCLES_PER_SECOND_INSTANCE = 10;

    private Races() {}

    static Strike underOneKey(Rig rig, int cycle) throws Exception {
        boolean isAtTwoInstances = cycle % CYCLES_PER_SECOND_INSTANCE == 0;
        try (var _ = second(rig, isAtTwoInstances)) {
            long at = System.nanoTime();
            var outcomes = rig.users().sendAtOnce(rig.users().submission(UUID.randomUUID()), CLIENTS);
            if (outcomes.stream().distinct().count() != 1) {
                throw new Fault.Broken("one key was answered differently: " + outcomes.stream().distinct().toList());
            }
            return new Strike(outcomes.getFirst() instanceof Outcome.Acknowledged, outcomes.size() + " equal answers"
                    + where(isAtTwoInstances), Strike.since(at));
        }
    }

    static Strike onOneApplication(Rig rig, int cycle) throws Exception {
        boolean isAtTwoInstances = cycle % CYCLES_PER_SECOND_INSTANCE <= 1; // with and without If-Match
        try (var _ = second(rig, isAtTwoInstances)) {
            var submitted = rig.users().send(rig.users().submission(UUID.randomUUID()));
            boolean isMeantForOneVersion = cycle % 2 == 1;
            long at = System.nanoTime();
            var answered = rig.users().sendAll(IntStream.range(0, CLIENTS)
                    .mapToObj(_ -> Users.contact(submitted.application()))
                    .map(one -> isMeantForOneVersion ? one.meantFor(1) : one).toList());
            long taken = answered.stream().filter(Attempt::isAcknowledged).count();
            long late = answered.stream().filter(one -> one.outcome().equals(new Outcome.Refused(412))).count();
            if (taken != (isMeantForOneVersion ? 1 : CLIENTS) || taken + late != CLIENTS) {
                throw new Fault.Broken("of " + CLIENTS + " commands " + taken + " were taken, " + late
                        + " refused as too late");
            }
            return new Strike(submitted.isAcknowledged(), taken + " commands were taken, " + late
                    + " refused as too late" + where(isAtTwoInstances), Strike.since(at));
        }
    }

    /** Now and then there is a second instance, which knows nothing of what the first keeps in memory. */
    private static Rig.@Nullable SecondCommandService second(Rig rig, boolean isWanted) {
        return isWanted ? rig.startSecondCommandService() : null;
    }

    private static String where(boolean isAtTwoInstances) {
        return isAtTwoInstances ? ", of two instances" : "";
    }
}
