package dossier.command.policy;

import java.math.BigDecimal;
import java.time.LocalDate;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dossier.events.Assessment;
import dossier.events.Category;
import dossier.events.InvoiceDecision;
import dossier.events.Reason;
import dossier.events.Sex;

import static org.assertj.core.api.Assertions.assertThat;

class AssessorTests {

    private static final LocalDate SUBMITTED_ON = LocalDate.of(2026, 11, 23);
    private static final Policy POLICY = Shipped.policies().inForce("440500", SUBMITTED_ON);

    @ParameterizedTest
    @CsvSource({
            "FLEXIBLE,   8000.00, 2026-08-15, ,    2420.00, 3, true",
            "FLEXIBLE,   8000.00, 2026-07-31, ,     820.00, 4, false",
            "FLEXIBLE,   8000.00, 2026-11-23, ,     820.00, 0, true",
            "FLEXIBLE,    100.00, 2026-11-01, ,     420.00, 0, true",
            "FLEXIBLE, 100000.00, 2026-11-01, ,    2520.00, 0, true",
            "EMPLOYEE,   8000.00, 2026-08-15, ,    2420.00, 3, true",
            "RETIREE,    8000.00, 2026-08-15, 299,  660.00, 3, true",
            "RETIREE,    8000.00, 2026-08-15, 300,   20.00, 3, true",
            "UNEMPLOYED, 8000.00, 2026-08-15, ,      20.00, 3, true"})
    void addsUpToTheCent(Category category, String wage, LocalDate lapsedOn, Integer creditedMonths, String total,
            int gapMonths, boolean healed) {
        var assessment = Assessor.assess(POLICY, basis(Reason.LOST, category, wage, lapsedOn, creditedMonths));
        assertThat(assessment.total()).isEqualTo(total);
        assertThat(assessment.gapMonths()).isEqualTo(gapMonths);
        assertThat(assessment.healed()).isEqualTo(healed);
        assertThat(assessment.policyVersion()).isEqualTo("440500@2026-01-01");
    }

    @Test
    void ofCoverThatNeverLapsedIsTheCardFee() {
        var assessment = Assessor.assess(POLICY, basis(Reason.LOST, Category.FLEXIBLE, "8000.00", null, null));
        assertThat(assessment.lines()).extracting(Assessment.Line::code).containsExactly(Assessment.Code.CARD_FEE);
        assertThat(assessment.gapMonths()).isNull();
    }

    @Test
    void ofAFirstIssueHasNoCardFee() {
        assertThat(Assessor.assess(POLICY, basis(Reason.FIRST_ISSUE, Category.FLEXIBLE, "8000.00", null, null))
                .lines()).isEmpty();
    }

    @Property
    void isTheSumOfItsLinesAndEachLineOfItsNumbers(@ForAll Category category,
            @ForAll @BigRange(min = "0", max = "99999") @Scale(2) BigDecimal wage,
            @ForAll @IntRange(max = 1_000) int daysSinceLapse, @ForAll @IntRange(max = 400) int creditedMonths) {
        var assessment = Assessor.assess(POLICY, basis(Reason.LAPSED_COVERAGE, category, wage.toPlainString(),
                SUBMITTED_ON.minusDays(daysSinceLapse), creditedMonths));
        assertThat(assessment.total()).isEqualByComparingTo(assessment.lines().stream().map(Assessment.Line::amount)
                .reduce(BigDecimal.ZERO, BigDecimal::add));
        assertThat(assessment.lines()).filteredOn(line -> line.base() != null).allSatisfy(line -> {
            long cents = Math.round(line.base().doubleValue() * line.rate().doubleValue() * line.months() * 100);
            assertThat(line.amount().movePointRight(2).longValueExact()).isBetween(cents - 1, cents + 1);
            assertThat(line.base()).isBetween(new BigDecimal("4000.00"), new BigDecimal("25000.00"));
        });
    }

    @ParameterizedTest
    @CsvSource({"2026-07-31, false, 2027-06-01", "2026-08-15, true, 2026-08-15", ", true, 2026-11-23"})
    void benefitsRunFrom(LocalDate lapsedOn, boolean healed, LocalDate expected) {
        assertThat(Assessor.benefitsFrom(POLICY, basis(Reason.LOST, Category.FLEXIBLE, "8000.00", lapsedOn,
                null), healed, LocalDate.of(2026, 11, 25))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"2026-07-30, BEFORE_LAPSE", "2026-07-31, WAITING", "2027-05-31, WAITING", "2027-06-01, REIMBURSABLE",
            "2027-06-30, REIMBURSABLE", "2027-07-01, AFTER_CARD"})
    void decidesInvoicesOfAGapThatWasNotHealed(LocalDate issuedOn, InvoiceDecision expected) {
        assertThat(Assessor.decide(issuedOn, basis(Reason.LOST, Category.FLEXIBLE, "8000.00",
                LocalDate.of(2026, 7, 31), null), LocalDate.of(2027, 6, 1), LocalDate.of(2027, 6, 30)))
                .isEqualTo(expected);
    }

    private static Assessor.Basis basis(Reason reason, Category category, String wage, LocalDate lapsedOn,
            Integer creditedMonths) {
        return new Assessor.Basis(reason, category, Sex.MALE, new BigDecimal(wage), SUBMITTED_ON, lapsedOn,
                creditedMonths);
    }
}
