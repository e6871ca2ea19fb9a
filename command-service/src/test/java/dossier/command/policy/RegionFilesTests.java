package dossier.command.policy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dossier.events.Category;
import dossier.events.MaterialType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What a region may write, and that everything else is said back with its file, line and field. */
class RegionFilesTests {

    private static final LocalDate DAY = LocalDate.of(2026, 11, 23);
    /** The example of the contract. */
    private static final String SHANTOU = """
            region: "440500"
            name: {zh: 汕头市, en: Shantou}
            parent: "440000"
            versions:
              - effectiveFrom: 2026-01-01
                legalBasis: "the basis"
                cardFee: "20.00"
                contributionBase: {floor: "4000.00", ceiling: "25000.00"}
                rates: {employer: "0.08", employee: "0.02", flexible: "0.10", retireeMakeUp: "0.08"}
                requiredYears: {male: 25, female: 20}
                backPayableGapMonths: 3
                waitingMonths: {EMPLOYEE: 3, FLEXIBLE: 6, RETIREE: 0, UNEMPLOYED: 0}
                timeLimits: {review: 10, supplement: 15, payment: 30, appeal: 60, reimbursement: 30}
                maxReviewExtension: 10
                materials:
                  - {type: IDENTITY_DOCUMENT, requiredFor: [EMPLOYEE, FLEXIBLE], legalBasis: "one"}
                  - {type: PROOF_OF_RESIDENCE, requiredFor: [FLEXIBLE], legalBasis: "two"}
            """;
    private static final String HAOJIANG = """
            region: "440512"
            name: {zh: 濠江区, en: Haojiang}
            versions:
              - effectiveFrom: 2026-03-01
                legalBasis: "the county's basis"
                cardFee: "5.00"
            """;

    @Test
    void sayEverythingTheContractShows() {
        var policy = policy("440500", SHANTOU);
        assertThat(policy.version()).isEqualTo("440500@2026-01-01");
        assertThat(policy.cardFee()).isEqualTo("20.00");
        assertThat(policy.contributionBase())
                .isEqualTo(new Policy.ContributionBase(new BigDecimal("4000.00"), new BigDecimal("25000.00")));
        assertThat(policy.rates()).isEqualTo(new Policy.Rates(new BigDecimal("0.08"), new BigDecimal("0.02"),
                new BigDecimal("0.10"), new BigDecimal("0.08")));
        assertThat(policy.requiredYears()).isEqualTo(new Policy.RequiredYears(25, 20));
        assertThat(policy.backPayableGapMonths()).isEqualTo(3);
        assertThat(policy.waitingMonths()).isEqualTo(Map.of(Category.EMPLOYEE, 3, Category.FLEXIBLE, 6,
                Category.RETIREE, 0, Category.UNEMPLOYED, 0));
        assertThat(policy.timeLimits()).isEqualTo(new Policy.TimeLimits(10, 15, 30, 60, 30));
        assertThat(policy.maxReviewExtension()).isEqualTo(10);
        assertThat(policy.requiredMaterials(Category.FLEXIBLE))
                .containsExactly(MaterialType.IDENTITY_DOCUMENT, MaterialType.PROOF_OF_RESIDENCE);
        assertThat(policy.requiredMaterials(Category.RETIREE)).isEmpty();
        assertThat(policy.sources()).hasSize(21)
                .allSatisfy((_, source) -> assertThat(source)
                        .isEqualTo(new Policy.Source("440500@2026-01-01", "the basis")));
    }

    @Test
    void ofACountyNeedSayOnlyWhatDiffers() {
        var county = policy("440512", SHANTOU, HAOJIANG);
        assertThat(county.version()).isEqualTo("440512@2026-03-01");
        assertThat(county.cardFee()).isEqualTo("5.00");
        assertThat(county.source(Member.CARD_FEE))
                .isEqualTo(new Policy.Source("440512@2026-03-01", "the county's basis"));
        assertThat(county.timeLimits().review()).isEqualTo(10);
        assertThat(county.source(Member.TIME_LIMIT_REVIEW).policyVersion()).isEqualTo("440500@2026-01-01");
    }

