package dossier.query;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** How far the read models are: for readiness and for metrics. */
@Component("projectionHealthIndicator")
class ProjectionStatus implements HealthIndicator {

    private final AtomicLong lag = new AtomicLong();
    private final AtomicLong parked = new AtomicLong();
    private final Clock clock;
    private volatile boolean caughtUp;
    private volatile long movedAt;

    ProjectionStatus(MeterRegistry metrics) {
        clock = metrics.config().clock();
        movedAt = clock.monotonicTime();
        Gauge.builder("dossier.projection.lag", lag, AtomicLong::doubleValue).baseUnit("records")
                .description("Records of this instance's partitions not yet applied").register(metrics);
        Gauge.builder("dossier.projection.parked", parked, AtomicLong::doubleValue).baseUnit("applications")
                .description("Applications with a record that could not be applied").register(metrics);
        TimeGauge.builder("dossier.projection.stalled", this, TimeUnit.SECONDS, ProjectionStatus::stalled)
                .description("Since records were applied or Kafka said that there are no more").register(metrics);
    }

    void caughtUp() {
        caughtUp = true;
    }

    boolean isCaughtUp() {
        return caughtUp;
    }

    void moved() {
        movedAt = clock.monotonicTime();
    }

    /** Seconds since records were applied or Kafka said that there are no more. */
    double stalled() {
        return (clock.monotonicTime() - movedAt) / 1e9;
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
