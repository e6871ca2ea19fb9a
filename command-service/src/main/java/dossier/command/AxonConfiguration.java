package dossier.command;

import java.util.List;

import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.config.AggregateConfigurer;
import org.axonframework.config.DefaultConfigurer;
import org.axonframework.modelling.command.VersionedAggregateIdentifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

import dossier.command.log.EventLog;
import dossier.command.policy.Policy;
import dossier.command.policy.WorkingDays;

/**
 * Axon by hand, without its Boot starter: no transaction is held around a command, nothing is scheduled around a unit of
 * work, and nothing calls home.
 */
@Configuration(proxyBeanMethods = false)
class AxonConfiguration {

    @Bean(destroyMethod = "shutdown")
    org.axonframework.config.Configuration axon(EventLog eventLog) {
        return DefaultConfigurer.defaultConfiguration(false)
                .configureEmbeddedEventStore(_ -> eventLog)
                .configureCorrelationDataProviders(_ -> List.of())
                .registerComponent(Policy.class, _ -> Policy.NATIONAL)
                .registerComponent(WorkingDays.class, _ -> new WorkingDays())
                .configureAggregate(AggregateConfigurer.defaultConfiguration(CardApplication.class)
                        .configureCommandTargetResolver(_ -> AxonConfiguration::target))
                .start();
    }

    @Bean
    CommandDesk commandDesk(org.axonframework.config.Configuration axon, IdempotencyKeys keys, JsonMapper json) {
        return new CommandDesk(axon.getComponent(CommandGateway.class), keys, json);
    }

    static VersionedAggregateIdentifier target(CommandMessage<?> message) {
        return new VersionedAggregateIdentifier(((ApplicationCommand) message.getPayload()).applicationId(), null);
    }
}
