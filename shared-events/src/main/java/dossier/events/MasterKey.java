package dossier.events;

import java.security.GeneralSecurityException;
import java.util.UUID;

import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.Aead;
import com.google.crypto.tink.Configuration;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.AesGcmKey;
import com.google.crypto.tink.aead.AesGcmParameters;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.google.crypto.tink.util.SecretBytes;

/** The key that wraps every application's own key. Envelope encryption: the key store never sees a usable key. */
public final class MasterKey {

    private static final int KEY_BYTES = 32;

    private static final Configuration TINK = tink();

    private final Aead aead;

    /** @param secret 32 random bytes */
    @AccessesPartialKey
    public MasterKey(byte[] secret) {
        if (secret.length != KEY_BYTES) {
            throw new IllegalArgumentException("a master key has 32 bytes, not " + secret.length);
        }
        try {
            var parameters = AesGcmParameters.builder().setKeySizeBytes(KEY_BYTES).setIvSizeBytes(12)
                    .setTagSizeBytes(16).setVariant(AesGcmParameters.Variant.NO_PREFIX).build();
            var key = AesGcmKey.builder().setParameters(parameters)
                    .setKeyBytes(SecretBytes.copyFrom(secret, InsecureSecretKeyAccess.get())).build();
            this.aead = KeysetHandle.newBuilder()
                    .addEntry(KeysetHandle.importKey(key).withRandomId().makePrimary()).build()
                    .getPrimitive(TINK, Aead.class);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the master key cannot be used", e);
        }
    }

    /** A fresh key for one application, wrapped for the key store. */
    public byte[] newWrappedKey(UUID applicationId) {
        try {
            var key = KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM, TINK);
            return TinkProtoKeysetFormat.serializeEncryptedKeyset(key, aead, StoredEvent.bytes(applicationId),
                    TINK);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no key could be made for application " + applicationId, e);
        }
    }

    /** @throws IllegalStateException if the key was wrapped by another master key or for another application */
    public ApplicationKey unwrap(UUID applicationId, byte[] wrapped) {
        try {
            var keyset = TinkProtoKeysetFormat.parseEncryptedKeyset(wrapped, aead, StoredEvent.bytes(applicationId),
                    TINK);
            return new ApplicationKey(applicationId, keyset.getPrimitive(TINK, Aead.class));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the key of application " + applicationId + " cannot be unwrapped", e);
        }
    }

    private static Configuration tink() {
        try {
            AeadConfig.register();
            return RegistryConfiguration.get();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Tink cannot register AEAD", e);
        }
    }
}
