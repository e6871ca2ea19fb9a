package dossier.benchmarks;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

import dossier.backing.Installation;
import dossier.backing.ServiceProcess;
import dossier.backing.ServiceProgram;
import dossier.events.MasterKey;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

/**
 * Events a second that a query-service brings from the topic into its read models, beside {@link CopyBaseline} over the
 * same records. The service is the executable jar in a process of its own. Each round's events come into sight at once:
 * they are one transaction of Kafka, so the clock starts with its commit and stops when the offsets in the database say
 * that all is applied. Service and baseline take turns, each over the same records, both writing behind the rows of the
 * rounds before; the first rounds, which do not count, warm both up.
 */
final class ProjectionBench {

    /** As many as a transaction of Kafka takes in before its time is over. */
    private static final int AT_ONCE = 50_000;
    /** Rates rise for longer than one, and all that is measured has ten minutes. */
    private static final int UNCOUNTED = 2;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Installation installation;
    private final Path directory;
    private final String topic;
    private final Lives lives;

    /** Events a second, round by round. */
    record Rates(List<Double> projected, List<Double> copied) {}

    /**
     * @param installation unused so far
     * @param directory    for the service's settings
     */
    ProjectionBench(Installation installation, Path directory) {
        this.installation = installation;
        this.directory = directory;
        this.topic = installation.namespace() + ".application-events";
        this.lives = new Lives(new MasterKey(Base64.getDecoder().decode(installation.masterKey())));
    }

    /** A service that runs and is warm, which finds this many events more in each round. */
    Rates warm(int events, int rounds) throws Exception {
        var rates = new Rates(new ArrayList<>(), new ArrayList<>());
        prepare();
        try (var _ = start();
                var owner = awaitReadModels();
                var copy = new CopyBaseline(installation.read(), installation.bootstrapServers(), topic)) {
            for (int round = 1; round <= UNCOUNTED; round++) {
                round(owner, copy, events, new Rates(new ArrayList<>(), new ArrayList<>()));
            }
            for (int round = 1; round <= rounds; round++) {
                round(owner, copy, events, rates);
            }
            checkRows(owner);
        }
        return rates;
    }

    /** A service started on empty read models and a full topic: from the first event applied to the last, cold. */
    Rates afresh(int events) throws Exception {
        prepare();
        var since = lives.now();
        for (int published = 0; published < events; published += AT_ONCE) {
            publish(Math.min(AT_ONCE, events - published));
        }
        var ends = ends();
        try (var _ = start();
                var owner = awaitReadModels();
                var copy = new CopyBaseline(installation.read(), installation.bootstrapServers(), topic)) {
            await("the first event is applied", () -> sum(offsets(owner)) > 0);
            double ours = eventsPerSecond(owner, sum(offsets(owner)), System.nanoTime(), ends);
            double theirs = copy.eventsPerSecond(events, since);
            checkRows(owner);
            return new Rates(List.of(ours), List.of(theirs));
        }
    }

    private void round(Connection owner, CopyBaseline copy, int events, Rates rates) throws Exception {
        var since = lives.now();
        long before = sum(offsets(owner));
        long published = publish(events);
        rates.projected().add(eventsPerSecond(owner, before, published, ends()));
        rates.copied().add(copy.eventsPerSecond(events, since));
        System.err.printf("%,d events: projected %,.0f/s, copied %,.0f/s%n", events, rates.projected().getLast(),
                rates.copied().getLast());
    }

    private void prepare() throws Exception {
        try (var keys = installation.keys(); var statement = keys.createStatement()) {
            statement.execute("""
                    create table application_key (application_id uuid primary key, wrapped_key bytea not null);
                    grant usage on schema public to dossier_query;
                    grant select on application_key to dossier_query""");
        }
        try (var admin = admin()) {
            admin.createTopics(List.of(new NewTopic(topic, BareKafka.PARTITIONS, (short) 1))).all().get();
        }
    }

