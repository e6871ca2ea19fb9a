package dossier.query;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Hands what was committed of an application to those who wait for its next event. They look for themselves now and then,
 * for another instance may apply it.
 */
@Component
class Arrivals {

    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private final ConcurrentHashMap<UUID, List<Arrival>> expected = new ConcurrentHashMap<>();

    /** What one of them waits for. */
    static final class Arrival {

        private final CountDownLatch here = new CountDownLatch(1);
        private volatile @Nullable CaseState state;

        /** The case with its next event, or null if it is time to look. */
        @Nullable
        CaseState await() throws InterruptedException {
            here.await(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
            return state;
        }

        private void with(CaseState arrived) {
            state = arrived;
            here.countDown();
        }
    }

    /** To be asked for before looking, so that nothing can arrive unnoticed in between. */
    Arrival expect(UUID application) {
        var arrival = new Arrival();
        expected.compute(application, (_, others) -> {
            var all = others == null ? new ArrayList<Arrival>() : others;
            all.add(arrival);
            return all;
        });
        return arrival;
    }

    /** To be called after each {@link #expect}. */
    void forget(UUID application, Arrival arrival) {
        expected.computeIfPresent(application, (_, all) -> {
            all.remove(arrival);
            return all.isEmpty() ? null : all;
        });
    }

    void announce(CaseState state) {
        var all = expected.remove(state.applicationId());
        if (all != null) {
            all.forEach(arrival -> arrival.with(state));
        }
    }
}
