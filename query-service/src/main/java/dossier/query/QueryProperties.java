package dossier.query;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Base64;

import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Where this instance finds everything, as {@code docs/configuration.md} lists it. Nothing here has a default that a
 * production system could start with by mistake.
 *
 * @param read the read models
 * @param keys the key store, only read
 * @param instance stable name of this instance, its place in the consumer group; if empty, the machine's name and the port
 * @param production whether to refuse whatever is only for trying things out; the profile prod sets it
 */
@ConfigurationProperties("dossier")
@Validated
record QueryProperties(@DefaultValue @Valid ReadModels read, @DefaultValue @Valid Database keys,
        @DefaultValue @Valid Kafka kafka, @DefaultValue("") String instance, @DefaultValue @Valid SignIn signIn,
        @DefaultValue @Valid Secrets secrets, @DefaultValue("false") boolean production) {

    /**
     * @param url of JDBC, as jdbc:postgresql://host:port/database
     * @param user a role with no more rights than the service needs
     * @param password of the user
     */
    record Database(@NotBlank String url, @NotBlank String user, @NotBlank String password) {

        @Override
        public String toString() {
            return url;
        }
    }

    /**
     * @param url of JDBC, as jdbc:postgresql://host:port/database
     * @param user a role with no more rights than the service needs
     * @param password of the user
     * @param owner the role that owns the schema, for migrations only
     * @param ownerPassword of the owner
     */
    record ReadModels(@NotBlank String url, @NotBlank String user, @NotBlank String password, @NotBlank String owner,
            @NotBlank String ownerPassword) {

        Database database() {
            return new Database(url, user, password);
        }

        @Override
        public String toString() {
            return url;
        }
    }

    /**
     * @param bootstrapServers of Kafka, as host:port, several with commas between
     * @param namespace begins the names of topics and of the consumer group
     */
    record Kafka(@NotBlank String bootstrapServers, @DefaultValue("dossier") @NotBlank String namespace) {

        String topic() {
            return namespace + ".application-events";
        }

        String group() {
            return namespace + ".query";
        }
    }

    /** @param issuer URL of the OpenID Connect provider, the iss of its tokens; its keys are at issuer/oauth2/jwks */
    record SignIn(@NotBlank String issuer) {

        boolean isOnLoopback() {
            return issuer != null && issuer.matches("https?://(localhost|127\\.[0-9.]+|\\[::1])(:.*|/.*)?");
        }
    }

    /** @param masterKey 32 bytes in base64, the command-service's, unwraps the applications' keys */
    record Secrets(
            @NotBlank @Pattern(regexp = "[A-Za-z0-9+/]{43}=", message = "must be 32 bytes in base64") String masterKey) {

        byte[] masterKeyBytes() {
            return Base64.getDecoder().decode(masterKey);
        }

        @Override
        public String toString() {
            return "Secrets[…]";
        }
    }

    @AssertTrue(message = "dossier.sign-in.issuer must not be on loopback in production: there it knows demo people")
    boolean isIssuerFit() {
        return !production || !signIn.isOnLoopback();
    }

    String instanceOr(String port) {
        return instance.isBlank() ? hostName() + "-" + port : instance;
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            throw new IllegalStateException("this machine has no name: set dossier.instance", e);
        }
    }
}