    @Test
    void mayNameAnotherParent() {
        assertThat(policy("440512", SHANTOU, HAOJIANG.replace("versions:", "parent: \"310000\"\nversions:"))
                .source(Member.TIME_LIMIT_REVIEW).policyVersion()).isEqualTo("310000@2026-07-01");
    }

    @Test
    void mayListVersionsInAnyOrder() {
        var text = HAOJIANG + """
                  - effectiveFrom: 2026-01-01
                    legalBasis: "earlier"
                    cardFee: "4.00"
                """;
        var regions = regions(SHANTOU, text);
        assertThat(regions.inForce("440512", LocalDate.of(2025, 12, 31)).orElseThrow().version())
                .isEqualTo("440000@2024-07-01");
        assertThat(regions.inForce("440512", LocalDate.of(2026, 2, 28)).orElseThrow().cardFee()).isEqualTo("4.00");
        assertThat(regions.inForce("440512", LocalDate.of(2026, 3, 1)).orElseThrow().cardFee()).isEqualTo("5.00");
    }

    @Test
    void meanTheSameHoweverDecimalsAndListsAreSpelled() {
        var other = SHANTOU.replace("\"20.00\"", "\"20\"").replace("\"0.10\"", "\"0.1\"")
                .replace("[EMPLOYEE, FLEXIBLE]", "[FLEXIBLE, EMPLOYEE]");
        assertThat(policy("440500", other)).isEqualTo(policy("440500", SHANTOU));
    }

