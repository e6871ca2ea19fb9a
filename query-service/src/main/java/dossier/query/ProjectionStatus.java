package dossier.query;

import java.util.concurrent.atomic.AtomicLong;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** How far the read models are: for readiness and for metrics. */
@Component("projectionHealthIndicator")
class ProjectionStatus implements HealthIndicator {

    private final AtomicLong lag = new AtomicLong();
    private final AtomicLong parked = new AtomicLong();
    private volatile boolean caughtUp;

    ProjectionStatus(MeterRegistry metrics) {
        Gauge.builder("dossier.projection.lag", lag, AtomicLong::doubleValue)
                .description("Records of this instance's partitions not yet applied").register(metrics);
        Gauge.builder("dossier.projection.parked", parked, AtomicLong::doubleValue)
                .description("Applications with a record that could not be applied").register(metrics);
    }

    void caughtUp() {
        caughtUp = true;
    }

    boolean isCaughtUp() {
        return caughtUp;
    }

    void lag(long records) {
        lag.set(records);
    }

    void parked(long applications) {
        parked.set(applications);
    }

    @Override
    public Health health() {
        return (caughtUp ? Health.up() : Health.outOfService()).withDetail("lag", lag.get())
                .withDetail("parked", parked.get()).build();
    }
}
