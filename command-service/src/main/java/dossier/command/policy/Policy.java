package dossier.command.policy;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import dossier.events.Category;
import dossier.events.MaterialType;
import dossier.events.Sex;

import static java.util.Objects.requireNonNull;

/**
 * What a region asks for from a day on, its own values and inherited ones. Money in CNY, limits in working days.
 *
 * @param digest under which it is kept: SHA-256 of its canonical JSON, lower-case hex
 * @param version {@code <region>@<effectiveFrom>} of the nearest file with a version in force
 * @param backPayableGapMonths the longest gap in cover that back payment heals
 * @param waitingMonths until benefits begin after a gap that is not healed
 * @param maxReviewExtension by how many working days a review may be extended
 * @param sources for each member, by its path, the version that says it
 */
public record Policy(String digest, @JsonProperty("policyVersion") String version, BigDecimal cardFee,
        ContributionBase contributionBase, Rates rates, RequiredYears requiredYears, int backPayableGapMonths,
        Map<Category, Integer> waitingMonths, TimeLimits timeLimits, int maxReviewExtension,
        List<RequiredMaterial> materials, Map<String, Source> sources) {

    /** Of a month, between which a declared wage counts. */
    public record ContributionBase(BigDecimal floor, BigDecimal ceiling) {

        BigDecimal clamp(BigDecimal wage) {
            return wage.max(floor).min(ceiling);
        }
    }

    /** Parts of the contribution base a month. */
    public record Rates(BigDecimal employer, BigDecimal employee, BigDecimal flexible, BigDecimal retireeMakeUp) {}

    /** Of contributions, until a retiree pays nothing. */
    public record RequiredYears(int male, int female) {

        int of(Sex sex) {
            return switch (sex) {
                case MALE -> male;
                case FEMALE -> female;
            };
        }
    }

    public record TimeLimits(int review, int supplement, int payment, int appeal, int reimbursement) {}

    /** @param legalBasis without which no proof may be asked for (Handling Regulation Art. 31) */
    public record RequiredMaterial(MaterialType type, Set<Category> requiredFor, String legalBasis) {

        public RequiredMaterial {
            requiredFor = Collections.unmodifiableSet(new TreeSet<>(requiredFor));
        }
    }

    public record Source(String policyVersion, String legalBasis) {}

    private static final String DIGEST = "digest";
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .disable(MapperFeature.SORT_CREATOR_PROPERTIES_FIRST)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .withConfigOverride(BigDecimal.class,
                    override -> override.setFormat(JsonFormat.Value.forShape(JsonFormat.Shape.STRING)))
            .build();

    public Policy {
        waitingMonths = Collections.unmodifiableMap(new TreeMap<>(waitingMonths));
        materials = materials.stream().sorted(Comparator.comparing(RequiredMaterial::type)).toList();
        sources = Collections.unmodifiableMap(new TreeMap<>(sources));
    }

    /** Without these no application of the category is verified. */
    public Set<MaterialType> requiredMaterials(Category category) {
        return materials.stream().filter(material -> material.requiredFor().contains(category))
                .map(RequiredMaterial::type).collect(Collectors.toCollection(TreeSet::new));
    }

    int waitingMonths(Category category) {
        return requireNonNull(waitingMonths.get(category));
    }

    Source source(Member member) {
        return requireNonNull(sources.get(member.path()));
    }

    /** @param members every component but the digest, as a tree of maps, lists and texts */
    static Policy resolved(Map<String, Object> members) {
        var draft = new TreeMap<>(members);
        draft.put(DIGEST, "");
        var content = JSON.convertValue(draft, Policy.class).content();
        return read(digestOf(content), content);
    }

    static Policy read(String digest, String content) {
        var tree = (ObjectNode) JSON.readTree(content);
        return JSON.treeToValue(tree.put(DIGEST, digest), Policy.class);
    }

    KeptPolicy toKeep(LocalDate on) {
        return new KeptPolicy(digest, version, on, content());
    }

    /** What the policy says of a member, for messages. */
    String text(Member member) {
        JsonNode value = JSON.valueToTree(this).at("/" + member.path().replace('.', '/'));
        return value.isString() ? value.asString() : value.toString();
    }

    static String digestOf(String content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256")
                    .digest(content.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Everything but the digest in one spelling: sorted, decimals as plain texts. */
    private String content() {
        ObjectNode tree = JSON.valueToTree(this);
        tree.remove((Collection<String>) List.of(DIGEST));
        return tree.toString();
    }
}
