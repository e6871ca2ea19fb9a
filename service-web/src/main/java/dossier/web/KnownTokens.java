package dossier.web;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;

/**
 * Checks a token once a minute instead of with every request. A token is forgotten when it ends, and a minute after it
 * was checked at the latest, so that a key which the issuer withdraws is soon without effect here as well.
 */
final class KnownTokens implements AuthenticationManager {

    private static final Duration KEPT = Duration.ofMinutes(1);
    private static final int MOST = 10_000;

    private record Known(JwtAuthenticationToken caller, Instant until) {}

    private final AuthenticationManager checked;
    private final Clock clock;
    private final Map<String, Known> known = new ConcurrentHashMap<>();

    /** @param checked gives {@link JwtAuthenticationToken}s for bearer tokens */
    KnownTokens(AuthenticationManager checked, Clock clock) {
        this.checked = checked;
        this.clock = clock;
    }

    @Override
    public Authentication authenticate(Authentication bearer) {
        var token = ((BearerTokenAuthenticationToken) bearer).getToken();
        var now = clock.instant();
        var before = known.get(token);
        if (before != null && now.isBefore(before.until())) {
            return before.caller();
        }
        // Without the details of this request, which the later ones do not share.
        var caller = (JwtAuthenticationToken) checked.authenticate(new BearerTokenAuthenticationToken(token));
        if (known.size() >= MOST) {
            known.clear();
        }
        var ends = caller.getToken().getExpiresAt();
        var forgotten = now.plus(KEPT);
        known.put(token, new Known(caller, ends == null || ends.isAfter(forgotten) ? forgotten : ends));
        return caller;
    }
}
