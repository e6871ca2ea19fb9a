package dossier.events;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dossier.events.Personal.Note;
import dossier.events.Personal.Withdrawal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Personal data is read with the key of its own application and in no other way. */
class ApplicationKeyTests {

    private static final UUID OTHER = UUID.fromString("3f6c1d1e-7d0a-4e4b-9d57-6a1f0c2b8e91");
    private static final String SECRET = "440524188001010014";
    private static final Note NOTE = new Note(SECRET);

    private final Encrypted<Note> encrypted = Examples.KEY.encrypt(NOTE);

    @Property(tries = 200)
    void whatIsEncryptedIsDecrypted(@ForAll List<@StringLength(max = 100) String> texts, @ForAll String remedies) {
        var rejection = new Personal.Rejection(texts, remedies);
        assertThat(Examples.KEY.decrypt(Examples.KEY.encrypt(rejection), Personal.Rejection.class))
                .isEqualTo(rejection);
    }

    @Property(tries = 200)
    void theCiphertextNeverHoldsThePlaintext(@ForAll @StringLength(min = 6, max = 60) String text) {
        var ciphertext = Examples.KEY.encrypt(new Note(text)).ciphertext();
        assertThat(new String(Base64.getDecoder().decode(ciphertext), StandardCharsets.ISO_8859_1)).doesNotContain(
                new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
        assertThat(ciphertext).doesNotContain(
                Base64.getEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void theSameTextIsEncryptedDifferentlyEachTime() {
        assertThat(Examples.KEY.encrypt(NOTE)).isNotEqualTo(encrypted);
    }

    @Test
    void aKeyOpensOnlyItsOwnApplication() {
        var wrappedForOther = Examples.MASTER_KEY.newWrappedKey(OTHER);
        assertRefused(Examples.MASTER_KEY.unwrap(OTHER, wrappedForOther), encrypted);
        assertThatThrownBy(() -> Examples.MASTER_KEY.unwrap(Examples.APPLICATION, wrappedForOther))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anotherKeyOfTheSameApplicationOpensNothing() {
        assertRefused(Examples.MASTER_KEY.unwrap(Examples.APPLICATION,
                Examples.MASTER_KEY.newWrappedKey(Examples.APPLICATION)), encrypted);
    }

    @Test
    void anotherMasterKeyUnwrapsNothing() {
        var another = new MasterKey(Examples.secret(1));
        assertThatThrownBy(() -> another.unwrap(Examples.APPLICATION, Examples.WRAPPED_KEY))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anAlteredWrappedKeyIsRefused() {
        for (int i = 0; i < Examples.WRAPPED_KEY.length; i++) {
            var altered = Examples.WRAPPED_KEY.clone();
            altered[i] ^= 1;
            assertThatThrownBy(() -> Examples.MASTER_KEY.unwrap(Examples.APPLICATION, altered))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void alteredCiphertextIsRefusedWhereverItWasAltered() {
        var bytes = Base64.getDecoder().decode(encrypted.ciphertext());
        for (int i = 0; i < bytes.length; i++) {
            var altered = bytes.clone();
            altered[i] ^= 1;
            assertRefused(Examples.KEY, new Encrypted<>(Base64.getEncoder().encodeToString(altered)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "AA==", "not base64!", SECRET})
    void whatIsNoCiphertextIsRefused(String text) {
        assertRefused(Examples.KEY, new Encrypted<>(text));
    }

    @Test
    void anotherKindOfPersonalDataIsRefusedWithoutSayingIt() {
        assertThatThrownBy(() -> Examples.KEY.decrypt(new Encrypted<Withdrawal>(encrypted.ciphertext()),
                Withdrawal.class)).isInstanceOf(UnreadableEvent.class).hasNoCause()
                .hasMessageContaining(Examples.APPLICATION.toString()).hasMessageNotContaining(SECRET);
        assertThatThrownBy(() -> Examples.KEY.decrypt(new Encrypted<Personal.Submission>(
                Examples.KEY.encrypt(new Personal.FileNames(List.of(SECRET))).ciphertext()), Personal.Submission.class))
                .isInstanceOf(UnreadableEvent.class).hasNoCause().hasMessageNotContaining(SECRET);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 16, 31, 33})
    void aMasterKeyHas32Bytes(int length) {
        assertThatThrownBy(() -> new MasterKey(new byte[length])).isInstanceOf(IllegalArgumentException.class);
    }

    private static void assertRefused(ApplicationKey key, Encrypted<Note> ciphertext) {
        assertThatThrownBy(() -> key.decrypt(ciphertext, Note.class)).isInstanceOf(UnreadableEvent.class).hasNoCause()
                .hasMessageContaining("cannot be decrypted").hasMessageNotContaining(SECRET);
    }
}