    @Test
    void haveADigestOfEverythingTheySay() {
        var digest = policy("440500", SHANTOU).digest();
        assertThat(digest).matches("[0-9a-f]{64}");
        for (var change : List.of("\"20.00\"|\"20.01\"", "\"0.10\"|\"0.11\"", "review: 10|review: 11",
                "male: 25|male: 24", "[FLEXIBLE]|[RETIREE]", "\"two\"|\"three\"", "the basis|another basis",
                "2026-01-01|2026-01-02")) {
            var ends = change.split("\\|");
            assertThat(policy("440500", SHANTOU.replace(ends[0], ends[1])).digest()).as(change).isNotEqualTo(digest);
        }
        assertThat(policy("440500", SHANTOU.replace("Shantou", "Swatow")).digest()).isEqualTo(digest);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "region: \"440500\" | region: \"440600\" | 1: region: must be as the file's name, 440500, not 440600",
            "region: \"440500\" | region: \"990500\" | 1: region: must be a GB/T 2260 code of six digits, not 990500",
            "region: \"440500\" | region: 440500 | 1: region: must be a text of one line, in quotes if it is digits",
            "region: \"440500\" | `` | 2: region: is missing",
            "汕头市 | `\"\"` | 2: name.zh: must be a text of one line, in quotes if it is digits",
            ", en: Shantou | `` | 2: name.en: is missing",
            "parent: \"440000\" | parent: \"450000\" | 3: parent: 450000 has no file",
            "parent: \"440000\" | parent: \"440512\" | 3: parent: goes in a circle: 440500 > 440512 > 440500",
            "parent: \"440000\" | parent: \"440500\" | 3: parent: goes in a circle: 440500 > 440500",
            "parent: \"440000\" | colour: red | 3: colour: is not a known member",
            "2026-01-01 | 2026-02-30 | 5: versions[0].effectiveFrom: must be a date like 2026-01-01",
            "2026-01-01 | soon | 5: versions[0].effectiveFrom: must be a date like 2026-01-01",
            "legalBasis: \"the basis\" | legalBasis: | 6: versions[0].legalBasis: must be a text of one line, in quotes if it is digits",
            "\"20.00\" | 20.00 | 7: versions[0].cardFee: must be an amount in quotes like \"20.00\", from 0.00 to 1000.00",
            "\"20.00\" | \"-20.00\" | 7: versions[0].cardFee: must be an amount in quotes like \"20.00\", from 0.00 to 1000.00",
            "\"20.00\" | \"2000.00\" | 7: versions[0].cardFee: must be an amount in quotes like \"20.00\", from 0.00 to 1000.00",
            "\"20.00\" | \"20.005\" | 7: versions[0].cardFee: must be an amount in quotes like \"20.00\", from 0.00 to 1000.00",
            "\"20.00\" | [20] | 7: versions[0].cardFee: must be an amount in quotes like \"20.00\", from 0.00 to 1000.00",
            "cardFee: | cardfee: | 7: versions[0].cardfee: is not a known member",
            "{floor: \"4000.00\", ceiling: \"25000.00\"} | \"4000.00\" | 8: versions[0].contributionBase: must have members",
            "floor: \"4000.00\" | floor: \"0.00\" | 8: versions[0].contributionBase.floor: must be an amount in quotes like \"20.00\", from 1.00 to 1000000.00",
            "flexible: \"0.10\" | flexible: \"10\" | 9: versions[0].rates.flexible: must be a rate in quotes like \"0.08\", from 0 to 0.50",
            "employee: \"0.02\" | employee: \"2%\" | 9: versions[0].rates.employee: must be a rate in quotes like \"0.08\", from 0 to 0.50",
            "employee: \"0.02\" | worker: \"0.02\" | 9: versions[0].rates.worker: is not a known member",
            "employee: \"0.02\" | employer: \"0.02\" | 9: versions[0].rates.employer: is there twice",
            "male: 25 | male: 0 | 10: versions[0].requiredYears.male: must be a whole number from 1 to 50",
            "Months: 3 | Months: \"3\" | 11: versions[0].backPayableGapMonths: must be a whole number from 0 to 24",
            "FLEXIBLE: 6 | FLEXIBLE: 60 | 12: versions[0].waitingMonths.FLEXIBLE: must be a whole number from 0 to 24",
            "FLEXIBLE: 6 | STUDENT: 6 | 12: versions[0].waitingMonths.STUDENT: is not a known member",
            "review: 10 | review: -1 | 13: versions[0].timeLimits.review: must be a whole number from 1 to 250",
            "review: 10 | review: 0x0A | 13: versions[0].timeLimits.review: must be a whole number from 1 to 250",
            "Extension: 10 | Extension: 9999999999 | 14: versions[0].maxReviewExtension: must be a whole number from 0 to 250",
            "type: PROOF_OF_RESIDENCE | type: PASSPORT | 17: versions[0].materials[1].type: must be one of [IDENTITY_DOCUMENT, HOUSEHOLD_REGISTER, EXPENSE_INVOICE, PROOF_OF_RESIDENCE, PROOF_OF_EMPLOYMENT, PROXY_AUTHORISATION, OLD_CARD, PHOTO, OTHER]",
            "type: PROOF_OF_RESIDENCE | type: IDENTITY_DOCUMENT | 17: versions[0].materials[1].type: IDENTITY_DOCUMENT is there twice",
            "[FLEXIBLE] | [STUDENT] | 17: versions[0].materials[1].requiredFor[0]: must be one of [EMPLOYEE, FLEXIBLE, RETIREE, UNEMPLOYED]",
            "[FLEXIBLE] | [] | 17: versions[0].materials[1].requiredFor: must be a list with something in it",
            "[FLEXIBLE] | [FLEXIBLE, FLEXIBLE] | 17: versions[0].materials[1].requiredFor[1]: FLEXIBLE is there twice",
            "`, legalBasis: \"two\"` | `` | 17: versions[0].materials[1].legalBasis: is missing",
            "legalBasis: \"two\" | legalBasis: \"two\", note: \"three\" | 17: versions[0].materials[1].note: is not a known member"})
    void areRefusedWithLineAndField(String written, String instead, String finding) {
        assertThat(SHANTOU).contains(written);
        assertThatThrownBy(() -> regions(SHANTOU.replaceFirst(Pattern.quote(written), instead), HAOJIANG))
                .isInstanceOf(BadFiles.class).hasMessage("440500.yaml:" + finding);
    }

    @Test
    void areRefusedWithAllThatIsWrongInAllOfThem() {
        assertThatThrownBy(() -> regions(SHANTOU.replace("\"20.00\"", "free").replace("male: 25", "male: many"),
                HAOJIANG.replace("cardFee", "fee")))
                .hasMessage(
                        """
                                440500.yaml:7: versions[0].cardFee: must be an amount in quotes like "20.00", from 0.00 to 1000.00
                                440500.yaml:10: versions[0].requiredYears.male: must be a whole number from 1 to 50
                                440512.yaml:6: versions[0].fee: is not a known member""");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a: [", "- a\n b: c", "\t- x", "a: 1\n---\nb: 2"})
    void thatAreNoYamlAreRefusedWithTheLine(String text) {
        assertThatThrownBy(() -> Regions.of(List.of(new DataFile("440500.yaml", "440500.yaml", text))))
                .isInstanceOf(BadFiles.class).hasMessageMatching("440500\\.yaml:\\d+: is no YAML: .+");
    }

    @ParameterizedTest
    @CsvSource({"'', is empty", "[], must have members", "'a: &x [*x]', region: is missing"})
    void thatAreNoRegionAreRefused(String text, String message) {
        assertThatThrownBy(() -> Regions.of(List.of(new DataFile("440500.yaml", "440500.yaml", text))))
                .isInstanceOf(BadFiles.class).hasMessageStartingWith("440500.yaml").hasMessageContaining(message);
    }

    @Test
    void haveEachVersionOnce() {
        assertThatThrownBy(() -> regions(SHANTOU, HAOJIANG + """
                  - effectiveFrom: 2026-03-01
                    legalBasis: "again"
                """)).hasMessage("440512.yaml:7: versions[1].effectiveFrom: 2026-03-01 is there twice");
    }

    @Test
    void needACompleteNationalDefault() {
        assertThatThrownBy(() -> Regions.of(List.of(file(HAOJIANG))))
                .hasMessage("000000: has no file, and every region inherits from it");
        assertThatThrownBy(() -> regions(national().replace("maxReviewExtension: 10", "")))
                .hasMessage("000000.yaml:7: maxReviewExtension: is missing in the version of 2020-01-01, from which "
                        + "every region inherits");
        assertThatThrownBy(() -> regions(national().replace("versions:", "parent: \"440000\"\nversions:")))
                .hasMessageContaining("parent: the national default has none");
        assertThatThrownBy(() -> regions(national().replace("2020-01-01", "2026-11-24")).requireInForce(DAY))
                .hasMessage("000000.yaml: versions: none is in force on 2026-11-23, today");
    }

    /** The county raises the floor over a ceiling that the city sets. */
    @Test
    void keepTheFloorUnderTheCeilingAlsoAcrossFiles() {
        assertThatThrownBy(() -> regions(SHANTOU,
                HAOJIANG.replace("cardFee: \"5.00\"", "contributionBase: {floor: \"25000.01\"}")))
                .hasMessage("440512.yaml:6: contributionBase.floor: 25000.01 is above the ceiling 25000.00 of "
                        + "440500@2026-01-01 on 2026-03-01");
    }

    @Test
    void mayNotChangeWhatCasesAreBoundTo() {
        var kept = List.of(policy("440512", SHANTOU, HAOJIANG).toKeep(DAY), policy("440500", SHANTOU).toKeep(DAY));
        regions(SHANTOU, HAOJIANG).requireUnchanged(kept);
        regions(SHANTOU.replace("Shantou", "Swatow"), HAOJIANG + """
                  - effectiveFrom: 2026-11-24
                    legalBasis: "a version more"
                    cardFee: "9.00"
                """).requireUnchanged(kept);
        assertThatThrownBy(() -> regions(SHANTOU.replace("review: 10", "review: 9"), HAOJIANG).requireUnchanged(kept))
                .hasMessage(
                        "440500.yaml:13: timeLimits.review: is 9 of 440500@2026-01-01, but cases are bound to 10 of "
                                + "440500@2026-01-01; what binds cases stays, and a change is a version from a later day");
        assertThatThrownBy(
                () -> regions(SHANTOU.replace("the basis", "a basis"), HAOJIANG).requireUnchanged(kept))
                .hasMessage("440500.yaml:6: legalBasis: of 440500@2026-01-01, to which cases are bound, was "
                        + "\"the basis\"; what binds cases stays, and a change is a version from a later day");
        assertThatThrownBy(
                () -> regions(SHANTOU, HAOJIANG.replace("cardFee: \"5.00\"", "")).requireUnchanged(kept))
                .hasMessage("440500.yaml:7: cardFee: is 20.00 of 440500@2026-01-01, but cases are bound to 5.00 of "
                        + "440512@2026-03-01; what binds cases stays, and a change is a version from a later day");
        assertThatThrownBy(
                () -> regions(SHANTOU, HAOJIANG.replace("2026-03-01", "2026-03-02")).requireUnchanged(kept))
                .hasMessage("440512.yaml: versions: cases submitted on 2026-11-23 are bound to 440512@2026-03-01, but "
                        + "for that day there is now 440512@2026-03-02; what binds cases stays, and a change is a version from a later day");
        assertThatThrownBy(() -> regions(SHANTOU).requireUnchanged(kept))
                .hasMessage("440512: versions: cases submitted on 2026-11-23 are bound to 440512@2026-03-01, but for "
                        + "that day there is now 440500@2026-01-01; what binds cases stays, and a change is a version from a later day");
    }

    @Test
    void thatWereKeptAreReadBackAsTheyWere() {
        var policy = policy("440512", SHANTOU, HAOJIANG);
        var kept = policy.toKeep(DAY);
        assertThat(kept.policy()).isEqualTo(policy);
        var altered = new KeptPolicy(kept.digest(), kept.version(), DAY, kept.content().replace("5.00", "0.00"));
        assertThatThrownBy(altered::policy).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("was altered");
    }

    @Test
    void thatAreShippedShowEveryMemberInSixSpellings() {
        var policies = Stream.of("110000", "310000", "420100", "440500", "510100", "620000")
                .map(region -> Shipped.regions().inForce(region, DAY).orElseThrow()).toList();
        assertThat(Member.values()).allSatisfy(
                member -> assertThat(policies).extracting(policy -> policy.text(member)).doesNotHaveDuplicates());
        assertThat(policies).flatExtracting(policy -> policy.sources().values()).extracting(Policy.Source::legalBasis)
                .allSatisfy(basis -> assertThat(basis).containsPattern("Law|Regulation").contains("illustrative"));
    }

    @Test
    void ofADirectoryMustBeReadable(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("440500.yaml"), SHANTOU);
        Files.writeString(directory.resolve("README.md"), "not a region");
        Files.writeString(directory.resolve(".hidden.yaml"), "not a region");
        assertThat(DataFile.in(directory, ".yaml")).extracting(DataFile::name).containsExactly("440500.yaml");
        Files.write(directory.resolve("440512.yaml"), HAOJIANG.getBytes(StandardCharsets.UTF_16));
        Files.writeString(directory.resolve("440513.yaml"), "#".repeat(300_000));
        assertThatThrownBy(() -> DataFile.in(directory, ".yaml")).hasMessage(directory.resolve("440512.yaml")
                + ": cannot be read as UTF-8 text\n" + directory.resolve("440513.yaml")
                + ": is larger than 262144 bytes");
        assertThatThrownBy(() -> DataFile.in(directory.resolve("none"), ".yaml"))
                .hasMessage(directory.resolve("none") + ": is no directory that can be read");
    }

    private static Policy policy(String region, String... texts) {
        return regions(texts).inForce(region, DAY).orElseThrow();
    }

    /** The national default, Guangdong and Shanghai as shipped, with the given regions added or in place of them. */
    private static Regions regions(String... texts) {
        var files = new TreeMap<String, DataFile>();
        for (var shipped : List.of("000000", "440000", "310000")) {
            var file = file(text(shipped));
            files.put(file.name(), file);
        }
        for (var text : texts) {
            var file = text.contains("汕头市") || text.contains("Shantou") ? named("440500", text) : file(text);
            files.put(file.name(), file);
        }
        return Regions.of(files.values());
    }

    private static DataFile file(String text) {
        return named(text.replaceFirst("(?s).*region: \"(\\d{6})\".*", "$1"), text);
    }

    private static DataFile named(String region, String text) {
        return new DataFile(region + ".yaml", region + ".yaml", text);
    }

    private static String national() {
        return text("000000");
    }

    private static String text(String region) {
        try {
            return Files.readString(Path.of("src/main/resources/regions", region + ".yaml"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
