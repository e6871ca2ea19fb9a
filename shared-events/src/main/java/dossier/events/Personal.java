package dossier.events;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;

import org.jspecify.annotations.Nullable;

/** What events say about people and in free text: encrypted in every event, gone when the application's key is. */
public sealed interface Personal {

    /** @param fileNames names of the submitted materials, in their order */
    record Submission(Applicant applicant, @Nullable Proxy proxy, List<Invoice> invoices,
            List<String> fileNames) implements Personal {}

    /** @param explanations one for each requested item, in their order */
    record SupplementRequest(List<String> explanations, @Nullable String note) implements Personal {}

    /** @param fileNames names of the submitted materials, in their order */
    record FileNames(List<String> fileNames) implements Personal {}

    record Note(String note) implements Personal {}

    record Verification(List<Check> checks, @Nullable String note) implements Personal {}

    record Rejection(List<String> reasons, String remedies) implements Personal {}

    record Withdrawal(String reason) implements Personal {}

    /**
     * @param citizenId GB 11643, 18 characters
     * @param mobile E.164
     */
    record Applicant(String name, String citizenId, String mobile, @Nullable String address) {}

    record Proxy(String name, String citizenId, String mobile, String relation) {}

    record Invoice(String number, String issuer, LocalDate issuedOn, BigDecimal amount) {}

    record Check(String name, boolean passed, @Nullable String note) {}
}
