package dossier.command;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.IntPredicate;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationConverter;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationProvider;
import org.springframework.security.oauth2.server.resource.authentication.JwtGrantedAuthoritiesConverter;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.web.client.RestTemplate;
import tools.jackson.databind.json.JsonMapper;

import dossier.command.Refusal.Code;

/** Deny first: everything needs a token of the configured issuer. Which role may give a
 * command is the command desk's matter. */
@Configuration(proxyBeanMethods = false)
class Security {

    private static final String[] READERS = {"clerk", "verifier", "reviewer", "cashier", "issuer", "supervisor",
            "auditor"};
    private static final String SCHEME = "Bearer ";
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(3);

    @Bean
    SecurityFilterChain api(HttpSecurity http, JwtDecoder decoder, Clock clock, JsonMapper json) {
        var known = new KnownTokens(new ProviderManager(provider(decoder)), clock);
        return http.authorizeHttpRequests(requests -> requests
                .requestMatchers(EndpointRequest.toAnyEndpoint()).permitAll() // on the management port alone
                .requestMatchers("/api/regions/**").permitAll()
                .requestMatchers("/api/applications/*/clock").hasAnyRole(READERS)
                .requestMatchers("/api/audit/**").hasRole("auditor")
                .anyRequest().authenticated())
                .csrf(csrf -> csrf.disable()) // no cookie carries authority here
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .requestCache(cache -> cache.disable())
                .exceptionHandling(handling -> handling
                        .authenticationEntryPoint((_, response, _) -> unauthenticated(response, json))
                        .accessDeniedHandler((_, response, _) -> write(response, json, HttpStatus.FORBIDDEN,
                                Code.ROLE_MISSING.toString(), "None of your roles may read this.")))
                .logout(logout -> logout.disable()) // nobody is logged in
                .servletApi(servlets -> servlets.disable()) // no handler asks the servlet who calls
                .oauth2ResourceServer(server -> server.bearerTokenResolver(Security::bearerToken)
                        .authenticationManagerResolver(_ -> known)
                        .withObjectPostProcessor(new AnswersFailures(json)))
                .build();
    }

    /** The issuer's keys are fetched with the first token, so that services may start in any order. */
    @Bean
    JwtDecoder jwtDecoder(Settings settings) {
        var requests = new SimpleClientHttpRequestFactory();
        requests.setConnectTimeout(ANSWER_WITHIN);
        requests.setReadTimeout(ANSWER_WITHIN);
        var decoder = NimbusJwtDecoder.withJwkSetUri(settings.signIn().issuer() + "/oauth2/jwks")
                .restOperations(new RestTemplate(requests)).build();
        decoder.setJwtValidator(JwtValidators.createDefaultWithValidators(List.of(
                new JwtIssuerValidator(settings.signIn().issuer()),
                new JwtClaimValidator<String>(JwtClaimNames.SUB,
                        actor -> actor != null && !actor.equals(Timers.ACTOR)))));
        return decoder;
    }

    /** An observation for every filter of every request would cost more than what the filters do. */
    @Bean
    SecurityObservationSettings securityObservations() {
        return SecurityObservationSettings.noObservations();
    }

    /** What the default firewall allows in a header, without a regular expression over every token. */
    @Bean
    HttpFirewall firewall() {
        var firewall = new StrictHttpFirewall();
        firewall.setAllowedHeaderValues(value -> consistsOf(value, Security::belongsInHeader));
        return firewall;
    }

    /** A URL that no router may see, with encoded slashes or semicolons, is the caller's mistake. */
    @Bean
    RequestRejectedHandler malformedUrls(JsonMapper json) {
        return (_, response, _) -> write(response, json, HttpStatus.BAD_REQUEST, Code.INVALID_REQUEST.toString(),
                "The URL is malformed.");
    }

    private static @Nullable String bearerToken(HttpServletRequest request) {
        var header = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return null;
        }
        var token = header.substring(SCHEME.length());
        if (token.isEmpty() || !consistsOf(token, Security::belongsInToken)) {
            throw new InvalidBearerTokenException("The bearer token is malformed.");
        }
        return token;
    }

    /** Every header of every request passes here: a stream would cost several times the loop. */
    private static boolean consistsOf(String text, IntPredicate allowed) {
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

    /** The characters of RFC 6750; no other may make a token that is the same to the signature look new. */
    private static boolean belongsInToken(int character) {
        return character < 128 && (Character.isLetterOrDigit(character) || "-._~+/=".indexOf(character) >= 0);
    }

    private static JwtAuthenticationProvider provider(JwtDecoder decoder) {
        var authorities = new JwtGrantedAuthoritiesConverter();
        authorities.setAuthoritiesClaimName("roles");
        authorities.setAuthorityPrefix("ROLE_");
        var converter = new JwtAuthenticationConverter();
        converter.setJwtGrantedAuthoritiesConverter(authorities);
        var provider = new JwtAuthenticationProvider(decoder);
        provider.setJwtAuthenticationConverter(converter);
        return provider;
    }

    /** A token that cannot be checked because the sign-in provider is away is no fault of the caller. */
    private record AnswersFailures(JsonMapper json) implements ObjectPostProcessor<BearerTokenAuthenticationFilter> {

        @Override
        public <F extends BearerTokenAuthenticationFilter> F postProcess(F filter) {
            filter.setAuthenticationFailureHandler((_, response, failure) -> {
                if (failure instanceof AuthenticationServiceException) {
                    response.setHeader(HttpHeaders.RETRY_AFTER, Problems.RETRY_AFTER_SECONDS);
                    write(response, json, HttpStatus.SERVICE_UNAVAILABLE, "unavailable",
                            "The sign-in provider is away.");
                } else {
                    unauthenticated(response, json);
                }
            });
            return filter;
        }
    }

    private static void unauthenticated(HttpServletResponse response, JsonMapper json) throws IOException {
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        write(response, json, HttpStatus.UNAUTHORIZED, "unauthenticated", "A valid bearer token is required.");
    }

    private static void write(HttpServletResponse response, JsonMapper json, HttpStatus status, String code,
            String detail) throws IOException {
        response.setStatus(status.value());
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        json.writeValue(response.getOutputStream(), Problems.problem(status, code, detail));
    }
}
