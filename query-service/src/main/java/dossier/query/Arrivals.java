package dossier.query;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Hands what was committed of an application to those who wait for its next event. They look for themselves now and then,
 * for another instance may apply it.
 */
@Component
class Arrivals {

    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private final ConcurrentHashMap<UUID, CompletableFuture<CaseState>> expected = new ConcurrentHashMap<>();

    /** To be asked for before looking, so that nothing can arrive unnoticed in between. */
    CompletableFuture<CaseState> expect(UUID application) {
        return expected.computeIfAbsent(application, _ -> new CompletableFuture<>());
    }

    /** Null if it is time to look. */
    @Nullable
    CaseState await(CompletableFuture<CaseState> arrival) throws InterruptedException {
        try {
            return arrival.get(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return null;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** To be called after each {@link #expect}; others who wait for the same ask again within a moment. */
    void forget(UUID application, CompletableFuture<CaseState> arrival) {
        expected.remove(application, arrival);
    }

    void announce(CaseState state) {
        var arrival = expected.remove(state.applicationId());
        if (arrival != null) {
            arrival.complete(state);
        }
    }
}
