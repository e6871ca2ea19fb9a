package dossier.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDate;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.JsonNode;

import dossier.command.policy.BadFiles;
import dossier.command.policy.Policies;
import dossier.command.policy.WorkingDays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What anybody may ask about regions, and what is kept for the cases that are bound to their policies. */
@ExtendWith(OutputCaptureExtension.class)
class RegionsTests {

    private static final CommandApi API = CommandApi.shared();

    @Test
    void areListedForAnybodyWithTheirVersions() {
        var items = API.get("", "/api/regions").json().path("items");
        assertThat(items.valueStream().map(item -> item.path("region").asString())).isSorted()
                .contains("000000", "110000", "310000", "420100", "440000", "440500", "440512", "510100", "620000");
        assertThat(items.valueStream().filter(item -> item.path("region").asString().equals("440500")))
                .singleElement().hasToString("""
                        {"region":"440500","name":{"zh":"汕头市","en":"Shantou"},"parent":"440000",\
                        "versions":["2020-01-01","2026-01-01"]}""");
    }

    @Test
    void tellWhatTheyAskForOnADayAndWhereEachValueComesFrom() {
        var haojiang = region("440512?on=2026-11-23");
        assertThat(haojiang.path("policyVersion").asString()).isEqualTo("440512@2025-07-01");
        assertThat(haojiang.path("cardFee").asString()).isEqualTo("15.00");
        assertThat(haojiang.path("contributionBase").path("floor").asString()).isEqualTo("4000.00");
        assertThat(haojiang.path("timeLimits").path("review").asInt()).isEqualTo(8);
        assertThat(haojiang.path("materials").get(1).path("type").asString()).isEqualTo("PROOF_OF_RESIDENCE");
        assertThat(haojiang.path("materials").get(1).path("legalBasis").asString()).contains("Art. 31");
        assertThat(haojiang.path("sources").path("cardFee").path("policyVersion").asString())
                .isEqualTo("440512@2025-07-01");
        assertThat(haojiang.path("sources").path("contributionBase.floor").path("policyVersion").asString())
                .isEqualTo("440500@2026-01-01");
        assertThat(haojiang.path("sources").path("rates.flexible").path("legalBasis").asString()).isNotBlank();
    }

    @ParameterizedTest
    @CsvSource({"440513, 2026-11-23, 440500@2026-01-01", "440512, 2025-06-30, 440500@2020-01-01",
            "440100, 2026-11-23, 440000@2024-07-01", "650100, 2026-11-23, 000000@2020-01-01",
            "420100, 2021-06-30, 000000@2020-01-01", "000000, 2026-11-23, 000000@2020-01-01"})
    void withoutAFileOrAVersionOfTheirOwnFollowTheirLine(String region, LocalDate on, String version) {
        assertThat(region(region + "?on=" + on).path("policyVersion").asString()).isEqualTo(version);
    }

    @Test
    void haveNoNameUnlessTheyHaveAFile() {
        assertThat(region("440513").has("name")).isFalse();
        assertThat(region("310000").path("name").path("en").asString()).isEqualTo("Shanghai");
    }

    @Test
    void answerForTodayUnlessADayIsGiven() {
        assertThat(region("310000")).isEqualTo(region("310000?on=" + region("310000").path("on").asString()));
    }

