package dossier.command;

import java.util.Collection;
import java.util.List;
import java.util.Objects;

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

    /** As authorities are made of it, without the search for a converter that a typed claim costs each request. */
    private static List<String> roles(@Nullable Object claim) {
        return switch (claim) {
            case Collection<?> several -> several.stream().filter(Objects::nonNull).map(Object::toString).toList();
            case String text when !text.isBlank() -> List.of(text.split(" "));
            case null, default -> List.of();
        };
    }
}
