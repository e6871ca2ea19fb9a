package dossier.events;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.UUID;

import com.google.crypto.tink.Aead;

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
            var ciphertext = aead.encrypt(EventJson.MAPPER.writeValueAsBytes(personal), bytes(applicationId));
            return new Encrypted<>(Base64.getEncoder().encodeToString(ciphertext));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("personal data of application " + applicationId + " not encrypted", e);
        }
    }

    /** @throws UnreadableEvent if the ciphertext was made with another key, for another application, or was altered */
    public <T extends Personal> T decrypt(Encrypted<T> encrypted, Class<T> type) {
        try {
            var json = aead.decrypt(Base64.getDecoder().decode(encrypted.ciphertext()), bytes(applicationId));
            return EventJson.MAPPER.readValue(json, type);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new UnreadableEvent("personal data of application " + applicationId + " cannot be decrypted");
        }
    }

    static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(2 * Long.BYTES).putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits()).array();
    }
}
