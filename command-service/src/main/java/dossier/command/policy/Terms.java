package dossier.command.policy;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

import dossier.events.Assessment.Term;

/** The numbers of one line of an assessment, in the order in which a clerk would explain them. */
final class Terms {

    private static final String APPLICATION = "application";
    private static final String CALCULATION = "calculation";

    private final Policy policy;
    private final List<Term> terms = new ArrayList<>();

    Terms(Policy policy) {
        this.policy = policy;
    }

    Terms of(Member member, BigDecimal value) {
        return of(member, value.toPlainString());
    }

    Terms of(Member member, int value) {
        return of(member, Integer.toString(value));
    }

    Terms applied(String name, Object value) {
        return add(name, value.toString(), APPLICATION);
    }

    Terms calculated(String name, Object value) {
        return add(name, value.toString(), CALCULATION);
    }

    String legalBasis(Member rule) {
        return policy.source(rule).legalBasis();
    }

    List<Term> list() {
        return List.copyOf(terms);
    }

    private Terms of(Member member, String value) {
        return add(member.path(), value, policy.source(member).policyVersion());
    }

    private Terms add(String name, String value, String source) {
        terms.add(new Term(name, value, source));
        return this;
    }
}
