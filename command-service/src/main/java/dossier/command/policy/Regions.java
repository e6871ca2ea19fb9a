package dossier.command.policy;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dossier.command.policy.Policy.Source;
import dossier.command.policy.RegionFile.Version;

import static java.util.Objects.requireNonNull;

/** What every region asks for on every day, from the regions' files. */
public final class Regions {

    static final String NATIONAL = "000000";
    private static final String ADVICE = "; what binds cases stays, and a change is a version from a later day";

    /**
     * A region with a file of its own.
     *
     * @param parent the next region on its line that has a file; only the national default has none
     * @param versions the days they begin on
     */
    public record Listed(String region, RegionName name, @Nullable String parent, List<LocalDate> versions) {}

    private final Map<String, RegionFile> files;
    private final Map<List<String>, Policy> resolved = new ConcurrentHashMap<>();

    private Regions(Map<String, RegionFile> files) {
        this.files = files;
    }

    /**
     * Reads and checks all files.
     *
     * @throws BadFiles with everything that is wrong with them
     */
    public static Regions of(Collection<DataFile> sources) {
        var findings = new Findings();
        var files = new TreeMap<String, RegionFile>();
        for (var source : sources) {
            RegionReader.read(source, findings).ifPresent(file -> files.put(file.region(), file));
        }
        findings.refuse();
        var regions = new Regions(files);
        regions.checkNational(findings);
        files.values().forEach(file -> regions.checkParent(file, findings));
        findings.refuse();
        files.values().forEach(file -> regions.checkContributionBase(file, findings));
        findings.refuse();
        return regions;
    }

    /** Whether a code is that of the national default, which is no region of GB/T 2260. */
    public static boolean isNational(String code) {
        return code.equals(NATIONAL);
    }

    /** @throws BadFiles if no application could be submitted today */
    public void requireInForce(LocalDate today) {
        if (inForce(NATIONAL, today).isEmpty()) {
            var findings = new Findings();
            findings.add(national().place(), "versions", "none is in force on " + today + ", today");
            findings.refuse();
        }
    }

    public List<Listed> list() {
        return files.values().stream().map(file -> new Listed(file.region(), file.name(),
                line(file.region()).skip(1).map(RegionFile::region).findFirst().orElse(null),
                file.versions().stream().map(Version::effectiveFrom).toList())).toList();
    }

    /** Absent for a region without a file of its own, which follows its line. */
    public Optional<RegionName> name(String region) {
        return Optional.ofNullable(files.get(region)).map(RegionFile::name);
    }

    /** @return nothing for days before the first version of the national default */
    public Optional<Policy> inForce(String region, LocalDate on) {
        if (national().inForce(on).isEmpty()) {
            return Optional.empty();
        }
        var versions = line(region).flatMap(file -> file.inForce(on).stream()).toList();
        return Optional.of(resolved.computeIfAbsent(versions.stream().map(Version::id).toList(),
                _ -> resolve(versions)));
    }

    /**
     * Checks that the files still say what cases are bound to.
     *
     * @throws BadFiles if a version that decided a case was changed or taken away
     */
    public void requireUnchanged(Collection<KeptPolicy> kept) {
        var findings = new Findings();
        for (var row : kept) {
            if (row.resolvedFor() != null) {
                requireUnchanged(row, row.resolvedFor(), findings);
            }
        }
        findings.refuse();
    }

    private void requireUnchanged(KeptPolicy kept, LocalDate on, Findings findings) {
        var then = kept.policy();
        var region = then.version().substring(0, NATIONAL.length());
        var now = inForce(region, on);
        if (now.map(Policy::version).filter(then.version()::equals).isEmpty()) {
            findings.add(files.containsKey(region) ? files.get(region).place() : region, "versions",
                    "cases submitted on " + on + " are bound to " + then.version() + ", but for that day there is now "
                            + now.map(Policy::version).orElse("nothing") + ADVICE);
            return;
        }
        for (var member : Member.values()) {
            explain(member, then, now.get(), findings);
        }
    }

    private void explain(Member member, Policy then, Policy now, Findings findings) {
        var before = then.source(member);
        var after = now.source(member);
        if (!before.policyVersion().equals(after.policyVersion()) || !then.text(member).equals(now.text(member))) {
            findings.add(place(member, now), member.path(), "is " + now.text(member) + " of " + after.policyVersion()
                    + ", but cases are bound to " + then.text(member) + " of " + before.policyVersion()
                    + ADVICE);
        } else if (!before.legalBasis().equals(after.legalBasis())) {
            findings.add(file(after).place() + ":" + version(after).legalBasisLine(), "legalBasis", "of "
                    + after.policyVersion() + ", to which cases are bound, was \"" + before.legalBasis()
                    + "\"" + ADVICE);
        }
    }

