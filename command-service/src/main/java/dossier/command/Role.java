package dossier.command;

import java.util.Locale;

/** What a person may do; the names of the token's claim {@code roles} are these in lower case. */
enum Role {
    CLERK,
    VERIFIER,
    REVIEWER,
    CASHIER,
    ISSUER,
    APPLICANT;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
