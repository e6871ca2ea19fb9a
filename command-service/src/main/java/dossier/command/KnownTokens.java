package dossier.command;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;

/**
 * Checks a token's signature once a minute instead of with every request. A token is forgotten when it ends, and a minute
 * after it was checked at the latest, so that a key which the issuer withdraws is soon without effect here as well.
 */
final class KnownTokens implements JwtDecoder {

    private static final Duration KEPT = Duration.ofMinutes(1);
    private static final int MOST = 10_000;

    private record Known(Jwt token, Instant until) {}

    private final JwtDecoder checked;
    private final Clock clock;
    private final Map<String, Known> known = new ConcurrentHashMap<>();

    KnownTokens(JwtDecoder checked, Clock clock) {
        this.checked = checked;
        this.clock = clock;
    }

    @Override
    public Jwt decode(String token) {
        var now = clock.instant();
        var before = known.get(token);
        if (before != null && now.isBefore(before.until())) {
            return before.token();
        }
        var jwt = checked.decode(token);
        if (known.size() >= MOST) {
            known.clear();
        }
        var ends = jwt.getExpiresAt();
        var forgotten = now.plus(KEPT);
        known.put(token, new Known(jwt, ends == null || ends.isAfter(forgotten) ? forgotten : ends));
        return jwt;
    }
}
