package dossier.command;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import dossier.events.Personal;

/** Stable names of persons that say nothing about them, by which open applications are told apart. */
final class Pseudonyms {

    private final SecretKeySpec key;

    /** @param key 32 bytes */
    Pseudonyms(byte[] key) {
        this.key = new SecretKeySpec(key, "HmacSHA256");
    }

    /** The HMAC of the applicant's citizen ID. */
    byte[] of(Personal.Applicant applicant) {
        try {
            var mac = Mac.getInstance(key.getAlgorithm());
            mac.init(key);
            return mac.doFinal(applicant.citizenId().getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }
}
