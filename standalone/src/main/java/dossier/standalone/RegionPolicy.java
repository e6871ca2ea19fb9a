package dossier.standalone;

import java.math.BigDecimal;
import java.util.List;
import java.util.Set;

import dossier.events.Category;
import dossier.events.MaterialType;
import dossier.events.Sex;

/** What a region asks for, as far as the demo must know it; {@code GET /api/regions/{code}} tells. */
record RegionPolicy(BigDecimal cardFee, RequiredYears requiredYears, TimeLimits timeLimits, int maxReviewExtension,
        List<RequiredMaterial> materials) {

    record RequiredYears(int male, int female) {

        int of(Sex sex) {
            return switch (sex) {
                case MALE -> male;
                case FEMALE -> female;
            };
        }
    }

    /** Working days. */
    record TimeLimits(int review, int supplement, int payment, int appeal) {}

    record RequiredMaterial(MaterialType type, Set<Category> requiredFor) {}

    List<MaterialType> required(Category category) {
        return materials.stream().filter(material -> material.requiredFor().contains(category))
                .map(RequiredMaterial::type).sorted().toList();
    }
}
