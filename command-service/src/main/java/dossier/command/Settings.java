package dossier.command;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The settings under {@code dossier}. What has no default must be given; secrets have none.
 *
 * @param log the event log's database
 * @param keys the key store's database
 * @param bodyLimit of a request in bytes
 * @param commandsAtOnce how many commands of one caller may be under way; more are refused with 429
 * @param demoClock whether a caller may set the time of a command by {@code Dossier-Clock}; never in production
 * @param regions a directory of regions' files that add to the shipped ones or replace them
 * @param calendars a directory of years' holiday notices that add to the shipped ones or replace them
 */
@ConfigurationProperties("dossier")
@Validated
record Settings(@NotNull @Valid Database log, @NotNull @Valid Database keys, @NotNull @Valid SignIn signIn,
        @NotNull @Valid Secrets secrets, @DefaultValue("262144") @Min(1_024) @Max(16_777_216) int bodyLimit,
        @DefaultValue("1000") @Min(1) int commandsAtOnce,
        @Nullable String regions, @Nullable String calendars, @DefaultValue("false") boolean demoClock) {

    /**
     * @param user with no more rights than the service needs
     * @param owner of the schema, for migrations only
     */
    record Database(@NotBlank String url, @NotBlank String user, @NotBlank String password, @NotBlank String owner,
            @NotBlank String ownerPassword) {

        @Override
        public String toString() {
            return url;
        }
    }

    /** @param issuer URL of the OpenID Connect provider, whose keys are at {@code <issuer>/oauth2/jwks} */
    record SignIn(@NotBlank String issuer) {}

    /**
     * @param masterKey 32 bytes in base64, wraps the applications' keys
     * @param personKey 32 bytes in base64, makes the pseudonyms by which open applications are told apart
     */
    record Secrets(@NotBlank String masterKey, @NotBlank String personKey) {

        @Override
        public String toString() {
            return "Secrets[]";
        }
    }
}
