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

    /**
     * One line with everything it came from: {@code base * rate * months}, which a flat fee has not, the policy's member
     * that is the {@code rule}, its basis in law, and each number that had a say. Version 1 of the event had no rule.
     *
     * @param rule a member of the policy, for example {@code rates.flexible}
     */
    public record Line(Code code, BigDecimal amount, @Nullable BigDecimal base, @Nullable BigDecimal rate,
            @Nullable Integer months, @Nullable String rule, @Nullable String legalBasis,
            @Nullable List<Term> terms) {}

    /**
     * One number of a calculation.
     *
     * @param name of a member of the policy or the application, or of a number counted from them
     * @param source the version of the policy that says it, {@code application}, or {@code calculation}
     */
    public record Term(String name, String value, String source) {}
}
