package dossier.query;

import java.time.Duration;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** Whether the read models still follow; apart from readiness, since what was projected can still be read. */
@Component
class ProjectionProgress implements HealthIndicator {

    private static final Duration LONGEST_STALL = Duration.ofSeconds(30);

    private final ProjectionStatus status;

    ProjectionProgress(ProjectionStatus status) {
        this.status = status;
    }

    @Override
    public Health health() {
        double stalled = status.stalled();
        return (stalled > LONGEST_STALL.toSeconds() ? Health.down() : Health.up())
                .withDetail("stalledSeconds", (long) stalled).build();
    }
}
