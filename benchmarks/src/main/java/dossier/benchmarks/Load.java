package dossier.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;

/** Runs the same work in many users at once, for a time. */
final class Load {

    /** One piece of work; it says how many operations that was. */
    interface Work {
        int run() throws Exception;
    }

    private Load() {}

    /** Operations a second of {@code users} users, counted over {@code time}. */
    static double perSecond(int users, Duration time, List<Work> works)
            throws InterruptedException, ExecutionException {
        var done = new LongAdder();
        long start = System.nanoTime();
        long end = start + time.toNanos();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new ArrayList<Future<?>>();
            for (int user = 0; user < users; user++) {
                var work = works.get(user % works.size());
                running.add(threads.submit(() -> {
                    while (System.nanoTime() < end) {
                        done.add(work.run());
                    }
                    return null;
                }));
            }
            for (var user : running) {
                user.get();
            }
        }
        return done.sum() / ((System.nanoTime() - start) / 1e9);
    }
}
