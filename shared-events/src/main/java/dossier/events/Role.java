package dossier.events;

import java.util.Locale;

/** What a person may do; the names of the token's claim {@code roles} are these in lower case. */
public enum Role {
    CLERK,
    VERIFIER,
    REVIEWER,
    CASHIER,
    ISSUER,
    APPLICANT,
    /** Timers; no person has it. */
    SYSTEM;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
