package dossier.web;

import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class BearerTokensTests {

    @ParameterizedTest
    @ValueSource(strings = {"Bearer a.B-3_~+/=", "bearer a.B-3_~+/="})
    void theSchemeIsReadWhateverItsCase(String header) {
        assertThat(tokenIn(header)).isEqualTo("a.B-3_~+/=");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic Y2xlcms6c2VjcmV0", "Bear a"})
    void anotherSchemeIsNoToken(String header) {
        assertThat(tokenIn(header)).isNull();
    }

    @Test
    void aRequestMayHaveNoToken() {
        assertThat(tokenIn(null)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer", "Bearer ", "Bearera", "Bearer  a", "Bearer a b", "Bearer a!b", "Bearer ä"})
    void aMalformedTokenIsRefused(String header) {
        assertThatThrownBy(() -> tokenIn(header)).isInstanceOf(InvalidBearerTokenException.class);
    }

    @Test
    void aTokenThatNobodyCanCheckIsToldFromABadOne() {
        var decoder = BearerTokens.decoder("http://127.0.0.1:1", Clock.systemUTC(), List.of());
        var token = Stream.of("{\"alg\":\"RS256\"}", "{}", "signature")
                .map(part -> Base64.getUrlEncoder().withoutPadding().encodeToString(part.getBytes(UTF_8)))
                .collect(Collectors.joining("."));
        assertThatThrownBy(() -> decoder.decode(token)).isInstanceOf(ProviderAway.class);
        assertThatThrownBy(() -> decoder.decode("a.b.c")).isInstanceOf(BadJwtException.class);
    }

    private static @Nullable String tokenIn(@Nullable String header) {
        var request = new MockHttpServletRequest();
        if (header != null) {
            request.addHeader("Authorization", header);
        }
        return BearerTokens.tokenIn(request);
    }
}
