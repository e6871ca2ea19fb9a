package dossier.command.log;

import java.lang.Thread.State;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import dossier.command.log.Batcher.Waiting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What waits shares a round trip, and everybody gets the own answer. */
class BatcherTests {

    private static final int ASKED = 20;

    @Test
    void whatArrivesDuringARoundTripSharesTheNext() throws Exception {
        var sizes = new CopyOnWriteArrayList<Integer>();
        var entered = new CountDownLatch(1);
        var released = new CountDownLatch(1);
        var answers = new ConcurrentHashMap<Integer, Integer>();
        try (var batcher = new Batcher<Integer, Integer>("doubles", 100, batch -> {
            sizes.add(batch.size());
            entered.countDown();
            awaitOpen(released);
            batch.forEach(waiting -> waiting.answer().complete(2 * waiting.question()));
        })) {
            var first = Thread.ofPlatform().start(() -> answers.put(0, batcher.ask(0)));
            entered.await();
            var others = IntStream.rangeClosed(1, ASKED)
                    .mapToObj(n -> Thread.ofPlatform().start(() -> answers.put(n, batcher.ask(n)))).toList();
            Awaitility.await().until(() -> others.stream().allMatch(one -> one.getState() == State.WAITING));
            released.countDown();
            first.join();
            for (var other : others) {
                other.join();
            }
        }
        assertThat(answers).hasSize(ASKED + 1).allSatisfy((n, answer) -> assertThat(answer).isEqualTo(2 * n));
        assertThat(sizes).containsExactly(1, ASKED);
    }

    @Test
    void aRoundTripThatFailsFailsForItsBatchAlone() throws Exception {
        try (var batcher = new Batcher<Boolean, Boolean>("fails", 100, BatcherTests::answer)) {
            assertThatThrownBy(() -> batcher.ask(false)).isInstanceOf(LogUnavailable.class);
            assertThat(batcher.ask(true)).isTrue();
        }
    }

    @Test
    void whatWaitsWhenItIsClosedIsToldAtOnce() throws Exception {
        var entered = new CountDownLatch(1);
        var batcher = new Batcher<Integer, Integer>("closes", 1, _ -> {
            entered.countDown();
            awaitOpen(new CountDownLatch(1));
        });
        var refused = new CopyOnWriteArrayList<Integer>();
        var first = Thread.ofPlatform().start(() -> catching(batcher, 0, refused));
        entered.await();
        var second = Thread.ofPlatform().start(() -> catching(batcher, 1, refused));
        Awaitility.await().until(() -> second.getState() == State.WAITING);
        batcher.close();
        second.join();
        assertThat(refused).contains(1);
        assertThatThrownBy(() -> batcher.ask(2)).isInstanceOf(LogUnavailable.class);
        first.interrupt();
        first.join();
    }

    @Test
    void whatIsNotAnsweredInTimeIsRefusedWhetherItIsUnderWayOrWaits() throws Exception {
        var released = new CountDownLatch(1);
        try (var batcher = new Batcher<Integer, Integer>("hangs", 1, Duration.ofMillis(150),
                _ -> awaitOpen(released))) {
            var refused = new CopyOnWriteArrayList<Integer>();
            var asking = IntStream.range(0, 3)
                    .mapToObj(n -> Thread.ofPlatform().start(() -> catching(batcher, n, refused))).toList();
            for (var one : asking) {
                one.join();
            }
            assertThat(refused).containsExactlyInAnyOrder(0, 1, 2);
            released.countDown();
        }
    }

    private static void catching(Batcher<Integer, Integer> batcher, int question, List<Integer> refused) {
        try {
            batcher.ask(question);
        } catch (LogUnavailable e) {
            refused.add(question);
        }
    }

    private static void answer(List<Waiting<Boolean, Boolean>> batch) {
        if (!batch.getFirst().question()) {
            throw new LogUnavailable("away");
        }
        batch.forEach(waiting -> waiting.answer().complete(true));
    }

    private static void awaitOpen(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
