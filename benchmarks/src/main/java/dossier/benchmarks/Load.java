package dossier.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.DoubleStream;

/** Many users at work at once, for a time. */
final class Load {

    /** Somebody who does one thing after the other, each when the one before is done. */
    interface User {
        void act() throws Exception;
    }

    /** Latencies leave out the first of so many parts of a window, in which connections and consumers are new. */
    static final int UNCOUNTED = 4;

    private Load() {}

    /** What they do a second when each acts as fast as it can. */
    static double perSecond(List<? extends User> users, Duration time) throws InterruptedException, ExecutionException {
        var done = new LongAdder();
        long start = System.nanoTime();
        long end = start + time.toNanos();
        together(users.stream().map(user -> (Callable<Void>) () -> {
            while (System.nanoTime() < end) {
                user.act();
                done.increment();
            }
            return null;
        }).toList());
        return done.sum() / ((System.nanoTime() - start) / 1e9);
    }

    /**
     * How long each act took, in milliseconds and sorted, at a rate kept whatever happens: counted from when the act was
     * due, so that one that is slow counts for all that it made wait. Those due in the first quarter of the time are left out.
     */
    static double[] millisAt(double perSecond, List<? extends User> users, Duration time)
            throws InterruptedException, ExecutionException {
        return paced(perSecond, time, users.stream().map(user -> (Paced) due -> {
            user.act();
            return (System.nanoTime() - due) / 1e6;
        }).toList());
    }

    /** Something done when it is due by {@link System#nanoTime}, or late if all are busy. */
    interface Paced {
        double result(long due) throws Exception;
    }

    /** The results, sorted, of what is done in turns at a rate; see {@link #UNCOUNTED}. */
    static double[] paced(double perSecond, Duration time, List<Paced> works)
            throws InterruptedException, ExecutionException {
        var turn = new AtomicLong();
        long start = System.nanoTime();
        long counted = time.toNanos() / UNCOUNTED;
        var all = together(works.stream().map(work -> (Callable<double[]>) () -> {
            var results = DoubleStream.builder();
            while (true) {
                long after = (long) (turn.getAndIncrement() / perSecond * 1e9);
                if (after > time.toNanos()) {
                    return results.build().toArray();
                }
                long due = start + after;
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                double result = work.result(due);
                if (after >= counted) {
                    results.add(result);
                }
            }
        }).toList());
        return all.stream().flatMapToDouble(Arrays::stream).sorted().toArray();
    }

    /** Something that grows. */
    interface Count {
        long now() throws Exception;
    }

    /** A second, in each round; what comes before {@code from} is the warm-up. */
    static List<Double> perSecond(Count count, long from, long to, int rounds) throws Exception {
        var rates = new ArrayList<Double>();
        long begun = awaited(count, from);
        long at = System.nanoTime();
        for (int round = 1; round <= rounds; round++) {
            long ended = awaited(count, from + (to - from) * round / rounds);
            rates.add((ended - begun) / ((System.nanoTime() - at) / 1e9));
            begun = ended;
            at = System.nanoTime();
        }
        return rates;
    }

    private static long awaited(Count count, long number) throws Exception {
        long now = count.now();
        while (now < number) {
            Thread.sleep(20);
            now = count.now();
        }
        return now;
    }

    static <T> List<T> together(List<Callable<T>> works) throws InterruptedException, ExecutionException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new ArrayList<Future<T>>();
            for (var work : works) {
                running.add(threads.submit(work));
            }
            var results = new ArrayList<T>();
            for (var one : running) {
                results.add(one.get());
            }
            return results;
        }
    }
}
