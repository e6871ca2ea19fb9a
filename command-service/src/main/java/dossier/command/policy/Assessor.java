package dossier.command.policy;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dossier.events.Assessment;
import dossier.events.Assessment.Code;
import dossier.events.Assessment.Line;
import dossier.events.Category;
import dossier.events.InvoiceDecision;
import dossier.events.Reason;
import dossier.events.Sex;

import static java.util.Objects.requireNonNull;

/** Fees, the start of benefits and the fate of invoices, by the formulas of the domain and the numbers of a policy. */
public final class Assessor {

    /** What an assessment depends on, as the application said it. */
    public record Basis(Reason reason, Category category, Sex sex, BigDecimal declaredMonthlyWage,
            LocalDate submittedOn, @Nullable LocalDate coverageLapsedOn, @Nullable Integer creditedMonths) {}

    private Assessor() {}

    public static Assessment assess(Policy policy, Basis basis) {
        var gapMonths = basis.coverageLapsedOn() == null
                ? null
                : Math.toIntExact(ChronoUnit.MONTHS.between(YearMonth.from(basis.coverageLapsedOn()),
                        YearMonth.from(basis.submittedOn())));
        boolean healed = gapMonths == null || gapMonths <= policy.backPayableGapMonths();
        var lines = new ArrayList<Line>();
        if (gapMonths != null) {
            addContributions(policy, basis, healed ? Math.max(gapMonths, 1) : 1, lines);
        }
        if (policy.cardFee().signum() > 0 && basis.reason() != Reason.FIRST_ISSUE) {
            lines.add(new Line(Code.CARD_FEE, policy.cardFee().setScale(2, RoundingMode.HALF_UP), null, null, null,
                    null, null, null));
        }
        var total = lines.stream().map(Line::amount).reduce(BigDecimal.ZERO.setScale(2), BigDecimal::add);
        return new Assessment(policy.version(), gapMonths, healed, lines, total);
    }

    /**
     * The first day of cover.
     *
     * @param lastPaymentOn the greatest {@code paidOn}, or the day of approval where nothing was due
     */
    public static LocalDate benefitsFrom(Policy policy, Basis basis, boolean healed, LocalDate lastPaymentOn) {
        if (basis.coverageLapsedOn() == null) {
            return basis.submittedOn();
        }
        return healed
                ? basis.coverageLapsedOn()
                : YearMonth.from(lastPaymentOn)
                        .plusMonths(1L + requireNonNull(policy.waitingMonths().get(basis.category()))).atDay(1);
    }

    /** Decides one invoice on the day the card is issued. */
    public static InvoiceDecision decide(LocalDate invoiceIssuedOn, Basis basis, LocalDate benefitsFrom,
            LocalDate cardIssuedOn) {
        if (invoiceIssuedOn.isAfter(cardIssuedOn)) {
            return InvoiceDecision.AFTER_CARD;
        }
        if (basis.coverageLapsedOn() == null || !invoiceIssuedOn.isBefore(benefitsFrom)) {
            return InvoiceDecision.REIMBURSABLE;
        }
        return invoiceIssuedOn.isBefore(basis.coverageLapsedOn())
                ? InvoiceDecision.BEFORE_LAPSE
                : InvoiceDecision.WAITING;
    }

    private static void addContributions(Policy policy, Basis basis, int months, List<Line> lines) {
        var base = policy.contributionBase().clamp(basis.declaredMonthlyWage());
        switch (basis.category()) {
            case EMPLOYEE -> {
                lines.add(line(Code.EMPLOYER_CONTRIBUTION, base, policy.rates().employer(), months));
                lines.add(line(Code.EMPLOYEE_CONTRIBUTION, base, policy.rates().employee(), months));
            }
            case FLEXIBLE -> lines.add(line(Code.FLEXIBLE_CONTRIBUTION, base, policy.rates().flexible(), months));
            case RETIREE -> {
                int required = requireNonNull(policy.requiredYears().get(basis.sex())) * 12;
                int missing = Math.max(0, required - requireNonNull(basis.creditedMonths()));
                if (missing > 0) {
                    lines.add(line(Code.RETIREE_MAKE_UP, base, policy.rates().retireeMakeUp(), missing));
                }
            }
            case UNEMPLOYED -> {
            }
        }
    }

    private static Line line(Code code, BigDecimal base, BigDecimal rate, int months) {
        var amount = base.multiply(rate).multiply(BigDecimal.valueOf(months)).setScale(2, RoundingMode.HALF_UP);
        return new Line(code, amount, base, rate, months, null, null, null);
    }
}
