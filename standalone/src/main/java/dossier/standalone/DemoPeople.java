package dossier.standalone;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;

/** Who can sign in. All have one secret, which the repositories of the library do not accept. */
final class DemoPeople implements RegisteredClientRepository {

    private static final Duration TOKEN = Duration.ofHours(1);

    private static final List<String> STAFF = List.of("clerk", "verifier", "reviewer", "cashier", "issuer");
    private static final List<String> OTHERS = List.of("supervisor", "auditor", "applicant", "downstream");

    private static final Map<String, List<String>> ROLES = roles();

    private final Map<String, RegisteredClient> people = new HashMap<>();

    DemoPeople(SignInSettings settings) {
        ROLES.keySet().forEach(name -> people.put(name,
                RegisteredClient.withId(name).clientId(name).clientSecret(settings.secret())
                        .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                        .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
                        .tokenSettings(TokenSettings.builder().accessTokenTimeToLive(TOKEN).build()).build()));
    }

    static List<String> roles(String name) {
        return ROLES.getOrDefault(name, List.of());
    }

    @Override
    public @Nullable RegisteredClient findById(String id) {
        return people.get(id);
    }

    @Override
    public @Nullable RegisteredClient findByClientId(String name) {
        return people.get(name);
    }

    @Override
    public void save(RegisteredClient person) {
        throw new UnsupportedOperationException("the demo people are fixed");
    }

    // Separation of duties needs a second person in every role.
    private static Map<String, List<String>> roles() {
        var roles = new HashMap<String, List<String>>();
        for (var names : List.of(STAFF, OTHERS)) {
            for (var name : names) {
                roles.put(name, List.of(name));
                roles.put(name + "2", List.of(name));
            }
        }
        roles.put("allround", STAFF);
        return Map.copyOf(roles);
    }
}
