package dossier.command.relay;

import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;

/**
 * How far numbering and publishing are, and for how many seconds each has stood still. What one instance does for all
 * means something only where the lease is held and is NaN elsewhere.
 */
final class SpineMetrics {

    private static final double NOT_HERE = Double.NaN;
    private static final long UNKNOWN = -1;

    private final Clock clock;
    private final Counter numbered;
    private final Counter relayed;
    private final Counter unreadable;
    private final Counter numberingFailures;
    private final Counter relayFailures;
    private final Counter contradictions;
    private volatile boolean leading;
    private volatile long numberedUpTo;
    private volatile long relayedUpTo = UNKNOWN;
    private volatile long leaseAnsweredAt;
    private volatile long numberedAt;
    private volatile long relayMovedAt;

    SpineMetrics(MeterRegistry registry) {
        clock = registry.config().clock();
        leaseAnsweredAt = now();
        numbered = registry.counter("dossier.ledger.numbered");
        relayed = registry.counter("dossier.relay.relayed");
        unreadable = registry.counter("dossier.relay.unreadable");
        numberingFailures = registry.counter("dossier.ledger.failures");
        relayFailures = registry.counter("dossier.relay.failures");
        contradictions = registry.counter("dossier.spine.contradictions");
        Gauge.builder("dossier.spine.leading", this, spine -> spine.leading ? 1 : 0).register(registry);
        Gauge.builder("dossier.relay.lag", this, SpineMetrics::relayLag).baseUnit("events").register(registry);
        seconds("dossier.lease.stalled", SpineMetrics::leaseStalled, registry);
        seconds("dossier.ledger.stalled", SpineMetrics::ledgerStalled, registry);
        seconds("dossier.relay.stalled", SpineMetrics::relayStalled, registry);
    }

    boolean isLeading() {
        return leading;
    }

    /** Since the database last said who leads; also of an instance that does not lead. */
    double leaseStalled() {
        return since(leaseAnsweredAt);
    }

    /** Since everything visible was numbered: no event waits longer for its position. */
    double ledgerStalled() {
        return leading ? since(numberedAt) : NOT_HERE;
    }

    /** Since the last page, while something waits to be published or Kafka has not said how far it is; otherwise 0. */
    double relayStalled() {
        if (!leading) {
            return NOT_HERE;
        }
        return relayedUpTo < numberedUpTo || relayedUpTo == UNKNOWN ? since(relayMovedAt) : 0;
    }

    synchronized void leading(boolean leads) {
        numberedAt = now();
        relayMovedAt = now();
        numberedUpTo = 0;
        relayedUpTo = UNKNOWN;
        leading = leads;
    }

    void leaseAnswered() {
        leaseAnsweredAt = now();
    }

    /** A relay that was at the end begins to have work only now. */
    synchronized void numberedUpTo(long position) {
        if (relayedUpTo >= numberedUpTo) {
            relayMovedAt = now();
        }
        numberedUpTo = position;
    }

    void numbered(long count, long lastPosition) {
        numbered.increment((double) count);
        numberedUpTo(lastPosition);
        numberedAt = now();
    }

    void nothingToNumber() {
        numberedAt = now();
    }

    /** Where a relay begins; one that begins again and again at the same position does not move. */
    synchronized void relayedUpTo(long position) {
        if (position > relayedUpTo) {
            relayMovedAt = now();
        }
        relayedUpTo = position;
    }

    void relayed(int count, long lastPosition) {
        relayed.increment(count);
        relayedUpTo(lastPosition);
    }

    void unreadable() {
        unreadable.increment();
    }

    void numberingFailed(Exception e) {
        numberingFailures.increment();
        countContradiction(e);
    }

    void relayFailed(Exception e) {
        relayFailures.increment();
        countContradiction(e);
    }

    private void countContradiction(Exception e) {
        if (e instanceof HistoryContradicted) {
            contradictions.increment();
        }
    }

    private double relayLag() {
        return leading && relayedUpTo != UNKNOWN ? Math.max(0, numberedUpTo - relayedUpTo) : NOT_HERE;
    }

    private void seconds(String name, ToDoubleFunction<SpineMetrics> stalled, MeterRegistry registry) {
        TimeGauge.builder(name, this, TimeUnit.SECONDS, stalled).register(registry);
    }

    private long now() {
        return clock.monotonicTime();
    }

    private double since(long then) {
        return (now() - then) / 1e9;
    }
}
