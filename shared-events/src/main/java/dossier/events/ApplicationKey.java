package dossier.events;

import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.UUID;

import com.google.crypto.tink.Aead;
import tools.jackson.core.JacksonException;

/** Encrypts and decrypts the personal data of one application. */
public final class ApplicationKey {

    private final UUID applicationId;
    private final Aead aead;

    ApplicationKey(UUID applicationId, Aead aead) {
        this.applicationId = applicationId;
        this.aead = aead;
    }

    public <T extends Personal> Encrypted<T> encrypt(T personal) {
        try {
            var ciphertext = aead.encrypt(EventJson.MAPPER.writeValueAsBytes(personal),
                    StoredEvent.bytes(applicationId));
            return new Encrypted<>(Base64.getEncoder().encodeToString(ciphertext));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("personal data of application " + applicationId + " not encrypted", e);
        }
    }

    /** @throws UnreadableEvent if made with another key or for another application, altered, or not a {@code type} */
    public <T extends Personal> T decrypt(Encrypted<T> encrypted, Class<T> type) {
        try {
            var json = aead.decrypt(Base64.getDecoder().decode(encrypted.ciphertext()),
                    StoredEvent.bytes(applicationId));
            return EventJson.MAPPER.readValue(json, type);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new UnreadableEvent("personal data of application " + applicationId + " cannot be decrypted");
        } catch (JacksonException e) { // neither message nor cause travels on: both quote what they could not read
            throw new UnreadableEvent("personal data of application " + applicationId + " is not a "
                    + type.getSimpleName());
        }
    }
}
