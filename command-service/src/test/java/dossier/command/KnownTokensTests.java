package dossier.command;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;

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
        var first = tokens.decode("an hour");
        now = START.plusSeconds(59);
        assertThat(tokens.decode("an hour")).isSameAs(first);
        now = START.plusSeconds(60);
        tokens.decode("an hour");
        assertThat(checked).containsExactly("an hour", "an hour");
    }

    @Test
    void aTokenThatEndedIsCheckedAgain() {
        tokens.decode("ten seconds");
        now = START.plusSeconds(10);
        assertThatThrownBy(() -> tokens.decode("ten seconds")).isInstanceOf(BadJwtException.class);
    }

    @Test
    void aRefusedTokenIsNeverKnown() {
        for (int times = 1; times <= 2; times++) {
            assertThatThrownBy(() -> tokens.decode("forged")).isInstanceOf(BadJwtException.class);
            assertThat(checked).hasSize(times);
        }
    }

    private Jwt check(String token) {
        checked.add(token);
        var ends = START.plus(switch (token) {
            case "an hour" -> Duration.ofHours(1);
            case "ten seconds" -> Duration.ofSeconds(10);
            default -> throw new BadJwtException("not ours");
        });
        if (!now.isBefore(ends)) {
            throw new BadJwtException("ended");
        }
        return Jwt.withTokenValue(token).header("alg", "RS256").issuedAt(START).expiresAt(ends).build();
    }
}
