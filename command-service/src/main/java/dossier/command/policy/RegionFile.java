package dossier.command.policy;

import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * What one region says about itself.
 *
 * @param place where the file was found
 * @param parent from which values it does not say come, where that is not the GB/T 2260 line
 */
record RegionFile(String place, String region, RegionName name, @Nullable Parent parent, List<Version> versions) {

    record Parent(String region, int line) {}

    /**
     * What holds from a day on.
     *
     * @param id {@code <region>@<effectiveFrom>}
     */
    record Version(String id, int line, LocalDate effectiveFrom, String legalBasis, int legalBasisLine,
            Map<Member, Value> values) {}

    /** @param content a text in its one spelling, a whole number or a list of materials */
    record Value(Object content, int line) {}

    RegionFile {
        versions = versions.stream().sorted(Comparator.comparing(Version::effectiveFrom)).toList();
    }

    /** The latest version that had begun. */
    Optional<Version> inForce(LocalDate on) {
        return versions.stream().filter(version -> !version.effectiveFrom().isAfter(on))
                .reduce((_, later) -> later);
    }
}
