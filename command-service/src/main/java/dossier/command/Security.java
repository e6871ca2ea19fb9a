package dossier.command;

import java.io.IOException;
import java.time.Clock;
import java.util.List;

import jakarta.servlet.http.HttpServletResponse;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import tools.jackson.databind.json.JsonMapper;

import dossier.command.Refusal.Code;
import dossier.web.BearerTokens;
import dossier.web.ProviderAway;

/** Deny first: everything needs a token of the configured issuer. Which role may give a
 * command is the command desk's matter. */
@Configuration(proxyBeanMethods = false)
class Security {

    private static final String[] READERS = {"clerk", "verifier", "reviewer", "cashier", "issuer", "supervisor",
            "auditor"};

    @Bean
    SecurityFilterChain api(HttpSecurity http, JwtDecoder decoder, Clock clock, JsonMapper json) {
        return BearerTokens
                .resourceServer(http, decoder, clock, (_, response, failure) -> refuse(response, failure, json))
                .authorizeHttpRequests(requests -> requests
                        .requestMatchers("/api/regions/**").permitAll()
                        .requestMatchers("/api/applications/*/clock").hasAnyRole(READERS)
                        .requestMatchers("/api/audit/**").hasRole("auditor")
                        .requestMatchers("/api/**").authenticated() // before the endpoints, whose matcher looks for a class each time
                        .requestMatchers(EndpointRequest.toAnyEndpoint()).permitAll() // on the management port alone
                        .anyRequest().authenticated())
                .exceptionHandling(handling -> handling
                        .accessDeniedHandler((_, response, _) -> write(response, json, HttpStatus.FORBIDDEN,
                                Code.ROLE_MISSING.toString(), "None of your roles may read this.")))
                .servletApi(servlets -> servlets.disable()) // no handler asks the servlet who calls
                .build();
    }

    /** No caller may act in the name of the clock. */
    @Bean
    JwtDecoder jwtDecoder(Settings settings, Clock clock) {
        return BearerTokens.decoder(settings.signIn().issuer(), clock, List.of(new JwtClaimValidator<String>(
                JwtClaimNames.SUB, actor -> !Timers.ACTOR.equals(actor))));
    }

    /** A URL that no router may see, with encoded slashes or semicolons, is the caller's mistake. */
    @Bean
    RequestRejectedHandler malformedUrls(JsonMapper json) {
        return (_, response, _) -> write(response, json, HttpStatus.BAD_REQUEST, Code.INVALID_REQUEST.toString(),
                "The URL is malformed.");
    }

    /** 401, or 503 for a token that cannot be checked because the sign-in provider is away: no fault of the caller. */
    private static void refuse(HttpServletResponse response, AuthenticationException failure, JsonMapper json)
            throws IOException {
        if (failure instanceof ProviderAway) {
            response.setHeader(HttpHeaders.RETRY_AFTER, Problems.RETRY_AFTER_SECONDS);
            write(response, json, HttpStatus.SERVICE_UNAVAILABLE, "unavailable", "The sign-in provider is away.");
        } else {
            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
            write(response, json, HttpStatus.UNAUTHORIZED, "unauthenticated", "A valid bearer token is required.");
        }
    }

    private static void write(HttpServletResponse response, JsonMapper json, HttpStatus status, String code,
            String detail) throws IOException {
        response.setStatus(status.value());
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        json.writeValue(response.getOutputStream(), Problems.problem(status, code, detail));
    }
}
