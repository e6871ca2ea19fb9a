package dossier.command.policy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dossier.events.Assessment;
import dossier.events.Assessment.Line;
import dossier.events.Assessment.Term;
import dossier.events.Category;
import dossier.events.InvoiceDecision;
import dossier.events.Reason;
import dossier.events.Sex;

import static org.assertj.core.api.Assertions.assertThat;

class AssessorTests {

    private static final LocalDate SUBMITTED_ON = LocalDate.of(2026, 11, 23);
    private static final LocalDate LAPSED_ON = LocalDate.of(2026, 8, 15);
    private static final Regions REGIONS = Shipped.regions();
    private static final Policy POLICY = REGIONS.inForce("440500", SUBMITTED_ON).orElseThrow();

    @ParameterizedTest
    @CsvSource({
            "FLEXIBLE,   MALE,     8000.00, 2026-08-15, ,    2420.00, 3, true",
            "FLEXIBLE,   MALE,     8000.00, 2026-08-01, ,    2420.00, 3, true",
            "FLEXIBLE,   MALE,     8000.00, 2026-07-31, ,     820.00, 4, false",
            "FLEXIBLE,   MALE,     8000.00, 2025-11-23, ,     820.00, 12, false",
            "FLEXIBLE,   MALE,     8000.00, 2026-11-23, ,     820.00, 0, true",
            "FLEXIBLE,   MALE,     8000.00, 2026-10-31, ,     820.00, 1, true",
            "FLEXIBLE,   MALE,     8000.00, 2026-09-30, ,    1620.00, 2, true",
            "FLEXIBLE,   MALE,        0.00, 2026-11-01, ,     420.00, 0, true",
            "FLEXIBLE,   MALE,     3999.99, 2026-11-01, ,     420.00, 0, true",
            "FLEXIBLE,   MALE,     4000.05, 2026-11-01, ,     420.01, 0, true",
            "FLEXIBLE,   MALE,    25000.00, 2026-11-01, ,    2520.00, 0, true",
            "FLEXIBLE,   MALE,   100000.00, 2026-11-01, ,    2520.00, 0, true",
            "EMPLOYEE,   MALE,     8000.00, 2026-08-15, ,    2420.00, 3, true",
            "EMPLOYEE,   MALE,     8000.00, 2026-07-31, ,     820.00, 4, false",
            "EMPLOYEE,   MALE,     4000.06, 2026-11-01, ,     420.00, 0, true",
            "RETIREE,    MALE,     8000.00, 2026-08-15, 299,  660.00, 3, true",
            "RETIREE,    MALE,     8000.00, 2026-07-31, 298, 1300.00, 4, false",
            "RETIREE,    MALE,     8000.00, 2026-08-15, 300,   20.00, 3, true",
            "RETIREE,    MALE,     8000.00, 2026-08-15, 301,   20.00, 3, true",
            "RETIREE,    FEMALE,   8000.00, 2026-08-15, 239,  660.00, 3, true",
            "RETIREE,    FEMALE,   8000.00, 2026-08-15, 240,   20.00, 3, true",
            "RETIREE,    MALE,     8000.00, 2026-08-15, 0, 192020.00, 3, true",
            "UNEMPLOYED, MALE,     8000.00, 2026-08-15, ,      20.00, 3, true",
            "UNEMPLOYED, MALE,     8000.00, 2026-07-31, ,      20.00, 4, false"})
    void addsUpToTheCent(Category category, Sex sex, String wage, LocalDate lapsedOn, Integer creditedMonths,
            String total, int gapMonths, boolean healed) {
        var assessment = Assessor.assess(POLICY,
                basis(Reason.LOST, category, sex, wage, SUBMITTED_ON, lapsedOn, creditedMonths));
        assertThat(assessment.total()).isEqualTo(total);
        assertThat(assessment.gapMonths()).isEqualTo(gapMonths);
        assertThat(assessment.healed()).isEqualTo(healed);
        assertThat(assessment.policyVersion()).isEqualTo("440500@2026-01-01");
    }

    @Test
    void ofCoverThatNeverLapsedIsTheCardFee() {
        var assessment = Assessor.assess(POLICY, flexible(Reason.LOST, null));
        assertThat(assessment.lines()).extracting(Line::code).containsExactly(Assessment.Code.CARD_FEE);
        assertThat(assessment.gapMonths()).isNull();
        assertThat(assessment.healed()).isTrue();
    }

