package dossier.web;

import java.util.function.IntPredicate;

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
        firewall.setAllowedHeaderValues(value -> consistsOf(value, ServiceWeb::belongsInHeader));
        return firewall;
    }

    /** Every header of every request passes here: a stream would cost several times the loop. */
    static boolean consistsOf(String text, IntPredicate allowed) {
        for (int i = 0; i < text.length(); i++) {
            if (!allowed.test(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean belongsInHeader(int character) {
        return Character.isDefined(character) && (!Character.isISOControl(character) || character == '\t');
    }
}
