package dossier.command;

import java.time.Clock;
import java.util.Map;
import java.util.Set;

import javax.sql.DataSource;

import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.config.AggregateConfigurer;
import org.axonframework.config.ConfigurerModule;
import org.axonframework.eventhandling.EventBus;
import org.axonframework.serialization.jackson3.Jackson3SerializerCustomizer;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.DefaultTyping;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.BasicPolymorphicTypeValidator;

import dossier.command.log.Companions;
import dossier.command.log.Provenance;
import dossier.command.relay.SpineConfiguration;
import dossier.web.ServiceWeb;

/**
 * The baseline of commands over HTTP: command-service's edge and aggregate on what Axon's Boot starter brings by default,
 * a Spring transaction around each command and the JPA event storage engine. It stands in command-service's package since
 * the aggregate and all that is compared are known in there only.
 *
 * <p>It does less than the service: events go into the log alone, with no claim, receipt, deadline or kept answer beside
 * them, and neither ledger, relay nor timers run.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableConfigurationProperties(Settings.class)
@Import(ServiceWeb.class)
@ComponentScan(basePackageClasses = CommandService.class, excludeFilters = @Filter(type = FilterType.ASSIGNABLE_TYPE, classes = {
        CommandService.class, AxonConfiguration.class, StorageConfiguration.class, TimerConfiguration.class,
        SpineConfiguration.class, ClockController.class}))
public class StockAxon {

    private static final Map<String, Object> SETTINGS = Map.of(
            "axon.update-check.disabled", true,
            "axon.serializer.general", "jackson3", // the default, XStream, cannot read records back
            "spring.jpa.hibernate.ddl-auto", "update",
            "spring.jpa.open-in-view", false);

    private final StorageConfiguration storage = new StorageConfiguration();

    /** Takes command-service's settings; {@code dossier.log.user} must own the database, since Hibernate makes its tables. */
    public static void main(String[] arguments) {
        new SpringApplicationBuilder(StockAxon.class).properties(SETTINGS).run(arguments);
    }

    @Bean
    ConfigurerModule aggregate() {
        return configurer -> configurer.configureAggregate(AggregateConfigurer
                .defaultConfiguration(CardApplication.class)
                .configureCommandTargetResolver(_ -> AxonConfiguration::target));
    }

    /** Without it metadata's objects come back as maps, and the aggregate reads who did what from one. */
    @Bean
    Jackson3SerializerCustomizer typedMetadata() {
        return json -> json.activateDefaultTyping(
                BasicPolymorphicTypeValidator.builder().allowIfSubType(Provenance.class).build(),
                DefaultTyping.JAVA_LANG_OBJECT);
    }

    @Bean
    InitializingBean storesNoCompanions(EventBus events) {
        return () -> events.registerDispatchInterceptor(
                _ -> (_, event) -> event.withMetaData(event.getMetaData().withoutKeys(Set.of(Companions.KEY))));
    }

    @Bean
    CommandDesk commandDesk(CommandGateway gateway, IdempotencyKeys keys, DataSource log, Clock clock,
            JsonMapper json) {
        return new CommandDesk(gateway, keys,
                new Timers(JdbcClient.create(log), gateway, clock, new RecentApplications()), json);
    }

    @Bean
    @Primary
    DataSource logDatabase(Settings settings) {
        return storage.logDatabase(settings);
    }

    @Bean
    DataSource keyDatabase(Settings settings) {
        return storage.keyDatabase(settings);
    }

    @Bean
    PersonalKeys personalKeys(@Qualifier("keyDatabase") DataSource keys, Settings settings) {
        return storage.personalKeys(keys, settings);
    }

    @Bean
    Pseudonyms pseudonyms(Settings settings) {
        return storage.pseudonyms(settings);
    }

    @Bean
    IdempotencyKeys idempotencyKeys(DataSource log, JsonMapper json) {
        return storage.idempotencyKeys(log, json);
    }

    @Bean
    Refusals refusals(DataSource log) {
        return storage.refusals(log);
    }

    @Bean
    Numbers numbers(DataSource log) {
        return storage.numbers(log);
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }
}
