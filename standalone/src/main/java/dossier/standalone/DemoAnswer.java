package dossier.standalone;

import java.math.BigDecimal;
import java.util.Optional;

import tools.jackson.databind.JsonNode;

import dossier.events.ApplicationStatus;

/**
 * What the command-service answered.
 *
 * @param request as messages name it
 */
record DemoAnswer(String request, int statusCode, JsonNode body) {

    /** Whether an application under this id is there, begun with another body. */
    boolean isTaken() {
        return isRefusal(409, "duplicate-application") || isRefusal(422, "idempotency-key-reused");
    }

    /** The status that a limit has left the application in, if the command was refused for it. */
    Optional<ApplicationStatus> lapsedAs() {
        return isRefusal(409, "wrong-status")
                ? Optional.of(ApplicationStatus.valueOf(body.path("applicationStatus").asString()))
                        .filter(status -> status == ApplicationStatus.LAPSED
                                || status == ApplicationStatus.CARD_LAPSED)
                : Optional.empty();
    }

    /** The total of the assessment that it carries. */
    Optional<BigDecimal> total() {
        return body.path("assessment").path("total").asStringOpt().map(BigDecimal::new);
    }

    /** @throws IllegalStateException if it is not the answer that the step must have */
    void require(DemoStep step) {
        boolean expected = step.tooLate()
                ? lapsedAs().equals(Optional.of(step.after()))
                : statusCode / 100 == 2 && body.path("status").asString().equals(step.after().name());
        if (!expected) {
            throw new IllegalStateException("%s at %s by %s must %s %s, but was answered %d: %s".formatted(request,
                    step.at(), step.person(), step.tooLate() ? "be refused because of" : "lead to", step.after(),
                    statusCode, body));
        }
    }

    private boolean isRefusal(int status, String code) {
        return statusCode == status && body.path("code").asString().equals(code);
    }
}
