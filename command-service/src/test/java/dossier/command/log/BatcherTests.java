package dossier.command.log;

import java.lang.Thread.State;
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
        try (var batcher = new Batcher<Integer, Integer>("doubles", batch -> {
            sizes.add(batch.size());
            entered.countDown();
            awaitOpen(released);
            batch.forEach(waiting -> waiting.answer().complete(2 * waiting.question()));
        })) {
            var first = Thread.ofPlatform().start(() -> answers.put(0, batcher.ask(0)));
            entered.await();
            var others = IntStream.rangeClosed(1, ASKED)
                    .mapToObj(n -> Thread.ofPlatform().start(() -> answers.put(n, batcher.ask(n)))).toList();
            Awaitility.await().until(() -> others.stream().allMatch(one -> one.getState() == State.TIMED_WAITING));
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
        try (var batcher = new Batcher<Boolean, Boolean>("fails", BatcherTests::answer)) {
            assertThatThrownBy(() -> batcher.ask(false)).isInstanceOf(LogUnavailable.class);
            assertThat(batcher.ask(true)).isTrue();
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
