package dossier.web;

import java.util.Collection;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.jwt.Jwt;

import static java.util.Objects.requireNonNull;

/**
 * Who sends a request, as its token says.
 *
 * @param roles in the order of the token's claim {@code roles}
 */
public record Caller(String name, List<String> roles) {

    /**
     * Who sent the request that this thread answers.
     *
     * @throws NullPointerException if it came without a token
     */
    public static Caller current() {
        var authentication = requireNonNull(SecurityContextHolder.getContext().getAuthentication());
        return (Caller) requireNonNull(authentication.getPrincipal());
    }

    /** @param token one that names somebody */
    static Caller of(Jwt token) {
        return new Caller(requireNonNull(token.getSubject()), roles(token.getClaim("roles")));
    }

    private static List<String> roles(@Nullable Object claim) {
        return switch (claim) {
            case Collection<?> several -> several.stream().filter(Objects::nonNull).map(Object::toString).toList();
            case String text when !text.isBlank() -> List.of(text.split(" "));
            case null, default -> List.of();
        };
    }
}
