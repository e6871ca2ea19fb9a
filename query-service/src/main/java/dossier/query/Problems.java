package dossier.query;

import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

import dossier.events.LaterEvent;

/** Turns whatever goes wrong into a problem with a code. */
@RestControllerAdvice
class Problems extends ResponseEntityExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    /** Connection, resources, intervention by an operator or a time-out, system; not yet migrated: all pass. */
    private static final Set<String> PASSING = Set.of("08", "40", "53", "55", "57", "58");

    @ExceptionHandler
    ResponseEntity<Object> refused(Problem problem) {
        return problem.answer();
    }

    /** While versions change, another instance can show what it has applied. */
    @ExceptionHandler
    ResponseEntity<Object> tooEarly(LaterEvent e) {
        LOG.warn("Not answered by this version: {}", e.toString());
        return Problem.of(HttpStatus.SERVICE_UNAVAILABLE, "unavailable",
                "A later version has gone on with this application; try again soon.").answer();
    }

    @ExceptionHandler
    ResponseEntity<Object> unlike(MethodArgumentTypeMismatchException e) {
        return Problem.invalid(List.of(new Problem.FieldError(e.getName(), "not of its kind"))).answer();
    }

    @ExceptionHandler
    ResponseEntity<Object> failed(Exception e) throws Exception {
        if (e instanceof AccessDeniedException || e instanceof AuthenticationException) {
            throw e;
        }
        if (isAway(e)) {
            LOG.warn("A database is away: {}", e.toString());
            return Problem.away("database").answer();
        }
        LOG.error("Not answered", e);
        return Problem.of(HttpStatus.INTERNAL_SERVER_ERROR, "internal-error", "This is our mistake.").answer();
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleExceptionInternal(Exception e, @Nullable Object body,
            HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        var answer = super.handleExceptionInternal(e, body, headers, status, request);
        if (answer != null && answer.getBody() instanceof ProblemDetail problem) {
            var known = HttpStatus.resolve(status.value());
            problem.setProperty("code", known == null
                    ? "refused"
                    : known.name().toLowerCase(Locale.ROOT)
                            .replace('_', '-'));
        }
        return answer;
    }

    static boolean isAway(Throwable failure) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLTransientException || cause instanceof SQLRecoverableException) {
                return true;
            }
            if (cause instanceof SQLException sql && sql.getSQLState() != null && sql.getSQLState().length() == 5
                    && PASSING.contains(sql.getSQLState().substring(0, 2))) {
                return true;
            }
        }
        return false;
    }
}
