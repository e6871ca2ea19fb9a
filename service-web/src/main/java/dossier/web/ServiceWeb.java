package dossier.web;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.StrictHttpFirewall;

/** What every service does around its requests. */
@Configuration(proxyBeanMethods = false)
@Import(Draining.class)
public class ServiceWeb {

    /** An observation for every filter of every request would cost more than what the filters do. */
    @Bean
    SecurityObservationSettings securityObservations() {
        return SecurityObservationSettings.noObservations();
    }

    /** What the default firewall allows in a header, without a regular expression over every token. */
    @Bean
    HttpFirewall firewall() {
        var firewall = new StrictHttpFirewall();
        firewall.setAllowedHeaderValues(value -> Characters.consistsOf(value, ServiceWeb::belongsInHeader));
        return firewall;
    }

    private static boolean belongsInHeader(int character) {
        return Character.isDefined(character) && (!Character.isISOControl(character) || character == '\t');
    }
}
