package dossier.query;

import java.time.Duration;
import java.util.Collection;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.springframework.stereotype.Component;

/** Wakes those who wait for an application's next event. They look again now and then, for another instance may apply it. */
@Component
class Arrivals {

    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private final ConcurrentHashMap<UUID, CountDownLatch> expected = new ConcurrentHashMap<>();

    /** To be asked for before looking, so that nothing can arrive unnoticed in between. */
    CountDownLatch expect(UUID application) {
        return expected.computeIfAbsent(application, _ -> new CountDownLatch(1));
    }

    void await(CountDownLatch arrival) throws InterruptedException {
        arrival.await(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** To be called after each {@link #expect}; others who wait for the same ask again within a moment. */
    void forget(UUID application, CountDownLatch arrival) {
        expected.remove(application, arrival);
    }

    void announce(Collection<UUID> applications) {
        for (var application : applications) {
            var arrival = expected.remove(application);
            if (arrival != null) {
                arrival.countDown();
            }
        }
    }
}