    @Test
    void ofAFirstIssueHasNoCardFee() {
        assertThat(Assessor.assess(POLICY, flexible(Reason.FIRST_ISSUE, null)).lines()).isEmpty();
        assertThat(Assessor.assess(POLICY, flexible(Reason.FIRST_ISSUE, LAPSED_ON)).lines()).extracting(Line::code)
                .containsExactly(Assessment.Code.FLEXIBLE_CONTRIBUTION);
    }

    @Test
    void hasNoCardFeeWhereThePolicyAsksForNone() {
        var shanghai = REGIONS.inForce("310000", SUBMITTED_ON).orElseThrow();
        var assessment = Assessor.assess(shanghai, flexible(Reason.LOST, null));
        assertThat(assessment.lines()).isEmpty();
        assertThat(assessment.total()).isEqualTo("0.00");
    }

    @Test
    void saysFromWhichRuleAndNumbersEachLineCame() {
        var haojiang = REGIONS.inForce("440512", SUBMITTED_ON).orElseThrow();
        var lines = Assessor.assess(haojiang, flexible(Reason.LAPSED_COVERAGE, LAPSED_ON)).lines();
        var contribution = lines.getFirst();
        assertThat(contribution.rule()).isEqualTo("rates.flexible");
        assertThat(contribution.legalBasis()).contains("Social Insurance Law Art. 23", "Shantou");
        assertThat(contribution.terms()).containsExactly(
                new Term("declaredMonthlyWage", "8000.00", "application"),
                new Term("contributionBase.floor", "4000.00", "440500@2026-01-01"),
                new Term("contributionBase.ceiling", "25000.00", "440500@2026-01-01"),
                new Term("base", "8000.00", "calculation"),
                new Term("rates.flexible", "0.10", "440500@2026-01-01"),
                new Term("coverageLapsedOn", "2026-08-15", "application"),
                new Term("submittedOn", "2026-11-23", "application"),
                new Term("gapMonths", "3", "calculation"),
                new Term("backPayableGapMonths", "3", "440500@2026-01-01"),
                new Term("months", "3", "calculation"));
        var fee = lines.getLast();
        assertThat(fee.rule()).isEqualTo("cardFee");
        assertThat(fee.legalBasis()).contains("Haojiang");
        assertThat(fee.terms()).containsExactly(new Term("cardFee", "15.00", "440512@2025-07-01"));
    }

    @Test
    void saysWhichMonthsARetireeLacks() {
        var line = Assessor.assess(POLICY, basis(Reason.LOST, Category.RETIREE, Sex.FEMALE, "8000.00", SUBMITTED_ON,
                LAPSED_ON, 212)).lines().getFirst();
        assertThat(line.rule()).isEqualTo("rates.retireeMakeUp");
        assertThat(line.terms()).contains(new Term("requiredYears.female", "20", "440500@2026-01-01"),
                new Term("creditedMonths", "212", "application"), new Term("months", "28", "calculation"))
                .noneMatch(term -> term.name().equals("requiredYears.male"));
    }

