package dossier.query;

import java.net.URI;
import java.util.List;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;

/** A refusal as RFC 9457 has it, with a code that programs can rely on. */
final class Problem extends RuntimeException {

    private static final String RETRY_AFTER_SECONDS = "1";

    record FieldError(String field, String message) {}

    private final HttpStatus status;
    private final String code;
    private final List<FieldError> errors;

    private Problem(HttpStatus status, String code, String detail, List<FieldError> errors) {
        super(detail, null, false, false);
        this.status = status;
        this.code = code;
        this.errors = List.copyOf(errors);
    }

    static Problem of(HttpStatus status, String code, String detail) {
        return new Problem(status, code, detail, List.of());
    }

    static Problem invalid(List<FieldError> errors) {
        return new Problem(HttpStatus.BAD_REQUEST, "invalid-request", "The request is not valid.", errors);
    }

    static Problem unknownApplication() {
        return of(HttpStatus.NOT_FOUND, "unknown-application", "There is no such application.");
    }

    static Problem away(String part) {
        return of(HttpStatus.SERVICE_UNAVAILABLE, "unavailable", "The " + part + " is away; try again soon.");
    }

    ProblemDetail body() {
        var body = ProblemDetail.forStatusAndDetail(status, String.valueOf(getMessage()));
        body.setType(URI.create("urn:dossier:problem:" + code));
        body.setProperty("code", code);
        if (!errors.isEmpty()) {
            body.setProperty("errors", errors);
        }
        return body;
    }

    HttpHeaders headers() {
        var headers = new HttpHeaders();
        if (status == HttpStatus.SERVICE_UNAVAILABLE) {
            headers.set(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        if (status == HttpStatus.UNAUTHORIZED) {
            headers.set(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
        return headers;
    }

    HttpStatus status() {
        return status;
    }

    ResponseEntity<Object> answer() {
        return ResponseEntity.status(status).headers(headers()).body(body());
    }
}
