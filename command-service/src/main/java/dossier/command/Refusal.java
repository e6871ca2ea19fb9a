package dossier.command;

import java.io.Serial;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/** A command that was not carried out, and why, as the caller learns it. Nothing was written. */
final class Refusal extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** The stable codes of the contract with their HTTP status. */
    enum Code {
        INVALID_REQUEST(400),
        ROLE_MISSING(403),
        SEPARATION_OF_DUTIES(403),
        UNKNOWN_APPLICATION(404),
        WRONG_STATUS(409),
        FAILED_CHECK(409),
        DUPLICATE_APPLICATION(409),
        DUPLICATE_RECEIPT(409),
        OVERPAYMENT(409),
        REFUND_EXCEEDS_PAYMENT(409),
        MISSING_MATERIALS(409),
        LIMIT_PASSED(409),
        ALREADY_EXTENDED(409),
        ALREADY_APPEALED(409),
        TOO_MANY_EVENTS(409),
        STALE_VERSION(412),
        BODY_TOO_LARGE(413),
        UNSUPPORTED_MEDIA_TYPE(415),
        IDEMPOTENCY_KEY_REUSED(422),
        TOO_MANY_REQUESTS(429);

        final int status;

        Code(int status) {
            this.status = status;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** One thing that is wrong with one member of a request. */
    record FieldError(String field, String message) {}

    private final Code code;
    private final transient Map<String, Object> details;

    Refusal(Code code, String message) {
        this(code, message, Map.of());
    }

    Refusal(Code code, String message, Map<String, Object> details) {
        super(message, null, false, false);
        this.code = code;
        this.details = details;
    }

    static Refusal invalid(List<FieldError> errors) {
        return new Refusal(Code.INVALID_REQUEST, "The request has " + errors.size() + " invalid member(s).",
                Map.of("errors", errors));
    }

    static Refusal invalid(String field, String message) {
        return invalid(List.of(new FieldError(field, message)));
    }

    static Refusal unknownApplication(UUID applicationId) {
        return new Refusal(Code.UNKNOWN_APPLICATION, "There is no application " + applicationId + ".");
    }

    static Refusal unsupportedMediaType() {
        return new Refusal(Code.UNSUPPORTED_MEDIA_TYPE, "Bodies are application/json.",
                Map.of("supported", List.of("application/json")));
    }

    Code code() {
        return code;
    }

    /** Members that the problem carries beside the standard ones. */
    Map<String, Object> details() {
        return details;
    }
}
