package dossier.command;

import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The settings under {@code dossier}, as {@code docs/configuration.md} lists them. What has no default must be given;
 * secrets have none.
 *
 * @param log the event log's database
 * @param keys the key store's database
 * @param bodyLimit the most that a request's body may hold, in bytes
 * @param commandsAtOnce how many commands of one caller may be under way; more are refused with 429
 * @param demoClock whether a caller may set the time of a command by Dossier-Clock; refused in production
 * @param regions a directory of regions' files that add to the shipped ones or replace them
 * @param calendars a directory of years' holiday notices that add to the shipped ones or replace them
 * @param production whether to refuse whatever is only for trying things out; the profile prod sets it
 */
@ConfigurationProperties("dossier")
@Validated
record Settings(@DefaultValue @Valid Database log, @DefaultValue @Valid Database keys,
        @DefaultValue @Valid Kafka kafka, @DefaultValue @Valid SignIn signIn, @DefaultValue @Valid Secrets secrets,
        @DefaultValue("262144") @Min(1_024) @Max(16_777_216) int bodyLimit,
        @DefaultValue("1000") @Min(1) int commandsAtOnce, @DefaultValue("") String regions,
        @DefaultValue("") String calendars, @DefaultValue("false") boolean demoClock,
        @DefaultValue("false") boolean production) {

    @AssertTrue(message = "dossier.demo-clock must not be set in production")
    boolean isClockTrue() {
        return !production || !demoClock;
    }

    @AssertTrue(message = "dossier.sign-in.issuer must not be on loopback in production: there it knows demo people")
    boolean isIssuerFit() {
        return !production || !signIn.isOnLoopback();
    }

    /**
     * @param url of JDBC, as jdbc:postgresql://host:port/database
     * @param user a role with no more rights than the service needs
     * @param password of the user
     * @param owner the role that owns the schema, for migrations only
     * @param ownerPassword of the owner
     */
    record Database(@NotBlank String url, @NotBlank String user, @NotBlank String password, @NotBlank String owner,
            @NotBlank String ownerPassword) {

        @Override
        public String toString() {
            return url;
        }
    }

    /** @param bootstrapServers of Kafka, as host:port, several with commas between */
    record Kafka(@NotBlank String bootstrapServers) {}

    /** @param issuer URL of the OpenID Connect provider, the iss of its tokens; its keys are at issuer/oauth2/jwks */
    record SignIn(@NotBlank String issuer) {

        boolean isOnLoopback() {
            return issuer != null && issuer.matches("https?://(localhost|127\\.[0-9.]+|\\[::1])(:.*|/.*)?");
        }
    }

    /**
     * @param masterKey 32 bytes in base64, wraps the applications' keys
     * @param personKey 32 bytes in base64, makes the pseudonyms by which open applications are told apart
     */
    record Secrets(@NotBlank @Pattern(regexp = KEY, message = KEY_RULE) String masterKey,
            @NotBlank @Pattern(regexp = KEY, message = KEY_RULE) String personKey) {

        private static final String KEY = "[A-Za-z0-9+/]{43}=";
        private static final String KEY_RULE = "must be 32 bytes in base64";

        @Override
        public String toString() {
            return "Secrets[]";
        }
    }
}
