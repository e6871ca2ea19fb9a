package dossier.web;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.JwtTypeValidator;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationProvider;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.context.RequestAttributeSecurityContextRepository;
import org.springframework.web.client.RestTemplate;

/** JWTs of one issuer, which say in their claim {@code roles} what their caller may do. */
public final class BearerTokens {

    private static final String SCHEME = "Bearer";
    /** What providers say that a token is, if they say it: RFC 7519, and RFC 9068 for access tokens. */
    private static final List<String> TYPES = List.of("JWT", "at+jwt", "application/at+jwt");
    private static final Duration SKEW = Duration.ofSeconds(60);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(3);

    private BearerTokens() {}

    /**
     * Reads and checks tokens, and throws {@link ProviderAway} where it cannot. The issuer's keys are fetched with the
     * first, so that services may start in any order.
     *
     * @param furtherChecks what a token must pass besides those of its signature, its type, its time and its issuer, and
     * that it names somebody
     */
    public static JwtDecoder decoder(String issuer, Clock clock, List<OAuth2TokenValidator<Jwt>> furtherChecks) {
        var requests = new SimpleClientHttpRequestFactory();
        requests.setConnectTimeout(ANSWER_WITHIN);
        requests.setReadTimeout(ANSWER_WITHIN);
        var time = new JwtTimestampValidator(SKEW);
        time.setClock(clock);
        var type = new JwtTypeValidator(TYPES);
        type.setAllowEmpty(true);
        var all = new ArrayList<OAuth2TokenValidator<Jwt>>(List.of(time, type, new JwtIssuerValidator(issuer),
                new JwtClaimValidator<String>(JwtClaimNames.SUB, name -> name != null && !name.isBlank())));
        all.addAll(furtherChecks);
        var decoder = NimbusJwtDecoder.withJwkSetUri(issuer + "/oauth2/jwks").restOperations(new RestTemplate(requests))
                .build();
        decoder.setJwtValidator(JwtValidators.createDefaultWithValidators(all));
        return token -> {
            try {
                return decoder.decode(token);
            } catch (BadJwtException e) {
                throw e;
            } catch (JwtException e) {
                throw new ProviderAway(e);
            }
        };
    }

    /**
     * Signs callers in by their bearer token alone: no session, no cookie, no anonymous caller. The principal is a
     * {@link Caller}, and its roles are authorities with the prefix {@code ROLE_}.
     *
     * @param unauthenticated answers a request whose token is missing, bad, or cannot be checked
     * @return the same builder, which must still say who may do what
     */
    public static HttpSecurity resourceServer(HttpSecurity http, JwtDecoder decoder, Clock clock,
            AuthenticationEntryPoint unauthenticated) {
        var callers = callers(decoder, clock);
        return http.csrf(AbstractHttpConfigurer::disable).sessionManagement(AbstractHttpConfigurer::disable)
                .securityContext(context -> context
                        .securityContextRepository(new RequestAttributeSecurityContextRepository()))
                .anonymous(AbstractHttpConfigurer::disable).requestCache(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .oauth2ResourceServer(server -> server.bearerTokenResolver(BearerTokens::tokenIn)
                        .authenticationManagerResolver(_ -> callers).authenticationEntryPoint(unauthenticated));
    }

    private static AuthenticationManager callers(JwtDecoder decoder, Clock clock) {
        var provider = new JwtAuthenticationProvider(decoder);
        provider.setJwtAuthenticationConverter(BearerTokens::authentication);
        return new KnownTokens(new ProviderManager(provider), clock);
    }

    private static JwtAuthenticationToken authentication(Jwt token) {
        var caller = Caller.of(token);
        return new JwtAuthenticationToken(token, caller,
                caller.roles().stream().map(role -> new SimpleGrantedAuthority("ROLE_" + role)).toList());
    }

    /**
     * The token of a request, null if it has none.
     *
     * @throws InvalidBearerTokenException if it has one that is not of the characters that RFC 6750 allows
     */
    static @Nullable String tokenIn(HttpServletRequest request) {
        var header = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return null;
        }
        var token = header.startsWith(" ", SCHEME.length()) ? header.substring(SCHEME.length() + 1) : "";
        if (token.isEmpty() || !Characters.consistsOf(token, BearerTokens::belongsInToken)) {
            throw new InvalidBearerTokenException("The bearer token is malformed.");
        }
        return token;
    }

    /** No other character may make a token that is the same to the signature look new. */
    private static boolean belongsInToken(int character) {
        return character < 128 && (Character.isLetterOrDigit(character) || "-._~+/=".indexOf(character) >= 0);
    }
}
