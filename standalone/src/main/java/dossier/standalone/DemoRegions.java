package dossier.standalone;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;

import static java.util.Objects.requireNonNull;

/**
 * The regions that the demo's people live in.
 *
 * @param policies of each region by the day from which they are in force
 */
record DemoRegions(Map<String, NavigableMap<LocalDate, RegionPolicy>> policies) {

    static final String NATIONAL = "000000";

    /** Codes without a file of their own, which follow their city, their province, or the whole country. */
    static final List<String> WITHOUT_FILE = List.of("440511", "440300", "330100", "320500");

    String pick(Chance chance) {
        return chance.pick(policies.keySet().stream().sorted().toList());
    }

    RegionPolicy inForce(String region, LocalDate on) {
        return requireNonNull(policies.get(region)).floorEntry(on).getValue();
    }
}
