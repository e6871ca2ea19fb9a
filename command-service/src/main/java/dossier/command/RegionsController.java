package dossier.command;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.security.SecurityRequirements;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import dossier.command.identity.Region;
import dossier.command.policy.Policy;
import dossier.command.policy.RegionName;
import dossier.command.policy.Regions;
import dossier.events.Deadline;

/** What each region asks for, open to everybody. */
@RestController
@RequestMapping(path = "/api/regions", produces = MediaType.APPLICATION_JSON_VALUE)
@SecurityRequirements
final class RegionsController {

    record RegionList(List<Regions.Listed> items) {}

    /** @param name absent for a region without a file of its own, which follows its line */
    record RegionPolicy(String region, LocalDate on, @Nullable RegionName name, @JsonUnwrapped Policy policy) {}

    private final Regions regions;
    private final Clock clock;

    RegionsController(Regions regions, Clock clock) {
        this.regions = regions;
        this.clock = clock;
    }

    @GetMapping
    RegionList regions() {
        return new RegionList(regions.list());
    }

    @GetMapping("/{region}")
    RegionPolicy region(@PathVariable String region,
            @RequestParam(required = false) @Parameter(description = "The day the policy is in force on, today unless given", schema = @Schema(type = "string", format = "date")) @Nullable String on) {
        var errors = new Errors();
        errors.require(Regions.isNational(region) || Region.isValid(region), "region",
                "must be a GB/T 2260 code of six digits");
        var day = on == null ? LocalDate.ofInstant(clock.instant(), Deadline.ZONE) : date(on, errors);
        errors.refuse();
        var policy = regions.inForce(region, day)
                .orElseThrow(() -> Refusal.invalid("on", "must not be before the first policy began"));
        return new RegionPolicy(region, day, regions.name(region).orElse(null), policy);
    }

    private static LocalDate date(String text, Errors errors) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException e) {
            errors.add("on", "must be a date like 2026-11-23");
            return LocalDate.MIN;
        }
    }
}