    /** When the transaction was committed, in nanoseconds. */
    @SuppressWarnings("FutureReturnValueIgnored") // where a send fails, so does the commit
    private long publish(int events) throws SQLException {
        try (var producer = new KafkaProducer<String, byte[]>(
                Map.of("bootstrap.servers", installation.bootstrapServers(), "transactional.id", topic, "linger.ms", 20,
                        "batch.size", 256 << 10),
                new StringSerializer(), new ByteArraySerializer());
                var keys = installation.keys();
                var insert = keys.prepareStatement("insert into application_key values (?, ?)")) {
            keys.setAutoCommit(false);
            producer.initTransactions();
            producer.beginTransaction();
            lives.tell(events / Lives.LENGTH, key -> {
                insert.setObject(1, key.applicationId());
                insert.setBytes(2, key.bytes());
                insert.addBatch();
            }, event -> producer.send(event.toRecord(topic)));
            insert.executeBatch();
            keys.commit();
            producer.flush();
            producer.commitTransaction();
            return System.nanoTime();
        }
    }

    private ServiceProcess start() {
        return ServiceProcess.start("query-service",
                ServiceProgram.of(RunningSystem.home(), "query-service").command(), installation.queryService(),
                directory);
    }

    /** Connected as their owner as soon as the service has made them and follows every partition. */
    private Connection awaitReadModels() throws Exception {
        var owner = installation.read();
        await("the service follows the topic", () -> {
            try {
                return offsets(owner).size() == BareKafka.PARTITIONS;
            } catch (SQLException e) {
                return false;
            }
        });
        return owner;
    }

    /** From {@code started} until the offsets have reached {@code ends}. */
    private static double eventsPerSecond(Connection owner, long before, long started, Map<Integer, Long> ends)
            throws Exception {
        // The last offset of each partition is the marker of the transaction, which a reader may not have passed.
        await("all events are applied", () -> {
            var offsets = offsets(owner);
            return ends.entrySet().stream()
                    .allMatch(end -> offsets.getOrDefault(end.getKey(), 0L) >= end.getValue() - 1);
        });
        long ended = System.nanoTime();
        return (sum(offsets(owner)) - before) / ((ended - started) / 1e9);
    }

    private Map<Integer, Long> ends() throws ExecutionException, InterruptedException {
        var all = IntStream.range(0, BareKafka.PARTITIONS).mapToObj(partition -> new TopicPartition(topic, partition))
                .collect(toMap(identity(), _ -> OffsetSpec.latest()));
        try (var admin = admin()) {
            var ends = new HashMap<Integer, Long>();
            admin.listOffsets(all).all().get()
                    .forEach((partition, end) -> ends.put(partition.partition(), end.offset()));
            return ends;
        }
    }

    private static Map<Integer, Long> offsets(Connection owner) throws SQLException {
        try (var statement = owner.createStatement();
                var rows = statement.executeQuery("select partition, next_offset from consumer_offset")) {
            var offsets = new HashMap<Integer, Long>();
            while (rows.next()) {
                offsets.put(rows.getInt(1), rows.getLong(2));
            }
            return offsets;
        }
    }

    private static long sum(Map<Integer, Long> offsets) {
        return offsets.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Both have written the same rows, or the comparison is none. */
    private static void checkRows(Connection owner) throws SQLException {
        for (var table : List.of("application", "name_token", "history")) {
            var ours = digest(owner, "public." + table);
            var theirs = digest(owner, "baseline." + table);
            if (!ours.equals(theirs)) {
                throw new IllegalStateException(table + " is " + ours + ", and in the baseline " + theirs);
            }
        }
    }

    private static String digest(Connection owner, String table) throws SQLException {
        try (var statement = owner.createStatement();
                var row = statement.executeQuery(
                        "select count(*) || ' rows, sum ' || sum(hashtextextended(r::text, 0)) from " + table + " r")) {
            row.next();
            return row.getString(1);
        }
    }

    private Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", installation.bootstrapServers()));
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(String what, Condition condition) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("waited in vain until " + what);
            }
            Thread.sleep(5);
        }
    }
}
