package dossier.command.log;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/**
 * Lets whatever waits for the database share one round trip, and answers each after it. A batch grows with what arrives
 * while the last one is on its way and never by waiting. One round trip is under way at a time: measured, a second halves the
 * batches and costs the database more than it gains.
 *
 * @param <Q> what is asked of the database
 * @param <A> what it answers
 */
public final class Batcher<Q, A> implements AutoCloseable {

    private static final int MAX_WAITING = 10_000;
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(15);
    /** How often the overdue are looked for while the time for an answer passes: one may wait that much longer. */
    private static final int LOOKS = 15;

    /**
     * One that waits for its answer, which whoever makes the round trip completes.
     *
     * @param since by {@link System#nanoTime}
     */
    public record Waiting<Q, A>(Q question, CompletableFuture<A> answer, long since) {}

    private final String name;
    private final Consumer<List<Waiting<Q, A>>> roundTrip;
    private final BlockingQueue<Waiting<Q, A>> queue = new ArrayBlockingQueue<>(MAX_WAITING);
    private final int most;
    private final Duration answerWithin;
    private final Thread thread;
    private volatile List<Waiting<Q, A>> underWay = List.of();
    private volatile boolean closed;

    /**
     * @param most how many share one round trip
     * @param roundTrip completes every answer it is given; where it throws, that is the answer of all
     */
    public Batcher(String name, int most, Consumer<List<Waiting<Q, A>>> roundTrip) {
        this(name, most, ANSWER_WITHIN, roundTrip);
    }

    Batcher(String name, int most, Duration answerWithin, Consumer<List<Waiting<Q, A>>> roundTrip) {
        this.name = name;
        this.most = most;
        this.answerWithin = answerWithin;
        this.roundTrip = roundTrip;
        this.thread = Thread.ofPlatform().daemon().name(name).start(this::work);
        Thread.ofVirtual().name(name + "-watch").start(this::watch);
    }

    /**
     * Waits without a time of its own: a timer for each question would cost a request as much as its answer does.
     *
     * @throws LogUnavailable if no answer came in time; what was asked may still be done
     */
    public A ask(Q question) {
        var waiting = new Waiting<Q, A>(question, new CompletableFuture<>(), System.nanoTime());
        if (!queue.offer(waiting)) {
            throw new LogUnavailable("over " + MAX_WAITING + " wait for the " + name);
        }
        if (closed) {
            refuseWaiting();
        }
        try {
            return waiting.answer().get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException refused ? refused : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LogUnavailable("interrupted while waiting for the " + name, e);
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        refuseWaiting();
    }

    private void refuseWaiting() {
        for (var waiting = queue.poll(); waiting != null; waiting = queue.poll()) {
            refuse(waiting, "is closed");
        }
    }

    private void work() {
        var batch = new ArrayList<Waiting<Q, A>>();
        while (!closed) {
            try {
                batch.add(queue.take());
                queue.drainTo(batch, most - 1);
                underWay = List.copyOf(batch);
                roundTrip.accept(underWay);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException | Error e) { // a thread that dies would leave all later ones without an answer
                batch.forEach(waiting -> waiting.answer().completeExceptionally(e));
            } finally {
                underWay.forEach(waiting -> refuse(waiting, "gave no answer"));
                underWay = List.of();
                batch.clear();
            }
        }
    }

    private void watch() {
        while (thread.isAlive()) {
            try {
                Thread.sleep(answerWithin.dividedBy(LOOKS));
                queue.forEach(this::refuseOverdue);
                underWay.forEach(this::refuseOverdue);
            } catch (InterruptedException | RuntimeException | Error _) {
                // whoever waits has nobody else to end it
            }
        }
        refuseWaiting();
    }

    private void refuseOverdue(Waiting<Q, A> waiting) {
        if (System.nanoTime() - waiting.since() > answerWithin.toNanos()) {
            refuse(waiting, "gave no answer within " + answerWithin);
        }
    }

    private void refuse(Waiting<Q, A> waiting, String why) {
        if (!waiting.answer().isDone()) {
            waiting.answer().completeExceptionally(new LogUnavailable("the " + name + " " + why));
        }
    }
}
