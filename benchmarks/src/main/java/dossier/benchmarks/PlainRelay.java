package dossier.benchmarks;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The baseline of the relay: pages of the ledger by the same SELECT, each sent in one transaction of a plain producer with
 * everything that the event's record says, and no more: no check, no position of its own, no notice of cards.
 */
final class PlainRelay {

    private static final int PAGE = 500;
    private static final String SQL = """
            select l.position, encode(l.hash, 'hex') hash, e.event_id::text, e.application_id::text, e.sequence, e.type,
                   e.version, e.occurred_at::text, e.actor, e.role, e.command, e.traceparent, e.payload
              from (select position, global_index, hash from ledger where position > ? order by position limit ?) l
              join event e using (global_index) order by l.position""";
    private static final String[] TEXTS = {"event_id", "sequence", "type", "version", "occurred_at", "actor", "role",
            "command", "traceparent", "position", "hash"};

    private PlainRelay() {}

    /**
     * Events a second in each of so many rounds.
     *
     * @param after the position before the first
     * @param from how many come before the first round, as the warm-up
     * @param to how many there are in all
     */
    static List<Double> perSecond(Connection log, BareKafka kafka, long after, long from, long to, int rounds)
            throws Exception {
        var position = new AtomicLong(after);
        Callable<List<Double>> relaying = () -> relay(log, kafka, position, after + to);
        Callable<List<Double>> watching = () -> Load.perSecond(() -> position.get() - after, from, to, rounds);
        return Load.together(List.of(relaying, watching)).getLast();
    }

    private static List<Double> relay(Connection log, BareKafka kafka, AtomicLong position, long to)
            throws SQLException, InterruptedException, ExecutionException {
        var topic = kafka.newTopic();
        try (log; var producer = kafka.producer(); var select = log.prepareStatement(SQL)) {
            while (position.get() < to) {
                long last = position.get();
                select.setLong(1, last);
                select.setInt(2, PAGE);
                producer.beginTransaction();
                try (var row = select.executeQuery()) {
                    while (row.next()) {
                        var headers = new RecordHeaders();
                        for (var name : TEXTS) {
                            var text = row.getString(name);
                            if (text != null) {
                                headers.add("ce_" + name, text.getBytes(UTF_8));
                            }
                        }
                        var _ = producer.send(new ProducerRecord<>(topic, null,
                                row.getString("application_id").getBytes(UTF_8), row.getBytes("payload"), headers));
                        last = row.getLong("position");
                    }
                }
                producer.flush(); // see BareKafka
                producer.commitTransaction();
                position.set(last);
            }
        }
        return List.of();
    }
}
