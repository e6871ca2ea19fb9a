package dossier.command.relay;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.HealthIndicator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.boot.health.contributor.Status.DOWN;
import static org.springframework.boot.health.contributor.Status.UP;

class SpineMetricsTests {

    final AtomicLong nanoseconds = new AtomicLong(Long.MAX_VALUE - 7); // the clock may begin and overflow anywhere
    final MeterRegistry registry = new SimpleMeterRegistry(SimpleConfig.DEFAULT, new Clock() {

        @Override
        public long wallTime() {
            return 0;
        }

        @Override
        public long monotonicTime() {
            return nanoseconds.get();
        }
    });
    final SpineMetrics metrics = new SpineMetrics(registry);
    final SpineConfiguration configuration = new SpineConfiguration();
    final HealthIndicator lease = configuration.leaseHealthIndicator(metrics);
    final HealthIndicator ledger = configuration.ledgerHealthIndicator(metrics);
    final HealthIndicator relay = configuration.relayHealthIndicator(metrics);

    @Test
    void whoever_does_not_lead_answers_for_the_lease_alone() {
        pass(31);
        assertThat(lease.health().getStatus()).isEqualTo(DOWN);
        metrics.leaseAnswered();
        assertThat(lease.health().getStatus()).isEqualTo(UP);
        assertThat(ledger.health().getStatus()).isEqualTo(UP);
        assertThat(relay.health().getStatus()).isEqualTo(UP);
        assertThat(gauge("dossier.spine.leading")).isZero();
        assertThat(gauge("dossier.relay.lag")).isNaN();
        assertThat(gauge("dossier.ledger.stalled")).isNaN();
    }

    @Test
    void numbering_stalls_while_no_step_succeeds() {
        metrics.leading(true);
        pass(31);
        assertThat(ledger.health().getStatus()).isEqualTo(DOWN);
        assertThat(ledger.health().getDetails()).containsEntry("stalledSeconds", 31L).containsEntry("leading", true);
        metrics.numbered(3, 3);
        assertThat(ledger.health().getStatus()).isEqualTo(UP);
        pass(20);
        metrics.nothingToNumber();
        pass(20);
        assertThat(gauge("dossier.ledger.stalled")).isEqualTo(20);
    }

    @Test
    void a_relay_that_never_reached_Kafka_stalls() {
        metrics.leading(true);
        pass(31);
        assertThat(relay.health().getStatus()).isEqualTo(DOWN);
        assertThat(gauge("dossier.relay.lag")).isNaN();
    }

    @Test
    void a_relay_stalls_only_while_something_waits() {
        metrics.leading(true);
        metrics.relayedUpTo(0);
        pass(100);
        assertThat(relay.health().getStatus()).isEqualTo(UP);
        metrics.numbered(10, 10);
        pass(20);
        metrics.numbered(10, 20);
        pass(11);
        assertThat(relay.health().getStatus()).isEqualTo(DOWN);
        assertThat(gauge("dossier.relay.stalled")).isEqualTo(31);
        assertThat(gauge("dossier.relay.lag")).isEqualTo(20);
        metrics.relayed(5, 5);
        assertThat(relay.health().getStatus()).isEqualTo(UP);
        pass(31);
        assertThat(relay.health().getStatus()).isEqualTo(DOWN);
        metrics.relayed(15, 20);
        assertThat(gauge("dossier.relay.stalled")).isZero();
    }

    @Test
    void a_relay_that_begins_again_and_again_does_not_move() {
        metrics.leading(true);
        metrics.relayedUpTo(7);
        metrics.numbered(1, 8);
        for (int attempt = 1; attempt <= 4; attempt++) {
            pass(10);
            metrics.relayFailed(new IllegalStateException("the broker left"));
            metrics.relayedUpTo(7);
        }
        assertThat(relay.health().getStatus()).isEqualTo(DOWN);
        assertThat(registry.get("dossier.relay.failures").counter().count()).isEqualTo(4);
        assertThat(registry.get("dossier.spine.contradictions").counter().count()).isZero();
    }

    @Test
    void what_contradicts_history_is_counted_apart() {
        metrics.relayFailed(new HistoryContradicted("a hole"));
        metrics.numberingFailed(new HistoryContradicted("another cluster"));
        assertThat(registry.get("dossier.spine.contradictions").counter().count()).isEqualTo(2);
    }

    private void pass(int seconds) {
        nanoseconds.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }

    private double gauge(String name) {
        return registry.get(name).gauge().value();
    }
}
