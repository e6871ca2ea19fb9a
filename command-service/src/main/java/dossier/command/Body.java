package dossier.command;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

import dossier.command.identity.CitizenId;
import dossier.command.identity.CreditCode;
import dossier.command.identity.Mobile;
import dossier.command.identity.Region;
import dossier.events.AppealOutcome;
import dossier.events.Category;
import dossier.events.Collector;
import dossier.events.ContactChannel;
import dossier.events.Delivery;
import dossier.events.MaterialType;
import dossier.events.PaymentMethod;
import dossier.events.Reason;

/**
 * The bodies of requests. Annotations say what one member must be, {@link #check} what only an identifier's own rules or
 * several members together can tell; both are applied before a controller sees a body.
 */
sealed interface Body {

    /** CNY, at most two decimals. */
    String MONEY = "(0|[1-9]\\d{0,8})(\\.\\d{1,2})?";
    String A_DECIMAL = "must be a decimal of at most 9 digits and 2 decimals, like \"820.00\"";
    /** No applicant's cover or invoice is older. */
    LocalDate EARLIEST = LocalDate.of(1900, 1, 1);
    int NOTE = 2_000;
    int MOST_ITEMS = 50;

    /** @param today in Asia/Shanghai */
    default void check(Errors errors, LocalDate today) {}

    record Submit(@Nullable UUID applicationId, @NotNull @Pattern(regexp = "\\d{6}") String region,
            @NotNull Reason reason, @NotNull Category category, @NotNull @Valid Applicant applicant,
            @Valid @Nullable EmployerBody employer,
            @NotNull @Pattern(regexp = MONEY, message = A_DECIMAL) String declaredMonthlyWage,
            @Nullable LocalDate coverageLapsedOn, @Min(0) @Max(1_200) @Nullable Integer creditedMonths,
            @Valid @Nullable Proxy proxy, @NotNull @Size(max = MOST_ITEMS) List<@NotNull @Valid MaterialBody> materials,
            @Size(max = MOST_ITEMS) @Nullable List<@NotNull @Valid Invoice> invoices) implements Body {

        @Override
        public void check(Errors errors, LocalDate today) {
            errors.require(region == null || Region.isValid(region), "region", "must be a GB/T 2260 code");
            if (applicant != null) {
                checkPerson(errors, "applicant", applicant.citizenId(), applicant.mobile(), today);
            }
            if (proxy != null) {
                errors.require(applicant == null || proxy.citizenId() == null
                        || !proxy.citizenId().equalsIgnoreCase(applicant.citizenId()), "proxy.citizenId",
                        "must not be the applicant's own");
                checkPerson(errors, "proxy", proxy.citizenId(), proxy.mobile(), today);
            }
            errors.require((employer != null) == (category == Category.EMPLOYEE), "employer",
                    "is required for EMPLOYEE and allowed for nobody else");
            errors.require(employer == null || employer.creditCode() == null
                    || CreditCode.isValid(employer.creditCode()), "employer.creditCode",
                    "must be a unified social credit code (GB 32100) with its check character");
            errors.require((creditedMonths != null) == (category == Category.RETIREE), "creditedMonths",
                    "is required for RETIREE and allowed for nobody else");
            errors.require(coverageLapsedOn != null || reason != Reason.LAPSED_COVERAGE, "coverageLapsedOn",
                    "is required when the reason is LAPSED_COVERAGE");
            errors.require(coverageLapsedOn == null || (!coverageLapsedOn.isAfter(today)
                    && !coverageLapsedOn.isBefore(EARLIEST)), "coverageLapsedOn",
                    "must be from " + EARLIEST + " to the day of submission");
            if (invoices != null) {
                for (int i = 0; i < invoices.size(); i++) {
                    var invoice = invoices.get(i);
                    errors.require(invoice == null || invoice.issuedOn() == null || (!invoice.issuedOn().isAfter(today)
                            && !invoice.issuedOn().isBefore(EARLIEST)), "invoices[" + i + "].issuedOn",
                            "must be from " + EARLIEST + " to today");
                }
            }
        }

        private static void checkPerson(Errors errors, String who, @Nullable String citizenId, @Nullable String mobile,
                LocalDate today) {
            errors.require(citizenId == null || CitizenId.parse(citizenId, today).isPresent(), who + ".citizenId",
                    "must be a citizen ID (GB 11643) with its check character");
            errors.require(mobile == null || Mobile.parse(mobile).isPresent(), who + ".mobile",
                    "must be a Chinese mobile number");
        }
    }