    /** The file and line that say a member of a policy. */
    private String place(Member member, Policy policy) {
        var source = policy.source(member);
        return file(source).place() + ":" + requireNonNull(version(source).values().get(member)).line();
    }

    private Version version(Source source) {
        return file(source).versions().stream().filter(version -> version.id().equals(source.policyVersion()))
                .findFirst().orElseThrow();
    }

    private RegionFile file(Source source) {
        return requireNonNull(files.get(source.policyVersion().substring(0, NATIONAL.length())));
    }

    private RegionFile national() {
        return requireNonNull(files.get(NATIONAL));
    }

    /** @param versions the nearest first, the last of them complete */
    private static Policy resolve(List<Version> versions) {
        var members = new TreeMap<String, Object>();
        var sources = new TreeMap<String, Source>();
        for (var member : Member.values()) {
            var source = versions.stream().filter(version -> version.values().containsKey(member)).findFirst()
                    .orElseThrow();
            put(members, member.path(), requireNonNull(source.values().get(member)).content());
            sources.put(member.path(), new Source(source.id(), source.legalBasis()));
        }
        members.put("policyVersion", versions.getFirst().id());
        members.put("sources", sources);
        return Policy.resolved(members);
    }

    @SuppressWarnings("unchecked")
    private static void put(Map<String, Object> members, String path, Object content) {
        var dot = path.indexOf('.');
        if (dot < 0) {
            members.put(path, content);
        } else {
            put((Map<String, Object>) requireNonNull(members.computeIfAbsent(path.substring(0, dot),
                    _ -> new TreeMap<String, Object>())), path.substring(dot + 1), content);
        }
    }

    /** The files that a region's values come from, the nearest first and the national default last. */
    private Stream<RegionFile> line(String region) {
        return Stream.<String>iterate(region, Objects::nonNull, this::next).map(files::get).filter(Objects::nonNull);
    }

    private @Nullable String next(String region) {
        var file = files.get(region);
        if (file != null && file.parent() != null) {
            return file.parent().region();
        }
        if (!region.endsWith("00")) {
            return region.substring(0, 4) + "00";
        }
        return region.endsWith("0000")
                ? region.equals(NATIONAL) ? null : NATIONAL
                : region.substring(0, 2) + "0000";
    }

    private void checkNational(Findings findings) {
        var national = files.get(NATIONAL);
        if (national == null) {
            findings.add(NATIONAL, "", "has no file, and every region inherits from it");
            return;
        }
        for (var version : national.versions()) {
            for (var member : Member.values()) {
                if (!version.values().containsKey(member)) {
                    findings.add(national.place() + ":" + version.line(), member.path(),
                            "is missing in the version of " + version.effectiveFrom()
                                    + ", from which every region inherits");
                }
            }
        }
    }

    private void checkParent(RegionFile file, Findings findings) {
        var parent = file.parent();
        if (parent == null) {
            return;
        }
        var place = file.place() + ":" + parent.line();
        if (file.region().equals(NATIONAL)) {
            findings.add(place, "parent", "the national default has none");
        } else if (!files.containsKey(parent.region())) {
            findings.add(place, "parent", parent.region() + " has no file");
        } else {
            var seen = new ArrayList<String>();
            for (var region = file.region(); region != null; region = next(region)) {
                if (seen.contains(region)) {
                    findings.add(place, "parent", "goes in a circle: " + String.join(" > ", seen) + " > " + region);
                    return;
                }
                seen.add(region);
            }
        }
    }

    /** Its ends may come from two files, each of which may change on another day. */
    private void checkContributionBase(RegionFile file, Findings findings) {
        var days = line(file.region()).flatMap(other -> other.versions().stream()).map(Version::effectiveFrom)
                .collect(Collectors.toCollection(TreeSet::new));
        for (var day : days) {
            inForce(file.region(), day)
                    .filter(policy -> policy.contributionBase().floor()
                            .compareTo(policy.contributionBase().ceiling()) > 0)
                    .ifPresent(policy -> findings.add(place(Member.CONTRIBUTION_BASE_FLOOR, policy),
                            Member.CONTRIBUTION_BASE_FLOOR.path(), policy.contributionBase().floor()
                                    + " is above the ceiling " + policy.contributionBase().ceiling() + " of "
                                    + policy.source(Member.CONTRIBUTION_BASE_CEILING).policyVersion() + " on " + day));
        }
    }
}
