package dossier.web;

import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.web.filter.RequestContextFilter;

/** What every service does around its requests. */
@Configuration(proxyBeanMethods = false)
@Import(Draining.class)
public class ServiceWeb {

    /** An observation for every filter of every request would cost more than what the filters do. */
    @Bean
    SecurityObservationSettings securityObservations() {
        return SecurityObservationSettings.noObservations();
    }

    /** The dispatcher does the same, and no filter before it asks. */
    @Bean
    FilterRegistrationBean<RequestContextFilter> requestContext() {
        var filter = new FilterRegistrationBean<>(new RequestContextFilter());
        filter.setEnabled(false);
        return filter;
    }

    /** What the default firewall allows in a header, without a regular expression over every name and token. */
    @Bean
    HttpFirewall firewall() {
        var firewall = new StrictHttpFirewall();
        firewall.setAllowedHeaderNames(name -> Characters.consistsOf(name, ServiceWeb::belongsInName));
        firewall.setAllowedHeaderValues(value -> Characters.consistsOf(value, ServiceWeb::belongsInHeader));
        return firewall;
    }

    private static boolean belongsInHeader(int character) {
        return belongsInName(character) || character == '\t';
    }

    private static boolean belongsInName(int character) {
        return Character.isDefined(character) && !Character.isISOControl(character);
    }
}
