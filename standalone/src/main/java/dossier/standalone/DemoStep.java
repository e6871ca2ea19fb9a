package dossier.standalone;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.function.Function;

import dossier.events.ApplicationStatus;

/**
 * One command of a case.
 *
 * @param request its method and what follows the application's own path; the submission has no such path yet
 * @param body made from the total of the assessment, 0 before the approval
 * @param after the status that it must leave
 * @param tooLate whether a limit is over by then, so that it is refused
 */
record DemoStep(Instant at, String person, String request, Function<BigDecimal, Map<String, ?>> body,
        ApplicationStatus after, boolean tooLate) {

    String method() {
        return request.startsWith("PUT") ? "PUT" : "POST";
    }

    String path() {
        return request.substring(method().length()).strip();
    }
}
