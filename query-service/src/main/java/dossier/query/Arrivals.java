package dossier.query;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

import dossier.events.ApplicationKey;

/**
 * Hands what was committed of an application to those who wait for its next event, with its key if that was read after
 * they began to. They look for themselves now and then, for another instance may apply it.
 */
@Component
class Arrivals {

    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private final ConcurrentHashMap<UUID, List<Arrival>> expected = new ConcurrentHashMap<>();

    /** @param key absent once it is destroyed, or if it cannot be unwrapped */
    record KeyRead(@Nullable ApplicationKey key) {}

    /** What one of them waits for. */
    static final class Arrival {

        private final UUID application;
        private final CountDownLatch here = new CountDownLatch(1);
        private volatile @Nullable CaseState state;
        private volatile @Nullable KeyRead keyRead;

        private Arrival(UUID application) {
            this.application = application;
        }

        UUID application() {
            return application;
        }

        /** The case with its next event, or null if it is time to look. */
        @Nullable
        CaseState await() throws InterruptedException {
            here.await(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
            return state;
        }

        /** What the store had while this one waited, or null if nobody asked it. */
        @Nullable
        KeyRead keyRead() {
            return keyRead;
        }

        void keyRead(@Nullable ApplicationKey found) {
            keyRead = new KeyRead(found);
        }

        private void with(CaseState arrived) {
            state = arrived;
            here.countDown();
        }
    }

    /** To be asked for before looking, so that nothing can arrive unnoticed in between. */
    Arrival expect(UUID application) {
        var arrival = new Arrival(application);
        expected.compute(application, (_, others) -> {
            var all = others == null ? new ArrayList<Arrival>() : others;
            all.add(arrival);
            return all;
        });
        return arrival;
    }

    /** To be called after each {@link #expect}. */
    void forget(Arrival arrival) {
        expected.computeIfPresent(arrival.application, (_, all) -> {
            all.remove(arrival);
            return all.isEmpty() ? null : all;
        });
    }

    /** Those who wait now. */
    List<Arrival> of(Collection<UUID> applications) {
        var waiting = new ArrayList<Arrival>();
        for (var application : applications) {
            expected.computeIfPresent(application, (_, all) -> {
                waiting.addAll(all);
                return all;
            });
        }
        return waiting;
    }

    void announce(CaseState state) {
        var all = expected.remove(state.applicationId());
        if (all != null) {
            all.forEach(arrival -> arrival.with(state));
        }
    }
}
