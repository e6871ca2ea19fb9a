package dossier.query;

import java.io.IOException;
import java.time.Clock;
import java.util.List;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import tools.jackson.databind.json.JsonMapper;

import dossier.web.BearerTokens;
import dossier.web.ProviderAway;

/** Who may do what. */
@Configuration(proxyBeanMethods = false)
class SignIn {

    private static final String[] READERS = {"clerk", "verifier", "reviewer", "cashier", "issuer", "supervisor",
            "auditor"};

    @Bean
    SecurityFilterChain security(HttpSecurity http, JwtDecoder decoder, Clock clock, JsonMapper json) {
        return BearerTokens
                .resourceServer(http, decoder, clock, (_, response, e) -> write(json, response, unauthenticated(e)))
                .authorizeHttpRequests(requests -> requests
                        .dispatcherTypeMatchers(DispatcherType.ERROR).permitAll()
                        .requestMatchers("/api/tracking/**", "/v3/api-docs/**", "/actuator/**").permitAll()
                        .requestMatchers("/api/statistics/**").hasAnyRole("supervisor", "auditor")
                        .requestMatchers("/api/applications/**").hasAnyRole(READERS)
                        .requestMatchers(HttpMethod.GET, "/api/operations/**").hasAnyRole("supervisor", "auditor")
                        .requestMatchers("/api/operations/**").hasRole("supervisor")
                        .anyRequest().authenticated())
                .exceptionHandling(handling -> handling.accessDeniedHandler((_, response, _) -> write(json, response,
                        Problem.of(HttpStatus.FORBIDDEN, "role-missing", "None of your roles may do this."))))
                .build();
    }

    @Bean
    JwtDecoder jwtDecoder(QueryProperties properties, Clock clock) {
        return BearerTokens.decoder(properties.signIn().issuer(), clock, List.of());
    }

    /** A URL that no router may see, with encoded slashes or semicolons, is the caller's mistake. */
    @Bean
    RequestRejectedHandler malformedUrls(JsonMapper json) {
        return (_, response, _) -> write(json, response, Problem.invalid(List.of()));
    }

    private static Problem unauthenticated(AuthenticationException e) {
        return e instanceof ProviderAway
                ? Problem.away("sign-in provider")
                : Problem.of(HttpStatus.UNAUTHORIZED, "unauthenticated", "A valid bearer token is needed.");
    }

    private static void write(JsonMapper json, HttpServletResponse response, Problem problem) throws IOException {
        response.setStatus(problem.status().value());
        problem.headers().forEach((name, values) -> values.forEach(value -> response.addHeader(name, value)));
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.getOutputStream().write(json.writeValueAsBytes(problem.body()));
    }
}
