package dossier.web;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A token is checked once a minute, and a refused one every time. */
class KnownTokensTests {

    private static final Instant START = Instant.parse("2026-11-23T01:00:00Z");

    private final List<String> checked = new ArrayList<>();
    private Instant now = START;
    private final KnownTokens tokens = new KnownTokens(this::check, new Clock() {

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    });

    @Test
    void aTokenIsCheckedOnceAMinute() {
        var first = authenticate("an hour");
        now = START.plusSeconds(59);
        assertThat(authenticate("an hour")).isSameAs(first);
        now = START.plusSeconds(60);
        authenticate("an hour");
        assertThat(checked).containsExactly("an hour", "an hour");
    }

    @Test
    void aTokenThatEndedIsCheckedAgain() {
        authenticate("ten seconds");
        now = START.plusSeconds(10);
        assertThatThrownBy(() -> authenticate("ten seconds")).isInstanceOf(BadJwtException.class);
    }

    @Test
    void aRefusedTokenIsNeverKnown() {
        for (int times = 1; times <= 2; times++) {
            assertThatThrownBy(() -> authenticate("forged")).isInstanceOf(BadJwtException.class);
            assertThat(checked).hasSize(times);
        }
    }

    private Authentication authenticate(String token) {
        return tokens.authenticate(new BearerTokenAuthenticationToken(token));
    }

    private Authentication check(Authentication bearer) {
        var token = ((BearerTokenAuthenticationToken) bearer).getToken();
        checked.add(token);
        var ends = START.plus(switch (token) {
            case "an hour" -> Duration.ofHours(1);
            case "ten seconds" -> Duration.ofSeconds(10);
            default -> throw new BadJwtException("not ours");
        });
        if (!now.isBefore(ends)) {
            throw new BadJwtException("ended");
        }
        return new JwtAuthenticationToken(
                Jwt.withTokenValue(token).header("alg", "RS256").issuedAt(START).expiresAt(ends).build());
    }
}
