package dossier.faults;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

import dossier.backing.TestSignIn;

import static java.util.Objects.requireNonNull;
import static java.util.function.Function.identity;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;

/**
 * People at work, who write down every command they send and what they were told. Each takes applications from submission
 * to card, and now and then repeats a step under another key, which must be refused. Nobody retries by himself: what is
 * unknown stays so until {@link #settle}.
 */
final class Users implements AutoCloseable {

    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(20);
    private static final Duration SETTLED_WITHIN = Duration.ofSeconds(60);
    private static final Duration BEFORE_NEXT_TRY = Duration.ofMillis(100);
    /** So long that a small machine has time left for a service that starts. */
    private static final Duration USUAL_INTERVAL = Duration.ofMillis(400);
    /** Longer than a night, and than any clock is set ahead. */
    private static final Duration SIGNED_IN_FOR = Duration.ofDays(1_000);
    private static final int ASKING = 16;
    private static final int REPEATED = 10;
    private static final List<String> STAFF = List.of("clerk", "verifier", "reviewer", "cashier", "issuer");
    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    private static final int[] WEIGHTS = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};

    private final InstantSource clock;
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(3)).build();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, Attempt> attempts = new ConcurrentHashMap<>();
    private final LongAdder acknowledged = new LongAdder();
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger people = new AtomicInteger();
    private final long epoch = System.nanoTime();
    private List<Future<?>> working = List.of();
    private volatile List<URI> services = List.of();
    private volatile Duration interval = USUAL_INTERVAL;
    private final Map<String, String> tokens;
    private volatile int atWork;
    private volatile CountDownLatch over = new CountDownLatch(1);

    /** @param clock says which day it is where they work */
    Users(TestSignIn signIn, InstantSource clock) {
        this.clock = clock;
        var ends = Instant.now().plus(SIGNED_IN_FOR);
        tokens = STAFF.stream().collect(toMap(identity(), role -> signIn.token(role, List.of(role), ends)));
    }

    /** From now on each of them keeps to one of these instances; what is asked again or at once goes to all in turn. */
    void turnTo(List<URI> instances) {
        services = instances;
    }

    /**
     * From now on each of them has a turn to begin a step each so long, and each at another time: answers that come together
     * would else bring the next steps together, and so on. Without an interval, as soon as the one before has its answer.
     */
    void keepInterval(Duration between) {
        interval = between;
    }

    void keepUsualInterval() {
        interval = USUAL_INTERVAL;
    }

    /** Everything anybody sent so far. */
    Collection<Attempt> attempts() {
        return attempts.values();
    }

    /** The commands that were on their way at that time. */
    List<Attempt> underWayAt(long nanoTime) {
        return attempts().stream().filter(one -> one.isUnderWayAt(nanoTime)).toList();
    }

    /** What is known of this command by now. */
    Attempt newest(Attempt attempt) {
        return requireNonNull(attempts.get(attempt.key()));
    }

    /** How many commands were acknowledged when they were first sent. */
    long acknowledged() {
        return acknowledged.sum();
    }

    /** How often which answer came after that time. */
    Map<String, Long> answers(long nanoTime) {
        return attempts().stream().filter(one -> one.answeredAt() > nanoTime)
                .collect(groupingBy(one -> switch (one.outcome()) {
                    case Outcome.Acknowledged _ -> "2xx";
                    case Outcome.Refused refused -> "" + refused.status();
                    case Outcome.Unknown unknown -> unknown.why();
                    case Outcome.Wrong wrong -> wrong.why();
                    case Outcome.Pending _ -> "nothing";
                }, TreeMap::new, counting()));
    }

    void start(int users) {
        over = new CountDownLatch(1);
        atWork = users;
        working = IntStream.range(0, users).<Future<?>>mapToObj(user -> threads.submit(() -> {
            pause(untilTurn(user));
            return work(user);
        })).toList();
    }

    /** Returns when everybody has got an answer or given up waiting. */
    void stop() throws ExecutionException, InterruptedException {
        over.countDown();
        awaitEnd(working);
        working = List.of();
    }

    /** Asks again under the same keys what became of every command whose outcome is unknown. */
    void settle() throws ExecutionException, InterruptedException {
        long deadline = System.nanoTime() + SETTLED_WITHIN.toNanos();
        var open = new ConcurrentLinkedQueue<>(attempts.values().stream().filter(Attempt::isUnknown).toList());
        awaitEnd(IntStream.range(0, ASKING).mapToObj(_ -> threads.submit(() -> {
            for (var attempt = open.poll(); attempt != null; attempt = open.poll()) {
                int instance = 0;
                var outcome = answer(attempt, instance);
                while (outcome instanceof Outcome.Unknown && System.nanoTime() < deadline) {
                    Thread.sleep(BEFORE_NEXT_TRY);
                    outcome = answer(attempt, ++instance);
                }
                attempts.put(attempt.key(), attempt.settled(outcome));
            }
            return null;
        })).toList());
    }

    /** The same command under the same key so many times at once. */
    List<Outcome> sendAtOnce(Attempt attempt, int times) throws ExecutionException, InterruptedException {
        attempts.put(attempt.key(), attempt);
        var outcomes = await(IntStream.range(0, times)
                .mapToObj(instance -> threads.submit(() -> answer(attempt, instance))).toList());
        attempts.put(attempt.key(), attempt.answered(outcomes.getFirst()));
        return outcomes;
    }

    /** Different commands at once. */
    List<Attempt> sendAll(List<Attempt> different) throws ExecutionException, InterruptedException {
        return await(IntStream.range(0, different.size())
                .mapToObj(instance -> threads.submit(() -> send(different.get(instance), instance))).toList());
    }

    private static void awaitEnd(List<? extends Future<?>> all) throws ExecutionException, InterruptedException {
        for (var one : all) {
            one.get();
        }
    }

    private static <T> List<T> await(List<Future<T>> all) throws ExecutionException, InterruptedException {
        var results = new ArrayList<T>();
        for (var one : all) {
            results.add(one.get());
        }
        return results;
    }

    Attempt submission(UUID id) {
        return Attempt.of(id, "SubmitApplication", "clerk", "POST", "/api/applications", """
                {"applicationId":"%s","region":"440500","reason":"LOST","category":"FLEXIBLE",
                 "applicant":{"name":"王小明","citizenId":"%s","mobile":"13812345678"},
                 "declaredMonthlyWage":"8000.00","materials":[{"type":"IDENTITY_DOCUMENT","fileName":"id.pdf",
                 "mediaType":"application/pdf","size":1000,"sha256":"%s"}]}"""
                .formatted(id, citizenId(), "a".repeat(64)));
    }

    static Attempt contact(UUID id) {
        return Attempt.of(id, "RecordContact", "clerk", "POST", "/api/applications/" + id + "/contacts",
                "{\"channel\":\"PHONE\",\"reached\":true,\"note\":\"comes on Monday\"}");
    }

    Attempt send(Attempt attempt) {
        return send(attempt, 0);
    }

    private Attempt send(Attempt attempt, int instance) {
        attempts.put(attempt.key(), attempt);
        var answered = attempt.answered(answer(attempt, instance));
        attempts.put(attempt.key(), answered);
        if (answered.isAcknowledged()) {
            acknowledged.increment();
        }
        return answered;
    }

    private @Nullable Void work(int user) throws InterruptedException {
        for (int number = 1; !isOver(); number++) {
            var id = UUID.randomUUID();
            var path = "/api/applications/" + id;
            var steps = List.of(submission(id),
                    Attempt.of(id, "VerifyInformation", "verifier", "PUT", path + "/verification",
                            "{\"checks\":[{\"name\":\"identity\",\"passed\":true}]}"),
                    Attempt.of(id, "ApproveReview", "reviewer", "PUT", path + "/approval", "{}"),
                    Attempt.of(id, "RecordPayment", "cashier", "POST", path + "/payments", """
                            {"receiptNumber":"F-%s","amount":"20.00","method":"CASH","paidOn":"%s"}"""
                            .formatted(id, LocalDate.ofInstant(clock.instant(), ZONE))),
                    Attempt.of(id, "IssueCard", "issuer", "PUT", path + "/card", "{}"));
            for (var step : steps) {
                if (isOver() || !isTaken(now(step), user)) {
                    break;
                }
                if (number % REPEATED == 1 && !step.command().equals("SubmitApplication")) {
                    send(now(step), user);
                }
            }
        }
        return null;
    }

    private boolean isTaken(Attempt step, int user) throws InterruptedException {
        var answered = send(step, user);
        var rest = untilTurn(user);
        boolean isTooSoon = answered.isUnknown() && rest.compareTo(BEFORE_NEXT_TRY) < 0;
        pause(isTooSoon ? BEFORE_NEXT_TRY : rest); // nobody hammers at a closed door
        return answered.isAcknowledged();
    }

    /** Or until it is over. */
    private void pause(Duration time) throws InterruptedException {
        over.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    private boolean isOver() {
        return over.getCount() == 0;
    }

    private Duration untilTurn(int user) {
        long between = interval.toNanos();
        return between == 0
                ? Duration.ZERO
                : Duration
                        .ofNanos(between - Math.floorMod(System.nanoTime() - epoch - between * user / atWork, between));
    }

    /** The same command under another key, invoked now. */
    private static Attempt now(Attempt step) {
        return Attempt.of(step.application(), step.command(), step.role(), step.method(), step.path(), step.body());
    }

    /** How many wait for an answer now. */
    int underWay() {
        return underWay.get();
    }

    private Outcome answer(Attempt attempt, int instance) {
        var all = services;
        var service = all.get(instance % all.size());
        var request = HttpRequest.newBuilder(service.resolve(attempt.path())).timeout(ANSWER_WITHIN)
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + requireNonNull(tokens.get(attempt.role())))
                .header("Idempotency-Key", attempt.key())
                .method(attempt.method(), BodyPublishers.ofString(attempt.body()));
        if (attempt.ifMatch() != null) {
            request.header("If-Match", attempt.ifMatch());
        }
        underWay.incrementAndGet();
        try {
            return outcome(http.send(request.build(), HttpResponse.BodyHandlers.ofString()));
        } catch (IOException e) {
            return new Outcome.Unknown(String.valueOf(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome.Unknown("interrupted");
        } finally {
            underWay.decrementAndGet();
        }
    }

    private static Outcome outcome(HttpResponse<String> answer) {
        int status = answer.statusCode();
        if (status >= 200 && status < 300) {
            return new Outcome.Acknowledged(answer.body());
        }
        if (status >= 400 && status < 500) {
            return new Outcome.Refused(status);
        }
        if ((status == 503 || status == 504) && answer.headers().firstValue("Retry-After").isPresent()) {
            return new Outcome.Unknown("status " + status);
        }
        return new Outcome.Wrong("status " + status + ": " + answer.body());
    }

    /** GB 11643-1999: somebody new for each application, since a person has one open application at most. */
    private String citizenId() {
        int person = people.getAndIncrement();
        var born = LocalDate.of(1950, 1, 1).plusDays(person / 999 % 20_000);
        var digits = "440524%s%03d".formatted(born.format(DateTimeFormatter.BASIC_ISO_DATE), 1 + person % 999);
        int sum = 0;
        for (int i = 0; i < WEIGHTS.length; i++) {
            sum += WEIGHTS[i] * (digits.charAt(i) - '0');
        }
        return digits + "10X98765432".charAt(sum % 11);
    }

    @Override
    public void close() {
        over.countDown();
        threads.close();
        http.close();
    }
}
