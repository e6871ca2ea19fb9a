package dossier.command.policy;

import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;

/** The policies of all regions: the one in force for a new case, and for every other the one it was submitted under. */
public final class Policies {

    private final Regions regions;
    private final Consumer<KeptPolicy> keep;
    private final Function<String, Optional<KeptPolicy>> find;
    private final Map<String, Policy> kept = new ConcurrentHashMap<>();

    /**
     * @param keep makes a policy durable; keeping it again changes nothing
     * @param find a kept policy by its digest
     */
    public Policies(Regions regions, Consumer<KeptPolicy> keep, Function<String, Optional<KeptPolicy>> find) {
        this.regions = regions;
        this.keep = keep;
        this.find = find;
    }

    /**
     * The policy that binds a case submitted on a day, kept before it is returned.
     *
     * @throws IllegalArgumentException if no version had begun on that day
     */
    public Policy inForce(String region, LocalDate on) {
        var policy = regions.inForce(region, on).orElseThrow(
                () -> new IllegalArgumentException("no policy is in force in " + region + " on " + on));
        if (!kept.containsKey(policy.digest())) {
            keep.accept(policy.toKeep(on));
            kept.put(policy.digest(), policy);
        }
        return policy;
    }

    /**
     * The policy a case is bound to, whatever the files say by now.
     *
     * @throws IllegalStateException if it was not kept, or was altered
     */
    public Policy withDigest(String digest) {
        var known = kept.get(digest);
        if (known != null) {
            return known;
        }
        var found = find.apply(digest).orElseThrow(
                () -> new IllegalStateException("no policy is kept with the digest " + digest)).policy();
        kept.put(digest, found);
        return found;
    }
}
