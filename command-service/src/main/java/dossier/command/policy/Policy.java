package dossier.command.policy;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import dossier.events.Category;
import dossier.events.MaterialType;
import dossier.events.Sex;

/** What a region asks for from a day on. Money in CNY, limits in working days. */
public record Policy(String region, LocalDate effectiveFrom, BigDecimal cardFee, ContributionBase contributionBase,
        Rates rates, Map<Sex, Integer> requiredYears, int backPayableGapMonths, Map<Category, Integer> waitingMonths,
        TimeLimits timeLimits, int maxReviewExtension, Map<Category, Set<MaterialType>> requiredMaterials) {

    /** Sorted collections, so that what the policy says has one spelling and one digest. */
    public Policy {
        requiredYears = new TreeMap<>(requiredYears);
        waitingMonths = new TreeMap<>(waitingMonths);
        var sorted = new TreeMap<Category, Set<MaterialType>>();
        requiredMaterials.forEach((category, types) -> sorted.put(category, new TreeSet<>(types)));
        requiredMaterials = sorted;
    }

    public record ContributionBase(BigDecimal floor, BigDecimal ceiling) {

        BigDecimal clamp(BigDecimal wage) {
            return wage.max(floor).min(ceiling);
        }
    }

    public record Rates(BigDecimal employer, BigDecimal employee, BigDecimal flexible, BigDecimal retireeMakeUp) {}

    public record TimeLimits(int review, int supplement, int payment, int appeal) {}

    /** The built-in default of the whole country; the figures are the contract's example. */
    public static final Policy NATIONAL = new Policy("000000", LocalDate.of(2020, 1, 1), new BigDecimal("20.00"),
            new ContributionBase(new BigDecimal("4000.00"), new BigDecimal("25000.00")),
            new Rates(new BigDecimal("0.08"), new BigDecimal("0.02"), new BigDecimal("0.10"), new BigDecimal("0.08")),
            Map.of(Sex.MALE, 25, Sex.FEMALE, 20), 3,
            Map.of(Category.EMPLOYEE, 3, Category.FLEXIBLE, 6, Category.RETIREE, 0, Category.UNEMPLOYED, 0),
            new TimeLimits(10, 15, 30, 60), 10, identityDocumentForAll());

    public Set<MaterialType> requiredMaterials(Category category) {
        return requiredMaterials.getOrDefault(category, Set.of());
    }
    public String version() {
        return region + "@" + effectiveFrom;
    }

    /** SHA-256 of everything the policy says, lower-case hex: equal policies have equal digests on every machine. */
    public String digest() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256")
                    .digest(toString().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static Map<Category, Set<MaterialType>> identityDocumentForAll() {
        var required = new TreeMap<Category, Set<MaterialType>>();
        for (var category : Category.values()) {
            required.put(category, Set.of(MaterialType.IDENTITY_DOCUMENT));
        }
        return required;
    }
}
