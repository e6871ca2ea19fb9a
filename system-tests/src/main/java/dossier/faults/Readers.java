package dossier.faults;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/** People who look at the list of cases again and again. */
final class Readers implements AutoCloseable {

    private static final int READERS = 16;
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(20);
    private static final Duration THINKING = Duration.ofMillis(20);
    private static final Duration BEFORE_NEXT_TRY = Duration.ofMillis(500);
    private static final int NO_ANSWER = 0;

    /**
     * One look.
     *
     * @param askedAt by {@link System#nanoTime}
     * @param status 0 if there was no answer
     * @param failure why there was none, else empty
     */
    record Look(long askedAt, long answeredAt, int status, String failure) {

        boolean isAnswered() {
            return status != NO_ANSWER;
        }

        /** Whether it was on its way at that time. */
        boolean isUnderWayAt(long nanoTime) {
            return askedAt < nanoTime && answeredAt > nanoTime;
        }
    }

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(3)).build();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Queue<Look> looks = new ConcurrentLinkedQueue<>();
    private final HttpRequest request;
    private volatile boolean over;

    /** They look until they are closed. */
    Readers(URI queryService, String token) {
        request = HttpRequest.newBuilder(queryService.resolve("/api/applications")).timeout(ANSWER_WITHIN)
                .header("Authorization", "Bearer " + token).build();
        IntStream.range(0, READERS).forEach(_ -> threads.execute(this::look));
    }

    /** What has ended, with an answer or without. */
    List<Look> looks() {
        return List.copyOf(looks);
    }

    private void look() {
        try {
            while (!over) {
                var look = lookOnce();
                looks.add(look);
                Thread.sleep(look.isAnswered() ? THINKING : BEFORE_NEXT_TRY); // nobody hammers at a closed door
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Look lookOnce() throws InterruptedException {
        long at = System.nanoTime();
        try {
            int status = http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            return new Look(at, System.nanoTime(), status, "");
        } catch (IOException e) {
            return new Look(at, System.nanoTime(), NO_ANSWER, e.toString());
        }
    }

    @Override
    public void close() {
        over = true;
        threads.close();
        http.close();
    }
}
