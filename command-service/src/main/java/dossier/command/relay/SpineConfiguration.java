package dossier.command.relay;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Needs a {@link MeterRegistry}; starts with the context's lifecycle, when every migration has run. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({LogDatabase.class, KafkaSettings.class})
public class SpineConfiguration {

    @Bean
    Spine spine(LogDatabase database, KafkaSettings kafka, MeterRegistry registry) {
        return new Spine(database, kafka, new SpineMetrics(registry));
    }
}
