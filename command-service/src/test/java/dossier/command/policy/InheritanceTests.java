package dossier.command.policy;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import static org.assertj.core.api.Assertions.assertThat;

/** Leaf by leaf, from files drawn by chance, against a plain search through what was drawn. */
class InheritanceTests {

    private static final LocalDate FIRST = LocalDate.of(2020, 1, 1);
    private static final int DAYS = 40;
    /** Numbers that may be drawn freely, and how each is written. */
    private static final List<String> MEMBERS = List.of("backPayableGapMonths", "maxReviewExtension",
            "timeLimits.review", "timeLimits.appeal", "waitingMonths.EMPLOYEE", "requiredYears.male");
    private static final List<List<String>> LINES = List.of(List.of("440512", "440500", "440000", "000000"),
            List.of("440513", "440500", "440000", "000000"), List.of("440100", "440000", "000000"),
            List.of("440500", "440000", "000000"), List.of("310101", "310100", "310000", "000000"));

    /** Region to day to member to number. */
    private final Map<String, TreeMap<LocalDate, Map<String, Integer>>> drawn = new TreeMap<>();

    @Property(tries = 100)
    void takesEachValueFromTheNearestFileThatSaysIt(@ForAll Random random) {
        drawn.clear();
        var files = new ArrayList<DataFile>();
        files.add(file("000000", national()));
        for (var region : List.of("440000", "440500", "440512")) {
            if (random.nextInt(4) > 0) {
                files.add(file(region, draw(region, random)));
            }
        }
        var regions = Regions.of(files);
        for (var line : LINES) {
            for (int i = 0; i < 5; i++) {
                var day = FIRST.plusDays(random.nextInt(DAYS));
                var policy = regions.inForce(line.getFirst(), day).orElseThrow();
                assertThat(policy.version()).isEqualTo(version(line, day));
                for (var member : MEMBERS) {
                    var source = policy.source(Member.at(member).orElseThrow()).policyVersion();
                    assertThat(policy.text(Member.at(member).orElseThrow()) + " " + source)
                            .isEqualTo(expected(line, day, member));
                }
                assertThat(policy.toKeep(day).policy()).isEqualTo(policy);
            }
        }
        assertThat(regions.inForce("440512", FIRST.minusDays(1))).isEmpty();
    }

    private String draw(String region, Random random) {
        var text = new StringBuilder();
        for (int i = 0; i <= random.nextInt(3); i++) {
            var day = FIRST.plusDays(random.nextInt(DAYS));
            if (drawn.computeIfAbsent(region, _ -> new TreeMap<>()).containsKey(day)) {
                continue;
            }
            Map<String, Integer> said = new TreeMap<>();
            text.append("  - effectiveFrom: ").append(day).append("\n    legalBasis: \"drawn\"\n");
            for (var member : MEMBERS) {
                if (random.nextBoolean() && said.keySet().stream().noneMatch(other -> group(other, member))) {
                    said.put(member, 1 + random.nextInt(20));
                    text.append("    ").append(member.replace(".", ": {")).append(": ").append(said.get(member))
                            .append(member.contains(".") ? "}\n" : "\n");
                }
            }
            drawn.get(region).put(day, said);
        }
        return text.toString();
    }

    /** Two members of one mapping would be two mappings here. */
    private static boolean group(String one, String other) {
        return one.contains(".") && other.startsWith(one.substring(0, one.indexOf('.') + 1));
    }

    private String expected(List<String> line, LocalDate day, String member) {
        for (var region : line) {
            var begun = begun(region, day);
            if (begun != null && begun.getValue().containsKey(member)) {
                return begun.getValue().get(member) + " " + region + "@" + begun.getKey();
            }
        }
        throw new AssertionError("the national default says everything");
    }

    private String version(List<String> line, LocalDate day) {
        return line.stream().filter(region -> begun(region, day) != null)
                .map(region -> region + "@" + begun(region, day).getKey()).findFirst().orElseThrow();
    }

    private Map.Entry<LocalDate, Map<String, Integer>> begun(String region, LocalDate day) {
        return drawn.getOrDefault(region, new TreeMap<>()).floorEntry(day);
    }

    private String national() {
        drawn.computeIfAbsent("000000", _ -> new TreeMap<>()).put(FIRST, Map.of("backPayableGapMonths", 3,
                "maxReviewExtension", 10, "timeLimits.review", 10, "timeLimits.appeal", 60, "waitingMonths.EMPLOYEE", 3,
                "requiredYears.male", 25));
        return """
                  - effectiveFrom: 2020-01-01
                    legalBasis: "everything"
                    cardFee: "20.00"
                    contributionBase: {floor: "4000.00", ceiling: "25000.00"}
                    rates: {employer: "0.08", employee: "0.02", flexible: "0.10", retireeMakeUp: "0.08"}
                    requiredYears: {male: 25, female: 20}
                    backPayableGapMonths: 3
                    waitingMonths: {EMPLOYEE: 3, FLEXIBLE: 6, RETIREE: 0, UNEMPLOYED: 0}
                    timeLimits: {review: 10, supplement: 15, payment: 30, appeal: 60, reimbursement: 30}
                    maxReviewExtension: 10
                    materials: [{type: IDENTITY_DOCUMENT, requiredFor: [FLEXIBLE], legalBasis: "one"}]
                """.indent(0);
    }

    private static DataFile file(String region, String versions) {
        return new DataFile(region + ".yaml", region + ".yaml",
                "region: \"" + region + "\"\nname: {zh: 区, en: Region}\n"
                        + "versions:\n" + versions);
    }
}
