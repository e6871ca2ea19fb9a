package dossier.standalone;

import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;

/** Nobody asks about a token that proves itself, and the library's memory of them grows without end. */
final class UnrecordedTokens implements OAuth2AuthorizationService {

    @Override
    public void save(OAuth2Authorization token) {}

    @Override
    public void remove(OAuth2Authorization token) {}

    @Override
    public @Nullable OAuth2Authorization findById(String id) {
        return null;
    }

    @Override
    public @Nullable OAuth2Authorization findByToken(String token, @Nullable OAuth2TokenType type) {
        return null;
    }
}