    record Applicant(@Text String name, @NotNull String citizenId, @NotNull String mobile,
            @Size(max = 300) @Nullable String address) {}

    record Proxy(@Text String name, @NotNull String citizenId, @NotNull String mobile, @Text String relation) {}

    record EmployerBody(@Text(max = 200) String name, @NotNull String creditCode) {}

    record MaterialBody(@NotNull MaterialType type, @Text(max = 255) String fileName,
            @NotNull @Pattern(regexp = "[a-z]+/[A-Za-z0-9.+-]{1,100}") String mediaType,
            @NotNull @Min(1) @Max(1L << 40) Long size, @NotNull @Pattern(regexp = "[0-9a-fA-F]{64}") String sha256) {}

    record Invoice(@Text(max = 64) String number, @Text(max = 200) String issuer, @NotNull LocalDate issuedOn,
            @NotNull @Pattern(regexp = MONEY, message = A_DECIMAL) String amount) {}

    record SupplementRequest(@NotEmpty @Size(max = MOST_ITEMS) List<@NotNull @Valid Item> items,
            @Size(max = NOTE) @Nullable String note) implements Body {}

    record Item(@NotNull MaterialType type, @Text(max = NOTE) String explanation) {}

    record Supplement(
            @NotEmpty @Size(max = MOST_ITEMS) List<@NotNull @Valid MaterialBody> materials) implements Body {}

    record Contact(@NotNull ContactChannel channel, @NotNull Boolean reached,
            @Text(max = NOTE) String note) implements Body {}

    record Verification(@NotEmpty @Size(max = MOST_ITEMS) List<@NotNull @Valid Check> checks,
            @Size(max = NOTE) @Nullable String note) implements Body {}

    record Check(@Text String name, @NotNull Boolean passed, @Size(max = NOTE) @Nullable String note) {}

    record Approval(@Size(max = NOTE) @Nullable String note) implements Body {}

    record Rejection(@NotEmpty @Size(max = MOST_ITEMS) List<@Text(max = NOTE) String> reasons,
            @Text(max = NOTE) String remedies) implements Body {}

    record Payment(@Text(max = 64) String receiptNumber,
            @NotNull @Pattern(regexp = MONEY, message = A_DECIMAL) String amount, @NotNull PaymentMethod method,
            @NotNull LocalDate paidOn) implements Body {

        @Override
        public void check(Errors errors, LocalDate today) {
            checkMoney(errors, amount, "paidOn", paidOn, today);
        }
    }

    record Card(@Nullable Delivery deliverTo) implements Body {}

    record Withdrawal(@Text(max = NOTE) String reason) implements Body {}

    /** @param days working days; the application's policy may allow fewer */
    record Extension(@NotNull @Min(1) @Max(366) Integer days, @Text(max = NOTE) String reason) implements Body {}

    record Collection(@Nullable Collector collectedBy) implements Body {}

    record ProductionFailure(@Text(max = NOTE) String reason) implements Body {}

    record Appeal(@Text(max = NOTE) String reason) implements Body {}

    record AppealDecision(@NotNull AppealOutcome outcome, @Text(max = NOTE) String reason) implements Body {}

    record Refund(@Text(max = 64) String receiptNumber,
            @NotNull @Pattern(regexp = MONEY, message = A_DECIMAL) String amount, @NotNull PaymentMethod method,
            @NotNull LocalDate refundedOn) implements Body {

        @Override
        public void check(Errors errors, LocalDate today) {
            checkMoney(errors, amount, "refundedOn", refundedOn, today);
        }
    }

    private static void checkMoney(Errors errors, @Nullable String amount, String when, @Nullable LocalDate day,
            LocalDate today) {
        errors.require(amount == null || !amount.matches(MONEY) || new BigDecimal(amount).signum() > 0, "amount",
                "must be more than nothing");
        errors.require(day == null || !day.isAfter(today), when, "must not be in the future");
    }
}
