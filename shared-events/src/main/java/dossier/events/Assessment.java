package dossier.events;

import java.math.BigDecimal;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What the applicant owes, line by line, in CNY rounded HALF_UP to 0.01.
 *
 * @param policyVersion {@code <region>@<effectiveFrom>} of the policy that bound the case when it was submitted
 * @param gapMonths months between the lapse of cover and the submission, absent when cover never lapsed
 * @param healed whether back payment closes the gap; true when cover never lapsed
 */
public record Assessment(String policyVersion, @Nullable Integer gapMonths, boolean healed, List<Line> lines,
        BigDecimal total) {

    public enum Code {
        EMPLOYER_CONTRIBUTION,
        EMPLOYEE_CONTRIBUTION,
        FLEXIBLE_CONTRIBUTION,
        RETIREE_MAKE_UP,
        CARD_FEE
    }

    /** One line and the numbers it came from: {@code base * rate * months}; a flat fee has none. */
    public record Line(Code code, BigDecimal amount, @Nullable BigDecimal base, @Nullable BigDecimal rate,
            @Nullable Integer months) {}
}