    @ParameterizedTest
    @CsvSource({"2026-07-31, 2026-11-25, FLEXIBLE, 2027-06-01", "2026-07-31, 2026-11-30, EMPLOYEE, 2027-03-01",
            "2026-07-31, 2026-12-01, RETIREE, 2027-01-01", "2026-08-15, 2026-11-25, FLEXIBLE, 2026-08-15",
            ", 2026-11-25, FLEXIBLE, 2026-11-23"})
    void benefitsRunFrom(LocalDate lapsedOn, LocalDate lastPaymentOn, Category category, LocalDate expected) {
        var basis = basis(Reason.LOST, category, Sex.MALE, "8000.00", SUBMITTED_ON, lapsedOn, 300);
        assertThat(Assessor.benefitsFrom(POLICY, basis, Assessor.assess(POLICY, basis).healed(), lastPaymentOn))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"2026-07-30, BEFORE_LAPSE", "2026-07-31, WAITING", "2027-05-31, WAITING", "2027-06-01, REIMBURSABLE",
            "2027-06-30, REIMBURSABLE", "2027-07-01, AFTER_CARD"})
    void decidesInvoicesOfAGapThatWasNotHealed(LocalDate issuedOn, InvoiceDecision expected) {
        assertThat(Assessor.decide(issuedOn, flexible(Reason.LOST, LocalDate.of(2026, 7, 31)),
                LocalDate.of(2027, 6, 1), LocalDate.of(2027, 6, 30))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"2026-08-14, BEFORE_LAPSE", "2026-08-15, REIMBURSABLE", "2026-11-23, REIMBURSABLE",
            "2026-11-30, REIMBURSABLE", "2026-12-01, AFTER_CARD"})
    void paysTheWholeOfAHealedGap(LocalDate issuedOn, InvoiceDecision expected) {
        assertThat(Assessor.decide(issuedOn, flexible(Reason.LOST, LAPSED_ON), LAPSED_ON, LocalDate.of(2026, 11, 30)))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"2020-01-01, REIMBURSABLE", "2026-11-30, REIMBURSABLE", "2026-12-01, AFTER_CARD"})
    void paysEveryInvoiceWhereCoverNeverLapsed(LocalDate issuedOn, InvoiceDecision expected) {
        assertThat(Assessor.decide(issuedOn, flexible(Reason.LOST, null), SUBMITTED_ON, LocalDate.of(2026, 11, 30)))
                .isEqualTo(expected);
    }

    /** Against whole numbers of 1/10000 fen and months counted since the year 0, written without the product's help. */
    @Property
    void agreesWithAnIndependentCalculation(@ForAll @IntRange(max = 8) int region, @ForAll Category category,
            @ForAll Reason reason, @ForAll Sex sex, @ForAll @LongRange(max = 4_500_000) long wageFen,
            @ForAll @IntRange(max = 700) int submitted, @ForAll @IntRange(min = -1, max = 500) int lapsedBefore,
            @ForAll @IntRange(max = 400) int credited, @ForAll @IntRange(max = 60) int paidAfter,
            @ForAll @IntRange(min = -500, max = 400) int invoiceAfter, @ForAll @IntRange(max = 300) int cardAfter) {
        var submittedOn = LocalDate.of(2025, 1, 15).plusDays(submitted);
        var lapsedOn = lapsedBefore < 0 ? null : submittedOn.minusDays(lapsedBefore);
        var code = REGIONS.list().get(region).region();
        var policy = REGIONS.inForce(code, submittedOn).orElseThrow();
        var basis = basis(reason, category, sex, BigDecimal.valueOf(wageFen, 2).toPlainString(), submittedOn, lapsedOn,
                credited);

        long base = Math.min(Math.max(wageFen, fen(policy.contributionBase().floor())),
                fen(policy.contributionBase().ceiling()));
        int gap = lapsedOn == null ? 0 : months(submittedOn) - months(lapsedOn);
        boolean healed = lapsedOn == null || gap <= policy.backPayableGapMonths();
        int months = healed && gap > 1 ? gap : 1;
        List<Long> expected = new ArrayList<>();
        if (lapsedOn != null && category == Category.EMPLOYEE) {
            expected.add(rounded(base, policy.rates().employer(), months));
            expected.add(rounded(base, policy.rates().employee(), months));
        } else if (lapsedOn != null && category == Category.FLEXIBLE) {
            expected.add(rounded(base, policy.rates().flexible(), months));
        } else if (lapsedOn != null && category == Category.RETIREE) {
            int years = sex == Sex.MALE ? policy.requiredYears().male() : policy.requiredYears().female();
            if (years * 12 > credited) {
                expected.add(rounded(base, policy.rates().retireeMakeUp(), years * 12 - credited));
            }
        }
        if (fen(policy.cardFee()) != 0 && reason != Reason.FIRST_ISSUE) {
            expected.add(fen(policy.cardFee()));
        }
        var assessment = Assessor.assess(policy, basis);
        assertThat(assessment.lines()).extracting(line -> fen(line.amount())).isEqualTo(expected);
        assertThat(fen(assessment.total())).isEqualTo(expected.stream().mapToLong(Long::longValue).sum());
        assertThat(assessment.gapMonths()).isEqualTo(lapsedOn == null ? null : gap);
        assertThat(assessment.healed()).isEqualTo(healed);
        assertThat(assessment.lines()).allSatisfy(line -> explains(line, policy));

        var paidOn = submittedOn.plusDays(paidAfter);
        int begins = months(paidOn) + 1 + policy.waitingMonths().get(category);
        var from = lapsedOn == null
                ? submittedOn
                : healed ? lapsedOn : LocalDate.of(begins / 12, begins % 12 + 1, 1);
        assertThat(Assessor.benefitsFrom(policy, basis, healed, paidOn)).isEqualTo(from);

        long invoice = submittedOn.toEpochDay() + invoiceAfter;
        long card = paidOn.toEpochDay() + cardAfter;
        var decision = invoice > card
                ? InvoiceDecision.AFTER_CARD
                : lapsedOn == null || invoice >= from.toEpochDay()
                        ? InvoiceDecision.REIMBURSABLE
                        : invoice < lapsedOn.toEpochDay() ? InvoiceDecision.BEFORE_LAPSE : InvoiceDecision.WAITING;
        assertThat(Assessor.decide(LocalDate.ofEpochDay(invoice), basis, from, LocalDate.ofEpochDay(card)))
                .isEqualTo(decision);
    }

    /** What a clerk would do at the counter with nothing but the line's terms. */
    private static void explains(Line line, Policy policy) {
        Map<String, String> terms = line.terms().stream().collect(Collectors.toMap(Term::name, Term::value));
        assertThat(line.legalBasis()).isEqualTo(policy.sources().get(line.rule()).legalBasis());
        assertThat(line.terms()).filteredOn(term -> policy.sources().containsKey(term.name())).isNotEmpty()
                .allSatisfy(term -> assertThat(term.source())
                        .isEqualTo(policy.sources().get(term.name()).policyVersion()));
        assertThat(line.terms()).filteredOn(term -> !policy.sources().containsKey(term.name()))
                .extracting(Term::source).isSubsetOf("application", "calculation");
        if (line.code() == Assessment.Code.CARD_FEE) {
            assertThat(terms).containsExactly(Map.entry("cardFee", line.amount().toPlainString()));
            return;
        }
        long base = Math.min(Math.max(fen(terms, "declaredMonthlyWage"), fen(terms, "contributionBase.floor")),
                fen(terms, "contributionBase.ceiling"));
        assertThat(fen(terms, "base")).isEqualTo(base).isEqualTo(fen(line.base()));
        int months;
        if (line.code() == Assessment.Code.RETIREE_MAKE_UP) {
            var years = terms.getOrDefault("requiredYears.male", terms.get("requiredYears.female"));
            months = Integer.parseInt(years) * 12 - Integer.parseInt(terms.get("creditedMonths"));
        } else {
            int gap = months(LocalDate.parse(terms.get("submittedOn")))
                    - months(LocalDate.parse(terms.get("coverageLapsedOn")));
            assertThat(terms).containsEntry("gapMonths", Integer.toString(gap));
            months = gap <= Integer.parseInt(terms.get("backPayableGapMonths")) && gap > 1 ? gap : 1;
        }
        assertThat(terms).containsEntry("months", Integer.toString(months));
        assertThat(line.months()).isEqualTo(months);
        assertThat(new BigDecimal(terms.get(line.rule()))).isEqualTo(line.rate());
        assertThat(fen(line.amount())).isEqualTo(rounded(base, new BigDecimal(terms.get(line.rule())), months));
    }

    /** Half a fen and more is a fen. */
    private static long rounded(long baseFen, BigDecimal rate, int months) {
        var tenThousandths = BigInteger.valueOf(baseFen).multiply(rate.movePointRight(4).toBigIntegerExact())
                .multiply(BigInteger.valueOf(months));
        return tenThousandths.add(BigInteger.valueOf(5_000)).divide(BigInteger.valueOf(10_000)).longValueExact();
    }

    private static long fen(BigDecimal yuan) {
        assertThat(yuan.scale()).isEqualTo(2);
        return yuan.unscaledValue().longValueExact();
    }

    private static long fen(Map<String, String> terms, String name) {
        return fen(new BigDecimal(terms.get(name)));
    }

    private static int months(LocalDate day) {
        return day.getYear() * 12 + day.getMonthValue() - 1;
    }

    private static Assessor.Basis flexible(Reason reason, LocalDate lapsedOn) {
        return basis(reason, Category.FLEXIBLE, Sex.MALE, "8000.00", SUBMITTED_ON, lapsedOn, null);
    }

    private static Assessor.Basis basis(Reason reason, Category category, Sex sex, String wage, LocalDate submittedOn,
            LocalDate lapsedOn, Integer creditedMonths) {
        return new Assessor.Basis(reason, category, sex, new BigDecimal(wage), submittedOn, lapsedOn, creditedMonths);
    }
}