    @ParameterizedTest
    @CsvSource({"990000, region", "44050, region", "440500?on=yesterday, on", "440500?on=2026-02-30, on",
            "440500?on=2019-12-31, on", "440500?on=, on"})
    void refuseWhatIsNoCodeOrNoDay(String path, String field) {
        var reply = API.get("", "/api/regions/" + path);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.code()).isEqualTo("invalid-request");
        assertThat(reply.json().path("errors").valueStream().map(error -> error.path("field").asString()))
                .containsExactly(field);
    }

    @Test
    void keepThePolicyOfEveryCaseForGood() throws SQLException {
        var submitted = API.post("clerk", "/api/applications", Bodies.application());
        assertThat(submitted.status()).isEqualTo(201);
        var shantou = region("440500");
        try (var log = CommandApi.sharedInstallation().log();
                var query = log.createStatement();
                var kept = query.executeQuery("select version, resolved_for, content from policy where digest = '"
                        + shantou.path("digest").asString() + "'")) {
            assertThat(kept.next()).isTrue();
            assertThat(kept.getString("version")).isEqualTo("440500@2026-01-01");
            assertThat(kept.getObject("resolved_for", LocalDate.class)).isNotNull();
            assertThat(kept.getString("content")).contains("\"cardFee\":\"20.00\"");
        }
        assertThat(policies().withDigest(shantou.path("digest").asString()).version()).isEqualTo("440500@2026-01-01");
    }

    /** The digest that {@code Policy} had when it was a constant; logs of that time are never rewritten. */
    @Test
    void knowThePolicyOfLogsFromBeforeTheyHadFiles() {
        var policy = policies().withDigest("73664fec89d18b1cbd802c12fcd2969cb2f482ae3b208f5781b4dca8572a980f");
        assertThat(policy.version()).isEqualTo("000000@2020-01-01");
        var national = policies().inForce("000000", LocalDate.of(2026, 11, 23));
        assertThat(policy).usingRecursiveComparison().ignoringFields("digest", "sources").isEqualTo(national);
        assertThat(policy.sources().keySet()).isEqualTo(national.sources().keySet());
    }

    @Test
    void knowNoPolicyThatNobodyKept() {
        assertThatThrownBy(() -> policies().withDigest("0".repeat(64))).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("0".repeat(64));
    }

    @Test
    void mayBeAddedAndReplacedByADirectoryAndYearsLikewise(@TempDir Path regions, @TempDir Path calendars)
            throws IOException {
        Files.writeString(regions.resolve("650100.yaml"), """
                region: "650100"
                name: {zh: 乌鲁木齐市, en: Urumqi}
                versions:
                  - effectiveFrom: 2026-01-01
                    legalBasis: "the city's own"
                    cardFee: "1.00"
                """);
        Files.writeString(regions.resolve("620000.yaml"), """
                region: "620000"
                name: {zh: 甘肃, en: Kansu}
                versions:
                  - effectiveFrom: 2026-01-01
                    legalBasis: "the province's own"
                    maxReviewExtension: 0
                """);
        Files.writeString(calendars.resolve("2027.json"), """
                {"source": "notice", "off": ["2027-01-01"], "worked": []}""");
        try (var service = CommandApi.start(CommandApi.sharedInstallation(), "dossier.regions=" + regions,
                "dossier.calendars=" + calendars)) {
            assertThat(service.get("", "/api/regions/650102").json().path("cardFee").asString()).isEqualTo("1.00");
            assertThat(service.get("", "/api/regions/620000").json().path("cardFee").asString()).isEqualTo("20.00");
            assertThat(service.get("", "/api/regions/440500").json()).isEqualTo(region("440500"));
            assertThat(service.service().getBean(WorkingDays.class).hasNotice(2027)).isTrue();
            assertThat(service.service().getBean(WorkingDays.class).hasNotice(2026)).isTrue();
        }
    }

    @Test
    void doNotStartWithAFileThatChangesWhatCasesAreBoundTo(@TempDir Path regions, CapturedOutput output)
            throws IOException {
        assertThat(API.post("clerk", "/api/applications", Bodies.application()).status()).isEqualTo(201);
        var shipped = Files.readString(Path.of("src/main/resources/regions/440500.yaml"));
        Files.writeString(regions.resolve("440500.yaml"), shipped.replace("maxReviewExtension: 10",
                "maxReviewExtension: 9"));
        assertThatThrownBy(() -> CommandApi.start(CommandApi.sharedInstallation(), "dossier.regions=" + regions))
                .hasRootCauseInstanceOf(BadFiles.class);
        assertThat(output).containsSubsequence("APPLICATION FAILED TO START", regions.resolve("440500.yaml") + ":",
                "maxReviewExtension: is 9 of 440500@2026-01-01, but cases are bound to 10 of 440500@2026-01-01");
    }

    private static Policies policies() {
        return API.service().getBean(Policies.class);
    }

    private static JsonNode region(String path) {
        var reply = API.get("", "/api/regions/" + path);
        assertThat(reply.status()).isEqualTo(200);
        return reply.json();
    }
}
