package dossier.web;

import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.jwt.JwtException;

/** A token could not be checked, since the sign-in provider's keys cannot be read: no fault of the caller. */
public final class ProviderAway extends AuthenticationException {

    ProviderAway(JwtException cause) {
        super("the sign-in provider's keys cannot be read", cause);
    }
}
