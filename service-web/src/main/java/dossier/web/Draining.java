package dossier.web;

import java.io.IOException;
import java.time.Duration;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;

/**
 * The second between SIGTERM and the closing of the door. Tomcat finishes the requests that it has begun to read and drops
 * those that are still on their way to it, so it begins to stop a second later; whoever is answered meanwhile is asked to
 * keep no connection.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class Draining implements Filter {

    private static final Duration ON_THEIR_WAY = Duration.ofSeconds(1);

    private volatile boolean begun;

    /** Holds up the stop. The context of the management port refuses traffic a second time, which needs no second wait. */
    @EventListener
    void readinessChanged(AvailabilityChangeEvent<ReadinessState> event) {
        if (event.getState() == ReadinessState.REFUSING_TRAFFIC && !begun) {
            begun = true;
            try {
                Thread.sleep(ON_THEIR_WAY);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (begun && response instanceof HttpServletResponse http) {
            http.setHeader(HttpHeaders.CONNECTION, "close");
        }
        chain.doFilter(request, response);
    }
}
