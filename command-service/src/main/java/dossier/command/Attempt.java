package dossier.command;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerMapping;

import dossier.web.Caller;

/**
 * A request for a command, as far as it is known when it is refused; nothing of its body but the application it names.
 *
 * @param applicationId as the request names it, if it does
 */
record Attempt(String actor, List<String> roles, String command, @Nullable UUID applicationId,
        @Nullable String traceparent) {

    /** Request attribute: the id that a body proposes for its new application. */
    static final String PROPOSED_ID = Attempt.class.getName() + ".proposedId";

    /** Empty where the request is for no command. */
    static Optional<Attempt> of(HttpServletRequest request) {
        if (!(request.getAttribute(HandlerMapping.BEST_MATCHING_HANDLER_ATTRIBUTE) instanceof HandlerMethod handler)
                || !isCommand(handler)) {
            return Optional.empty();
        }
        var caller = Caller.current();
        return Optional.of(new Attempt(caller.name(), caller.roles(),
                StringUtils.capitalize(handler.getMethod().getName()), applicationId(request),
                Request.givenTrace(request)));
    }

    /** Whether what handles a request gives a command; all of that controller's methods do. */
    static boolean isCommand(Object handler) {
        return handler instanceof HandlerMethod method && method.getBeanType() == ApplicationsController.class;
    }

    private static @Nullable UUID applicationId(HttpServletRequest request) {
        if (!(request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE) instanceof Map<?, ?> path
                && path.get("id") instanceof String id)) {
            return (UUID) request.getAttribute(PROPOSED_ID);
        }
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
