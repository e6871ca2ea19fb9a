package dossier.command.policy;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;

import org.jspecify.annotations.Nullable;

import dossier.events.Assessment;
import dossier.events.Assessment.Code;
import dossier.events.Assessment.Line;
import dossier.events.Category;
import dossier.events.InvoiceDecision;
import dossier.events.Reason;
import dossier.events.Sex;

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
            lines.addAll(new Contributions(policy, basis, gapMonths, healed).lines());
        }
        if (policy.cardFee().signum() > 0 && basis.reason() != Reason.FIRST_ISSUE) {
            var fee = new Terms(policy).of(Member.CARD_FEE, policy.cardFee());
            lines.add(new Line(Code.CARD_FEE, policy.cardFee(), null, null, null, Member.CARD_FEE.path(),
                    fee.legalBasis(Member.CARD_FEE), fee.list()));
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
                        .plusMonths(1L + policy.waitingMonths(basis.category())).atDay(1);
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
}
