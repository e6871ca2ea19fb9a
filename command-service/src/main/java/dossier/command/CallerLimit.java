package dossier.command;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.HandlerInterceptor;

import dossier.command.Refusal.Code;
import dossier.web.Caller;

/**
 * One caller may have so many commands under way at once, so that a runaway program takes no one else's turn. What is
 * refused here was not looked at, and writing it down would be the very load it keeps away.
 */
final class CallerLimit implements HandlerInterceptor {

    private static final String COUNTED = CallerLimit.class.getName();

    private final int most;
    private final Map<String, Integer> underWay = new ConcurrentHashMap<>();

    CallerLimit(int most) {
        this.most = most;
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (!Attempt.isCommand(handler)) {
            return true;
        }
        var actor = Caller.current().name();
        if (underWay.merge(actor, 1, Integer::sum) > most) {
            leave(actor);
            throw new Refusal(Code.TOO_MANY_REQUESTS, "You have " + most + " commands under way already.");
        }
        request.setAttribute(COUNTED, actor);
        return true;
    }

    @Override
    public void afterCompletion(HttpServletRequest request, HttpServletResponse response, Object handler,
            @Nullable Exception failure) {
        if (request.getAttribute(COUNTED) instanceof String actor) {
            leave(actor);
        }
    }

    private void leave(String actor) {
        underWay.computeIfPresent(actor, (_, count) -> count == 1 ? null : count - 1);
    }
}
