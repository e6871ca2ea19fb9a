package dossier.command.relay;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

import dossier.command.log.SequencerState;

/**
 * One instance of all numbers and relays: the one with the lease. Election only saves work. Two that believe in it at
 * once are harmless, by the ledger's keys and the producer's epoch.
 */
public final class Spine implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Spine.class);
    private static final Duration HEARTBEAT = Duration.ofSeconds(1);
    private static final Duration GRACE = Duration.ofMillis(1500);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(10);

    private final LogDatabase database;
    private final KafkaSettings kafka;
    private final SpineMetrics metrics;
    private final SequencerState state;
    private final String holder = ProcessHandle.current().pid() + "-" + UUID.randomUUID();
    private CountDownLatch stopped = new CountDownLatch(0);
    private @Nullable Thread election;

    Spine(LogDatabase database, KafkaSettings kafka, SpineMetrics metrics, SequencerState state) {
        this.database = database;
        this.kafka = kafka;
        this.metrics = metrics;
        this.state = state;
    }

    @Override
    public synchronized void start() {
        var signal = new CountDownLatch(1);
        stopped = signal;
        election = Thread.ofPlatform().daemon().name("spine").start(() -> run(signal));
    }

    @Override
    public synchronized void stop() {
        stopped.countDown();
        var thread = election;
        election = null;
        try {
            if (thread != null && !thread.join(LONGEST_STOP)) {
                log.warn("The spine did not stop in time");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return election != null;
    }

    /** Before the web server's, so that this stops after it: what was answered last is still numbered. */
    @Override
    public int getPhase() {
        return 0;
    }

    private void run(CountDownLatch signal) {
        try (var lease = new Lease(database, holder, metrics::leaseAnswered)) {
            do {
                if (lease.hold()) {
                    lead(lease, signal);
                }
            } while (!signal.await(HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException _) {
            log.info("The spine was interrupted");
        }
    }

    private void lead(Lease lease, CountDownLatch signal) throws InterruptedException {
        log.info("Leading as {}", holder);
        metrics.leading(true);
        var wake = new Semaphore(0);
        var relay = new Worker("spine-relay", () -> Relay.open(database, kafka, metrics, wake), metrics::relayFailed);
        var sequencer = new Worker("spine-sequencer", () -> new Sequencer(database, metrics, state, wake::release),
                metrics::numberingFailed);
        boolean held = true;
        try {
            boolean leaving = false;
            while (held && !leaving && !relay.ended() && !sequencer.ended()) {
                leaving = signal.await(HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS);
                held = leaving || lease.hold();
            }
        } finally {
            log.info("No longer leading");
            sequencer.close(held ? GRACE : Duration.ZERO);
            relay.close(held ? GRACE : Duration.ZERO);
            metrics.leading(false);
        }
        lease.release();
    }
}
