package dossier.command;

import java.time.Clock;
import java.util.List;

import javax.sql.DataSource;

import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.config.AggregateConfigurer;
import org.axonframework.config.DefaultConfigurer;
import org.axonframework.modelling.command.VersionedAggregateIdentifier;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

import dossier.command.log.EventLog;
import dossier.command.policy.Policies;
import dossier.command.policy.WorkingDays;

/**
 * Axon by hand, without its Boot starter: no transaction is held around a command, nothing is scheduled around a unit of
 * work, and nothing calls home.
 */
@Configuration(proxyBeanMethods = false)
class AxonConfiguration {

    @Bean
    RecentApplications recentApplications() {
        return new RecentApplications();
    }

    @Bean(destroyMethod = "shutdown")
    org.axonframework.config.Configuration axon(EventLog eventLog, Policies policies, WorkingDays calendar,
            Pseudonyms pseudonyms, RecentApplications recent) {
        return DefaultConfigurer.defaultConfiguration(false)
                .configureEmbeddedEventStore(_ -> eventLog)
                .configureCorrelationDataProviders(_ -> List.of())
                .registerComponent(Policies.class, _ -> policies)
                .registerComponent(WorkingDays.class, _ -> calendar)
                .registerComponent(Pseudonyms.class, _ -> pseudonyms)
                .configureAggregate(AggregateConfigurer.defaultConfiguration(CardApplication.class)
                        .configureCache(_ -> recent).configureCommandTargetResolver(_ -> AxonConfiguration::target))
                .start();
    }

    @Bean
    CommandDesk commandDesk(org.axonframework.config.Configuration axon, IdempotencyKeys keys, Timers timers,
            JsonMapper json) {
        return new CommandDesk(axon.getComponent(CommandGateway.class), keys, timers, json);
    }

    @Bean
    Timers timers(org.axonframework.config.Configuration axon, @Qualifier("logDatabase") DataSource log, Clock clock,
            RecentApplications recent) {
        return new Timers(JdbcClient.create(log), axon.getComponent(CommandGateway.class), clock, recent);
    }

    static VersionedAggregateIdentifier target(CommandMessage<?> message) {
        return new VersionedAggregateIdentifier(((ApplicationCommand) message.getPayload()).applicationId(), null);
    }
}
