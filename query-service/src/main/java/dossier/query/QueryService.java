package dossier.query;

import java.math.BigDecimal;
import java.time.Clock;

import com.fasterxml.jackson.annotation.JsonFormat;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

import dossier.events.Deadline;
import dossier.web.ServiceWeb;

/** Follows the topic of all events, keeps read models of it and answers from them. */
@SpringBootApplication
@EnableConfigurationProperties(QueryProperties.class)
@Import(ServiceWeb.class)
public class QueryService {

    public static void main(String[] args) {
        SpringApplication.run(QueryService.class, args);
    }

    @Bean
    Clock clock() {
        return Clock.system(Deadline.ZONE);
    }

    /** Money is a decimal string wherever this service writes JSON. */
    @Bean
    JsonMapperBuilderCustomizer money() {
        return json -> json.withConfigOverride(BigDecimal.class,
                override -> override.setFormat(JsonFormat.Value.forShape(JsonFormat.Shape.STRING)));
    }
}
