package dossier.events;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * A value of type {@code T} that only the holder of its application's key can read.
 *
 * @param ciphertext base64 of Tink AES-256-GCM over the value's JSON, with the application id as associated data
 */
@SuppressWarnings("UnusedTypeParameter") // keeps one kind of ciphertext from being read as another
public record Encrypted<T extends Personal>(@JsonValue String ciphertext) {

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Encrypted {}
}
