package dossier.systemtests;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.List;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static dossier.systemtests.CardCase.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

/** What a region tells anybody that it asks for is what it asks for. */
class RegionsTests {

    /** Wuhou, which has no file of its own and follows Chengdu. */
    private static final String COUNTY = "510107";
    private static final String CATEGORY = "EMPLOYEE";
    private static final String IDENTITY = "IDENTITY_DOCUMENT";

    private final DossierSystem dossier = DossierSystem.shared();
    private final JsonNode policy = succeeded(dossier.anonymous().ask("/api/regions/" + COUNTY)).body();

    @Test
    void materialsFeesAndLimitsAreThoseOfTheRegion() {
        var lapsedOn = YearMonth.now(ZoneId.of("Asia/Shanghai")).minusMonths(1).atDay(1);
        var application = Applicants.lostCard().put("region", COUNTY).put("category", CATEGORY)
                .put("coverageLapsedOn", lapsedOn.toString());
        application.putObject("employer").put("name", "成都一厂").put("creditCode", "91350100M000100Y43");
        var submitted = CardCase.submitted(dossier, application);
        assertThat(counted(submitted, "REVIEW")).isEqualTo(limit("review"));

        var missing = required().stream().filter(type -> !type.equals(IDENTITY)).toList();
        assertThat(missing).isNotEmpty();
        var incomplete = submitted.verify("verifier");
        assertThat(incomplete.code()).isEqualTo("missing-materials");
        assertThat(incomplete.body().path("missing").valueStream().map(JsonNode::asString))
                .containsExactlyInAnyOrderElementsOf(missing);
        succeeded(submitted.requestSupplement("verifier"));
        assertThat(counted(submitted, "SUPPLEMENT")).isEqualTo(limit("supplement"));
        succeeded(dossier.as("clerk").post(submitted.path() + "/supplements",
                "{\"materials\":" + missing.stream().map(Applicants::material).toList() + "}"));
        submitted.thenVerified();

        int most = policy.path("maxReviewExtension").asInt();
        assertThat(submitted.extend("reviewer", most + 1).wrongFields()).containsExactly("days");
        succeeded(submitted.extend("reviewer", most));
        assertThat(counted(submitted, "REVIEW")).isEqualTo(limit("review") + most);

        var assessment = succeeded(submitted.approve("reviewer")).body().path("assessment");
        assertThat(assessment.path("policyVersion")).isEqualTo(policy.path("policyVersion"));
        int gap = assessment.path("gapMonths").asInt();
        assertThat(gap).isPositive().isLessThanOrEqualTo(policy.path("backPayableGapMonths").asInt());
        assertThat(assessment.path("healed").asBoolean()).isTrue();
        var employer = contribution("employer", gap);
        var employee = contribution("employee", gap);
        assertThat(assessment.path("lines").valueStream()
                .map(line -> line.path("code").asString() + " " + line.path("amount").asString())).containsExactly(
                        "EMPLOYER_CONTRIBUTION " + employer, "EMPLOYEE_CONTRIBUTION " + employee,
                        "CARD_FEE " + decimal("/cardFee"));
        assertThat(assessment.path("total").asString())
                .isEqualTo(employer.add(employee).add(decimal("/cardFee")).toPlainString());
        assertThat(counted(submitted, "PAYMENT")).isEqualTo(limit("payment"));
    }

    private List<String> required() {
        return policy.path("materials").valueStream()
                .filter(material -> material.path("requiredFor").valueStream().anyMatch(
                        category -> category.asString().equals(CATEGORY)))
                .map(material -> material.path("type").asString()).toList();
    }

    private int limit(String name) {
        return policy.path("timeLimits").path(name).asInt();
    }

    private BigDecimal contribution(String rate, int months) {
        return new BigDecimal("8000.00").max(decimal("/contributionBase/floor"))
                .min(decimal("/contributionBase/ceiling")).multiply(decimal("/rates/" + rate))
                .multiply(BigDecimal.valueOf(months)).setScale(2, RoundingMode.HALF_UP);
    }

    private BigDecimal decimal(String path) {
        return new BigDecimal(policy.at(path).asString());
    }

    /** Working days of the limit when it runs to its end. */
    private static int counted(CardCase application, String limit) {
        return application.clock().body().path("limits").valueStream()
                .filter(one -> one.path("limit").asString().equals(limit)
                        && one.path("state").asString().equals("RUNNING"))
                .findFirst().orElseThrow().path("counted").asInt();
    }
}
