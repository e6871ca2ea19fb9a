package dossier.web;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.security.oauth2.jwt.Jwt;

import static org.assertj.core.api.Assertions.assertThat;

/** Providers write several roles as a list or as words. */
class CallerTests {

    @Test
    void rolesAreAList() {
        assertThat(withRoles(List.of("reviewer", "clerk"))).isEqualTo(new Caller("ann", List.of("reviewer", "clerk")));
    }

    @Test
    void rolesAreWords() {
        assertThat(withRoles("reviewer clerk").roles()).containsExactly("reviewer", "clerk");
    }

    @Test
    void aTokenMayGiveNoRole() {
        assertThat(withRoles(null).roles()).isEmpty();
        assertThat(withRoles(" ").roles()).isEmpty();
        assertThat(withRoles(7).roles()).isEmpty();
    }

    private static Caller withRoles(@Nullable Object roles) {
        var token = Jwt.withTokenValue("token").header("alg", "RS256").subject("ann");
        return Caller.of((roles == null ? token : token.claim("roles", roles)).build());
    }
}
