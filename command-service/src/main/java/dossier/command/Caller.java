package dossier.command;

import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.jwt.Jwt;

import static java.util.Objects.requireNonNull;

/**
 * Who sent the request that this thread answers.
 *
 * @param roles in the order of the token
 */
record Caller(String name, List<String> roles) {

    static Caller current() {
        var caller = requireNonNull(SecurityContextHolder.getContext().getAuthentication());
        var token = (Jwt) requireNonNull(caller.getPrincipal());
        return new Caller(caller.getName(), roles(token.getClaim("roles")));
    }

    /** As the token converts it, without a search for a converter with every request. */
    private static List<String> roles(@Nullable Object claim) {
        return switch (claim) {
            case Collection<?> several -> several.stream().map(String::valueOf).toList();
            case String one -> List.of(one);
            case null, default -> List.of();
        };
    }
}
