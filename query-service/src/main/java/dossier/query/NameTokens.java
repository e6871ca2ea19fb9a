package dossier.query;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.springframework.stereotype.Component;

/**
 * Keyed hashes by which a name, whole or by its beginning, is found without being stored. 64 bits are kept, so a hit is
 * still compared with the decrypted name.
 */
@Component
class NameTokens {

    private static final int LONGEST_PREFIX = 16;
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    NameTokens(QueryProperties properties) {
        var master = new SecretKeySpec(properties.secrets().masterKeyBytes(), ALGORITHM);
        this.key = new SecretKeySpec(hmac(master, "dossier.query.name-tokens"), ALGORITHM);
    }

    List<Long> all(String name) {
        var normal = normal(name);
        var tokens = new ArrayList<Long>();
        tokens.add(whole(normal));
        var length = Math.min(LONGEST_PREFIX, normal.codePointCount(0, normal.length()));
        for (int end = 1; end <= length; end++) {
            tokens.add(prefix(normal.substring(0, normal.offsetByCodePoints(0, end))));
        }
        return tokens;
    }

    long whole(String name) {
        return token("name:" + normal(name));
    }

    /** A longer beginning than is kept is looked for by what is kept of it. */
    long prefix(String beginning) {
        var normal = normal(beginning);
        var kept = Math.min(LONGEST_PREFIX, normal.codePointCount(0, normal.length()));
        return token("prefix:" + normal.substring(0, normal.offsetByCodePoints(0, kept)));
    }

    static String normal(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFKC).strip().toLowerCase(Locale.ROOT);
    }

    private long token(String text) {
        return ByteBuffer.wrap(hmac(key, text)).getLong();
    }

    private static byte[] hmac(SecretKeySpec key, String text) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }
}
