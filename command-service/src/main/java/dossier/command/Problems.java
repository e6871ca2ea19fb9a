package dossier.command;

import java.net.URI;
import java.util.Locale;

import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import org.axonframework.common.lock.LockAcquisitionFailedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

import dossier.command.Refusal.Code;
import dossier.command.log.LogUnavailable;
import dossier.events.LaterEvent;

/**
 * Everything that goes wrong, as an RFC 9457 problem with a stable {@code code}. A refused command is in the log of
 * refusals before its caller is answered, but for 429: that was never looked at.
 */
@RestControllerAdvice
@Hidden
class Problems extends ResponseEntityExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
    static final String RETRY_AFTER_SECONDS = "1";

    private final Refusals refusals;

    Problems(Refusals refusals) {
        this.refusals = refusals;
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> refused(Refusal refusal, HttpServletRequest request) {
        var problem = problem(HttpStatusCode.valueOf(refusal.code().status), refusal.code().toString(),
                refusal.getMessage());
        refusal.details().forEach(problem::setProperty);
        if (refusal.code() == Code.TOO_MANY_REQUESTS) {
            var headers = new HttpHeaders();
            headers.set(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
            return respond(problem, headers);
        }
        return refuse(problem, refusal.code().toString(), new HttpHeaders(), request);
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> malformed(MethodArgumentTypeMismatchException e, HttpServletRequest request) {
        return refused(Refusal.invalid(e.getName(), "is malformed"), request);
    }

    /** The firewall looks at a header only when it is read. */
    @ExceptionHandler
    ResponseEntity<ProblemDetail> malformed(RequestRejectedException e, HttpServletRequest request) {
        return refused(new Refusal(Code.INVALID_REQUEST, "A header is malformed."), request);
    }

    /** The outcome may be open; the same Idempotency-Key settles it. */
    @ExceptionHandler({LogUnavailable.class, LockAcquisitionFailedException.class})
    ResponseEntity<ProblemDetail> unavailable(RuntimeException e) {
        return unavailable("The event log is away.", e);
    }

    /** While versions change, another instance can go on with what it has begun. */
    @ExceptionHandler
    ResponseEntity<ProblemDetail> tooEarly(LaterEvent e) {
        return unavailable("A later version has gone on with this application.", e);
    }

    private static ResponseEntity<ProblemDetail> unavailable(String why, RuntimeException e) {
        LOG.warn("A command was answered 503: {}", e.toString());
        var headers = new HttpHeaders();
        headers.set(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        return respond(problem(HttpStatus.SERVICE_UNAVAILABLE, "unavailable",
                why + " Send the same request again, with the same Idempotency-Key."), headers);
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> failed(Exception e) {
        LOG.error("A request failed", e);
        return respond(problem(HttpStatus.INTERNAL_SERVER_ERROR, "internal-error", null), new HttpHeaders());
    }

    @Override
    protected ResponseEntity<Object> handleHttpMessageNotReadable(HttpMessageNotReadableException e,
            HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return cast(refused(Refusal.invalid("", "a JSON object is required"), servlet(request)));
    }

    @Override
    protected ResponseEntity<Object> handleHttpMediaTypeNotSupported(HttpMediaTypeNotSupportedException e,
            HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return cast(refused(Refusal.unsupportedMediaType(), servlet(request)));
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleExceptionInternal(Exception e, @Nullable Object body,
            HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        var code = HttpStatus.valueOf(status.value()).name().toLowerCase(Locale.ROOT).replace('_', '-');
        var problem = problem(status, code, null);
        return cast(status.is4xxClientError()
                ? refuse(problem, code, headers, servlet(request))
                : respond(problem, headers));
    }

    private ResponseEntity<ProblemDetail> refuse(ProblemDetail problem, String code, HttpHeaders headers,
            HttpServletRequest request) {
        try {
            Attempt.of(request).ifPresent(attempt -> refusals.record(attempt, problem.getStatus(), code));
        } catch (LogUnavailable e) {
            return unavailable(e);
        }
        return respond(problem, headers);
    }

    private static HttpServletRequest servlet(WebRequest request) {
        return ((ServletWebRequest) request).getRequest();
    }

    static ProblemDetail problem(HttpStatusCode status, String code, @Nullable String detail) {
        var problem = detail == null
                ? ProblemDetail.forStatus(status)
                : ProblemDetail.forStatusAndDetail(status, detail);
        problem.setType(URI.create("urn:dossier:problem:" + code));
        problem.setProperty("code", code);
        return problem;
    }

    private static ResponseEntity<ProblemDetail> respond(ProblemDetail problem, HttpHeaders headers) {
        return ResponseEntity.status(problem.getStatus()).headers(headers)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON).body(problem);
    }

    private static ResponseEntity<Object> cast(ResponseEntity<ProblemDetail> response) {
        return ResponseEntity.status(response.getStatusCode()).headers(response.getHeaders()).body(response.getBody());
    }
}
