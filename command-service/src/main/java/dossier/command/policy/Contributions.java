package dossier.command.policy;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.List;

import dossier.events.Assessment.Code;
import dossier.events.Assessment.Line;
import dossier.events.Sex;

import static java.util.Objects.requireNonNull;

/** What is to be paid for the months of a gap, or that a retiree lacks, with every number that had a say. */
record Contributions(Policy policy, Assessor.Basis basis, int gapMonths, boolean healed) {

    List<Line> lines() {
        return switch (basis.category()) {
            case EMPLOYEE -> List.of(
                    ofGap(Code.EMPLOYER_CONTRIBUTION, Member.RATE_EMPLOYER, policy.rates().employer()),
                    ofGap(Code.EMPLOYEE_CONTRIBUTION, Member.RATE_EMPLOYEE, policy.rates().employee()));
            case FLEXIBLE ->
                List.of(ofGap(Code.FLEXIBLE_CONTRIBUTION, Member.RATE_FLEXIBLE, policy.rates().flexible()));
            case RETIREE -> ofMissingMonths();
            case UNEMPLOYED -> List.of();
        };
    }

    private Line ofGap(Code code, Member rule, BigDecimal rate) {
        int months = healed ? Math.max(gapMonths, 1) : 1;
        return line(code, rule, rate, months, base().of(rule, rate)
                .applied("coverageLapsedOn", lapsedOn()).applied("submittedOn", basis.submittedOn())
                .calculated("gapMonths", gapMonths)
                .of(Member.BACK_PAYABLE_GAP_MONTHS, policy.backPayableGapMonths())
                .calculated("months", months));
    }

    private List<Line> ofMissingMonths() {
        var years = basis.sex() == Sex.MALE ? Member.REQUIRED_YEARS_MALE : Member.REQUIRED_YEARS_FEMALE;
        int requiredYears = policy.requiredYears().of(basis.sex());
        int creditedMonths = requireNonNull(basis.creditedMonths());
        int missing = Math.max(0, requiredYears * 12 - creditedMonths);
        var rate = policy.rates().retireeMakeUp();
        return missing == 0
                ? List.of()
                : List.of(line(Code.RETIREE_MAKE_UP, Member.RATE_RETIREE_MAKE_UP, rate, missing,
                        base().of(Member.RATE_RETIREE_MAKE_UP, rate).of(years, requiredYears)
                                .applied("creditedMonths", creditedMonths).calculated("months", missing)));
    }

    private Terms base() {
        return new Terms(policy).applied("declaredMonthlyWage", basis.declaredMonthlyWage().toPlainString())
                .of(Member.CONTRIBUTION_BASE_FLOOR, policy.contributionBase().floor())
                .of(Member.CONTRIBUTION_BASE_CEILING, policy.contributionBase().ceiling())
                .calculated("base", clampedWage().toPlainString());
    }

    private Line line(Code code, Member rule, BigDecimal rate, int months, Terms terms) {
        var amount = clampedWage().multiply(rate).multiply(BigDecimal.valueOf(months))
                .setScale(2, RoundingMode.HALF_UP);
        return new Line(code, amount, clampedWage(), rate, months, rule.path(), terms.legalBasis(rule), terms.list());
    }

    private BigDecimal clampedWage() {
        return policy.contributionBase().clamp(basis.declaredMonthlyWage());
    }

    private LocalDate lapsedOn() {
        return requireNonNull(basis.coverageLapsedOn());
    }
}
