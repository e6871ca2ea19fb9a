package dossier.backing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import com.sun.net.httpserver.HttpServer;

/** A sign-in provider for tests: publishes its key, and hands a token to whoever asks in the same JVM. */
public final class TestSignIn {

    private static final String KEY_ID = "test";
    private static final long HALF_HOUR = 1_800; // seconds
    private static final int LONGEST = 4;

    private final KeyPair key;
    private final HttpServer server;
    private final Map<String, String> tokens = new ConcurrentHashMap<>();

    TestSignIn() {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            key = generator.generateKeyPair();
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var keys = keys().getBytes(StandardCharsets.UTF_8);
        server.createContext("/oauth2/jwks", exchange -> {
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, keys.length);
            try (var body = exchange.getResponseBody()) {
                body.write(keys);
            }
        });
        server.start();
    }

    public String issuer() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** A token for this person with these roles, good for one and a half hours or more, and the same for half an hour. */
    public String token(String subject, String... roles) {
        long ends = (Instant.now().getEpochSecond() / HALF_HOUR + LONGEST) * HALF_HOUR;
        return tokens.computeIfAbsent(subject + " " + List.of(roles) + ends,
                _ -> token(subject, List.of(roles), Instant.ofEpochSecond(ends)));
    }

    /** A token that ends at the given time, which may be over. */
    public String token(String subject, List<String> roles, Instant expiresAt) {
        return token("JWT", issuer(), subject, roles, expiresAt);
    }

    /** A token signed here that says of itself what it is, which may be nothing, and whose. */
    public String token(String type, String issuer, String subject, List<String> roles, Instant expiresAt) {
        var claims = roles.stream().map(role -> '"' + role + '"').collect(Collectors.joining(",", "[", "]"));
        var said = type.isEmpty() ? "" : "\"typ\":\"" + type + "\",";
        var content = encode("{\"alg\":\"RS256\"," + said + "\"kid\":\"" + KEY_ID + "\"}") + "."
                + encode("{\"iss\":\"" + issuer + "\",\"sub\":\"" + subject + "\",\"roles\":" + claims + ",\"iat\":"
                        + expiresAt.minusSeconds(LONGEST * HALF_HOUR).getEpochSecond() + ",\"exp\":"
                        + expiresAt.getEpochSecond()
                        + "}");
        try {
            var signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key.getPrivate());
            signature.update(content.getBytes(StandardCharsets.US_ASCII));
            return content + "." + encode(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public void stop() {
        server.stop(0);
    }

    private String keys() {
        var publicKey = (RSAPublicKey) key.getPublic();
        return "{\"keys\":[{\"kty\":\"RSA\",\"use\":\"sig\",\"alg\":\"RS256\",\"kid\":\"" + KEY_ID + "\",\"n\":\""
                + encode(unsigned(publicKey.getModulus().toByteArray())) + "\",\"e\":\""
                + encode(unsigned(publicKey.getPublicExponent().toByteArray())) + "\"}]}";
    }

    // BigInteger puts a zero before a first byte with its highest bit set; RFC 7518 wants none.
    private static byte[] unsigned(byte[] number) {
        return number[0] == 0 ? java.util.Arrays.copyOfRange(number, 1, number.length) : number;
    }

    private static String encode(String text) {
        return encode(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
