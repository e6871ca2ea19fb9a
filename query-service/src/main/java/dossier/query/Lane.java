package dossier.query;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

import org.apache.kafka.clients.consumer.ConsumerRecord;

import dossier.query.Offsets.Advance;
import dossier.query.Projection.Batch;

/**
 * One thread that applies what it is handed, in that order. What arrives while a batch is being written makes the next one:
 * batches grow under load and never by waiting.
 */
final class Lane implements AutoCloseable {

    /** Records of a topic, and from where to where they take each of their partitions. */
    record Piece(String topic, String topicId, List<Advance> advances, List<ConsumerRecord<String, byte[]>> records) {}

    private record Handed(Piece piece, CompletableFuture<Boolean> applied) {}

    private final Projection projection;
    private final ExecutorService thread;
    private final LinkedBlockingQueue<Handed> handed = new LinkedBlockingQueue<>();

    Lane(String name, Projection projection) {
        this.projection = projection;
        thread = Executors.newSingleThreadExecutor(Thread.ofPlatform().name(name).factory());
    }

    /** What became of the batch that took it in, see {@link Projection#apply}. */
    CompletableFuture<Boolean> hand(Piece piece) {
        var one = new Handed(piece, new CompletableFuture<>());
        handed.add(one);
        thread.execute(this::applyHanded); // finds nothing to do if the one before has taken this along
        return one.applied;
    }

    /** Lets what was handed finish. */
    @Override
    public void close() {
        thread.close();
    }

    private void applyHanded() {
        var together = new ArrayList<Handed>();
        handed.drainTo(together);
        if (together.isEmpty()) {
            return;
        }
        try {
            boolean applied = projection.apply(batch(together.stream().map(Handed::piece).toList()));
            together.forEach(one -> one.applied.complete(applied));
        } catch (Exception | Error e) { // whoever handed it in must hear of it
            together.forEach(one -> one.applied.completeExceptionally(e));
        }
    }

    private static Batch batch(List<Piece> pieces) {
        var first = pieces.getFirst();
        var advances = new LinkedHashMap<Integer, Advance>();
        for (var piece : pieces) {
            piece.advances.forEach(advance -> advances.merge(advance.partition(), advance, Advance::to));
        }
        return new Batch(first.topic, first.topicId, List.copyOf(advances.values()), pieces.stream()
                .flatMap(piece -> piece.records.stream())
                .map(message -> Incoming.read(new Incoming.Source(first.topicId, message, null))).toList());
    }
}
