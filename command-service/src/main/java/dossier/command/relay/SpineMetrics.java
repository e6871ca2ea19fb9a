package dossier.command.relay;

import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;

/**
 * How far numbering and publishing are. The lags mean something only where the lease is held and are NaN elsewhere:
 * the ledger's is the time since numbering last found nothing left to number, the relay's a number of events.
 */
final class SpineMetrics {

    private static final double NOT_HERE = Double.NaN;

    private final Counter numbered;
    private final Counter relayed;
    private final Counter unreadable;
    private final Counter numberingFailures;
    private final Counter relayFailures;
    private volatile boolean leading;
    private volatile long numberedUpTo;
    private volatile long relayedUpTo;
    private volatile long idleAt = System.nanoTime();

    SpineMetrics(MeterRegistry registry) {
        numbered = registry.counter("dossier.ledger.numbered");
        relayed = registry.counter("dossier.relay.relayed");
        unreadable = registry.counter("dossier.relay.unreadable");
        numberingFailures = registry.counter("dossier.ledger.failures");
        relayFailures = registry.counter("dossier.relay.failures");
        TimeGauge.builder("dossier.ledger.lag", this, TimeUnit.SECONDS,
                spine -> spine.leading ? (System.nanoTime() - spine.idleAt) / 1e9 : NOT_HERE)
                .register(registry);
        Gauge.builder("dossier.relay.lag", this,
                spine -> spine.leading ? (double) Math.max(0, spine.numberedUpTo - spine.relayedUpTo) : NOT_HERE)
                .register(registry);
    }

    void leading(boolean leads) {
        idleAt = System.nanoTime();
        leading = leads;
    }

    void numberedUpTo(long position) {
        numberedUpTo = position;
    }

    void numbered(long count, long lastPosition) {
        numbered.increment((double) count);
        numberedUpTo = lastPosition;
    }

    void nothingToNumber() {
        idleAt = System.nanoTime();
    }

    void relayedUpTo(long position) {
        relayedUpTo = position;
    }

    void relayed(int count, long lastPosition) {
        relayed.increment(count);
        relayedUpTo = lastPosition;
    }

    void unreadable() {
        unreadable.increment();
    }

    void numberingFailed() {
        numberingFailures.increment();
    }

    void relayFailed() {
        relayFailures.increment();
    }
}
