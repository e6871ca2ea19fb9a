package dossier.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Nothing strikes, for long, at half of what many users without a pause reach: what grows without end shows. */
final class Soak {

    private static final Duration WARM_UP = Duration.ofMinutes(2);
    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int WINDOWS = 9;
    private static final Duration AT_MAXIMUM = Duration.ofMinutes(1);
    private static final int MANY = 64;
    private static final double TOLERANCE = 0.1;
    private static final double DRIFT = 1.2;
    private static final int MORE_THREADS = 5;

    private Soak() {}

    /**
     * What one window of the soak shows.
     *
     * @param heap bytes of the objects of both services that are in use
     * @param connections of both services to PostgreSQL and Kafka
     * @param p99 of the time commands take, in ms
     */
    private record Window(double heap, double threads, double connections, double p99) {

        static Window of(Rig rig, long from) throws IOException, InterruptedException {
            var took = rig.users().attempts().stream().filter(one -> one.invokedAt() > from && one.isAcknowledged())
                    .mapToLong(one -> one.answeredAt() - one.invokedAt()).sorted().toArray();
            double heap = 0;
            double threads = 0;
            for (var service : List.of(rig.commands(), rig.queries())) {
                heap += service.heapInUse();
                threads += service.metric("jvm.threads.live");
            }
            return new Window(heap, threads, rig.toDatabase().connections() + rig.toBroker().connections(),
                    took[took.length * 99 / 100] / 1e6);
        }
    }

    static Strike atHalfOfMaximum(Rig rig, int cycle) throws Exception {
        var users = rig.users();
        users.stop();
        users.keepInterval(Duration.ZERO);
        users.start(MANY);
        Thread.sleep(WARM_UP);
        double maximum = rate(rig, AT_MAXIMUM);
        if (maximum == 0) {
            throw new Fault.Broken("no command was acknowledged in " + AT_MAXIMUM);
        }
        users.keepInterval(Duration.ofNanos((long) (MANY / (maximum / 2) * 1e9)));
        Thread.sleep(WARM_UP);
        var windows = new ArrayList<Window>();
        long before = users.acknowledged();
        long began = System.nanoTime();
        for (int number = 0; number < WINDOWS; number++) {
            long from = System.nanoTime();
            Thread.sleep(WINDOW);
            windows.add(Window.of(rig, from));
        }
        long acknowledged = users.acknowledged() - before;
        double kept = perSecond(acknowledged, began);
        var first = middle(windows.subList(0, WINDOWS / 3));
        var last = middle(windows.subList(WINDOWS - WINDOWS / 3, WINDOWS));
        var seen = String.format(Locale.ROOT,
                "%d commands, %.0f/s where %d users without a pause reached %.0f; from the"
                        + " first third to the last: heap in use %.0f to %.0f MB, threads %.0f to %.0f, connections %.0f to %.0f,"
                        + " p99 %.0f to %.0f ms",
                acknowledged, kept, MANY, maximum, first.heap() / 1e6, last.heap() / 1e6,
                first.threads(), last.threads(), first.connections(), last.connections(), first.p99(), last.p99());
        if (last.heap() > DRIFT * first.heap() || last.threads() > first.threads() + MORE_THREADS
                || last.connections() > first.connections() + MORE_THREADS || last.p99() > DRIFT * first.p99()) {
            throw new Fault.Broken(seen);
        }
        return new Strike(Math.abs(kept / (maximum / 2) - 1) < TOLERANCE, seen, Duration.ZERO);
    }

    /** Acknowledged commands per second. */
    private static double rate(Rig rig, Duration time) throws InterruptedException {
        long before = rig.users().acknowledged();
        long at = System.nanoTime();
        Thread.sleep(time);
        return perSecond(rig.users().acknowledged() - before, at);
    }

    private static double perSecond(long commands, long since) {
        return commands / (Strike.since(since).toMillis() / 1e3);
    }

    private static Window middle(List<Window> of) {
        return new Window(median(of, Window::heap), median(of, Window::threads), median(of, Window::connections),
                median(of, Window::p99));
    }

    private static double median(List<Window> of, ToDoubleFunction<Window> figure) {
        return of.stream().mapToDouble(figure).sorted().skip(of.size() / 2).findFirst().orElseThrow();
    }
}
