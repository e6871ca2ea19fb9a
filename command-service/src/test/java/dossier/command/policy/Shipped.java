package dossier.command.policy;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The shipped regions and calendars without a service around them. */
public final class Shipped {

    private Shipped() {}

    public static Regions regions() {
        return Regions.of(DataFile.in(Path.of("src/main/resources/regions"), ".yaml"));
    }

    /** Policies that are kept in memory. */
    public static Policies policies() {
        Map<String, KeptPolicy> kept = new HashMap<>();
        return new Policies(regions(), policy -> kept.putIfAbsent(policy.digest(), policy),
                digest -> Optional.ofNullable(kept.get(digest)));
    }

    public static WorkingDays workingDays() {
        return WorkingDays.of(DataFile.in(Path.of("src/main/resources/working-days"), ".json"));
    }
}
