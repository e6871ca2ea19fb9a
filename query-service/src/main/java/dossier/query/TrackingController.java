package dossier.query;

import java.time.Instant;
import java.util.regex.Pattern;

import io.swagger.v3.oas.annotations.security.SecurityRequirements;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

import dossier.events.ApplicationStatus;

/** Where a case stands, for whoever has its tracking code; nothing here tells whose it is. */
@RestController
class TrackingController {

    private static final Pattern CODE = Pattern.compile("[A-Za-z0-9-]{1,64}");

    /** @param nextStep what leads on and who does it, absent when nothing is left to do */
    record TrackingView(String trackingCode, ApplicationStatus status, @Nullable NextStep nextStep,
            @Nullable Instant dueAt) {}

    private final Cases cases;

    TrackingController(Cases cases) {
        this.cases = cases;
    }

    @GetMapping(path = "/api/tracking/{trackingCode}", produces = "application/json")
    @SecurityRequirements
    TrackingView track(@PathVariable String trackingCode) {
        if (!CODE.matcher(trackingCode).matches()) {
            throw Problem.unknownApplication();
        }
        var state = cases.tracked(trackingCode).orElseThrow(Problem::unknownApplication);
        return new TrackingView(trackingCode, state.status(),
                NextStep.of(state).stream().findFirst().orElse(null), state.dueAt());
    }
}
