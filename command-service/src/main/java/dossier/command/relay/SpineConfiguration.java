package dossier.command.relay;

import java.time.Duration;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dossier.command.log.SequencerState;

/**
 * Needs a {@link MeterRegistry}; starts with the context's lifecycle, when every migration has run. Its health says
 * whether what must move moves, apart from liveness and readiness: without a broker commands go on.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({LogDatabase.class, KafkaSettings.class})
public class SpineConfiguration {

    private static final Duration LONGEST_STALL = Duration.ofSeconds(30);

    @Bean
    SpineMetrics spineMetrics(MeterRegistry registry) {
        return new SpineMetrics(registry);
    }

    @Bean
    Spine spine(LogDatabase database, KafkaSettings kafka, SpineMetrics metrics, SequencerState state) {
        return new Spine(database, kafka, metrics, state);
    }

    @Bean
    HealthIndicator leaseHealthIndicator(SpineMetrics metrics) {
        return () -> health(metrics, metrics.leaseStalled());
    }

    @Bean
    HealthIndicator ledgerHealthIndicator(SpineMetrics metrics) {
        return () -> health(metrics, metrics.ledgerStalled());
    }

    @Bean
    HealthIndicator relayHealthIndicator(SpineMetrics metrics) {
        return () -> health(metrics, metrics.relayStalled());
    }

    /** Where another instance leads, it is that one's to say. */
    private static Health health(SpineMetrics metrics, double stalledSeconds) {
        var health = stalledSeconds > LONGEST_STALL.toSeconds() ? Health.down() : Health.up();
        health.withDetail("leading", metrics.isLeading());
        if (!Double.isNaN(stalledSeconds)) {
            health.withDetail("stalledSeconds", (long) stalledSeconds);
        }
        return health.build();
    }
}
