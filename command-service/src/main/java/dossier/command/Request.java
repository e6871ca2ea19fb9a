package dossier.command;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import dossier.web.Caller;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * What the edge knows of a request beside its body: who, with which roles, when, and under which conditions.
 *
 * @param clockSet whether the caller set the time, in a demo system
 * @param fingerprint of method, path and body: equal for a request and its repetition
 */
@SuppressWarnings("ArrayRecordComponent") // bytes on their way into the database
record Request(String actor, List<String> roles, Instant at, boolean clockSet, @Nullable Integer expectedVersion,
        @Nullable String idempotencyKey, byte[] fingerprint, String traceparent) {

    private static final Pattern VERSION = Pattern.compile("\"(\\d{1,9})\"");
    private static final Pattern KEY = Pattern.compile("\"?([!-~&&[^\"]]{1,128})\"?");
    private static final Pattern TRACEPARENT = Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

    /** @throws Refusal if a header is malformed */
    static Request of(HttpServletRequest request) {
        var errors = new Errors();
        var expectedVersion = expectedVersion(request.getHeader("If-Match"), errors);
        var key = idempotencyKey(request.getHeader("Idempotency-Key"), errors);
        errors.refuse();
        var caller = Caller.current();
        var time = (CommandClock.Time) request.getAttribute(BodyConverter.TIME);
        return new Request(caller.name(), caller.roles(), time.at(), time.set(), expectedVersion, key,
                fingerprint(request), traceparent(givenTrace(request)));
    }

    /** The caller's trace, if it gave a well-formed one. */
    static @Nullable String givenTrace(HttpServletRequest request) {
        var header = request.getHeader("traceparent");
        return header != null && TRACEPARENT.matcher(header).matches() ? header : null;
    }

    private static @Nullable Integer expectedVersion(@Nullable String header, Errors errors) {
        if (header == null || header.equals("*")) {
            return null;
        }
        var matcher = VERSION.matcher(header.strip());
        if (!matcher.matches()) {
            errors.add("If-Match", "must be one version as an entity tag, like \"3\"");
            return null;
        }
        return Integer.valueOf(matcher.group(1));
    }

    private static @Nullable String idempotencyKey(@Nullable String header, Errors errors) {
        if (header == null) {
            return null;
        }
        var matcher = KEY.matcher(header.strip());
        if (!matcher.matches()) {
            errors.add("Idempotency-Key", "must be 1 to 128 visible ASCII characters, bare or quoted");
            return null;
        }
        return matcher.group(1);
    }

    /** The caller's trace, or else a new one that nobody samples: every event can be followed. */
    private static String traceparent(@Nullable String given) {
        if (given != null) {
            return given;
        }
        var random = ThreadLocalRandom.current();
        var hex = HexFormat.of();
        return "00-" + hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong(1, Long.MAX_VALUE)) + "-"
                + hex.toHexDigits(random.nextLong(1, Long.MAX_VALUE)) + "-00";
    }

    private static byte[] fingerprint(HttpServletRequest request) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update((request.getMethod() + " " + request.getRequestURI() + "\n").getBytes(UTF_8));
            return digest.digest((byte[]) request.getAttribute(BodyConverter.DIGEST));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
