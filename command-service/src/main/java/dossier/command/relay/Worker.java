package dossier.command.relay;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that works in rounds on a session and, after any failure, drops the session and opens another: nothing is
 * carried on from memory. It ends when it is closed, or when a newer producer has fenced it.
 */
final class Worker {

    /** Connections to what a worker works on. */
    interface Session extends AutoCloseable {

        void round() throws Exception;

        /** Breaks a round that hangs in the database; called by another thread. */
        void abort();

        @Override
        void close();
    }

    private static final Logger log = LoggerFactory.getLogger(Worker.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final Callable<Session> opening;
    private final Consumer<Exception> onFailure;
    private final Thread thread;
    private volatile boolean closed;
    private volatile @Nullable Session session;

    Worker(String name, Callable<Session> opening, Consumer<Exception> onFailure) {
        this.opening = opening;
        this.onFailure = onFailure;
        this.thread = Thread.ofPlatform().daemon().name(name).start(this::run);
    }

    boolean ended() {
        return !thread.isAlive();
    }

    /** Lets the round under way finish for {@code grace}, then breaks it. */
    void close(Duration grace) {
        closed = true;
        try {
            if (!thread.join(grace)) {
                thread.interrupt();
                var current = session;
                if (current != null) {
                    current.abort();
                }
                if (!thread.join(LONGEST_PAUSE)) {
                    log.warn("{} did not stop in time", thread.getName());
                }
            }
        } catch (InterruptedException _) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        var pause = FIRST_PAUSE;
        while (!closed) {
            boolean worked = false;
            try (var current = opening.call()) {
                session = current;
                while (!closed) {
                    current.round();
                    worked = true;
                }
            } catch (Exception e) {
                if (closed || isFenced(e)) {
                    log.info("{} ends: {}", thread.getName(), e.toString());
                    return;
                }
                onFailure.accept(e);
                report(e);
                pause = worked ? FIRST_PAUSE : min(pause.multipliedBy(2), LONGEST_PAUSE);
                if (!slept(pause)) {
                    return;
                }
            } finally {
                session = null;
            }
        }
    }

    private void report(Exception e) {
        if (e instanceof IllegalStateException) {
            log.error("{} cannot go on: {}", thread.getName(), e.getMessage(), e);
        } else {
            log.warn("{} begins again: {}", thread.getName(), reasons(e));
        }
    }

    private static String reasons(Throwable e) {
        var cause = e.getCause();
        return cause == null ? e.toString() : e + " because of " + reasons(cause);
    }

    private static boolean isFenced(@Nullable Throwable e) {
        return e != null && (e instanceof ProducerFencedException || e instanceof InvalidProducerEpochException
                || isFenced(e.getCause()));
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static boolean slept(Duration pause) {
        try {
            Thread.sleep(pause);
            return true;
        } catch (InterruptedException _) {
            return false;
        }
    }
}
