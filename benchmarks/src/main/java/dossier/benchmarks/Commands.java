package dossier.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/** Many users' commands over HTTP to one service. */
final class Commands implements AutoCloseable {

    private static final Duration WINDOW = Duration.ofSeconds(5);
    /** Warm is a service that became no faster by this in so many windows. */
    private static final double GAIN = 1.03;
    private static final int STEADY = 6;

    private final List<LifeCycle> users = new ArrayList<>();

    Commands(URI commandService, Map<String, String> tokens, int count) {
        for (int user = 0; user < count; user++) {
            users.add(new LifeCycle(commandService, tokens));
        }
    }

    /** Returns when the service is warm, or when {@code most} is over; the rate of each window tells which. */
    List<Double> warmUp(Duration most) throws InterruptedException, ExecutionException {
        var rates = new ArrayList<Double>();
        long windows = most.dividedBy(WINDOW);
        while (rates.size() < windows && !isSteady(rates)) {
            rates.add(perSecond(WINDOW));
        }
        return rates;
    }

    double perSecond(Duration time) throws InterruptedException, ExecutionException {
        return Load.perSecond(users, time);
    }

    /** How long each command took at this rate, in milliseconds and sorted. */
    double[] millisAt(double perSecond, Duration time) throws InterruptedException, ExecutionException {
        return Load.millisAt(perSecond, users, time);
    }

    private static boolean isSteady(List<Double> rates) {
        int count = rates.size();
        return count >= 2 * STEADY && fastest(rates.subList(count - STEADY, count)) < GAIN
                * fastest(rates.subList(0, count - STEADY));
    }

    private static double fastest(List<Double> rates) {
        return rates.stream().mapToDouble(rate -> rate).max().orElseThrow();
    }

    @Override
    public void close() throws IOException {
        for (var user : users) {
            user.close();
        }
    }
}
