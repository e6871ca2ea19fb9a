package dossier.query;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

import javax.sql.DataSource;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dossier.query.Offsets.Advance;

import static java.util.Objects.requireNonNull;

/**
 * One consumer's life: it reads on from where the database says, and whenever it may be wrong about that (partitions
 * assigned, a batch that failed, another consumer ahead, a crash that took the last commits, a topic made anew) it stops,
 * asks the database and seeks. Partitions know nothing of each other, so a few lanes apply theirs side by side: one works
 * while the database works for another.
 */
class TopicFollower implements ConsumerRebalanceListener, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TopicFollower.class);
    private static final Duration POLL = Duration.ofMillis(200);
    /** Where nothing is being written that might fail: a poll costs as much where nothing happens. */
    private static final Duration IDLE_POLL = Duration.ofSeconds(1);
    private static final Duration BACK_OFF = Duration.ofMillis(500);
    private static final Duration LOOK_AROUND = Duration.ofSeconds(2);
    private static final Duration ANSWER = Duration.ofSeconds(5);

    private static final int LANES = 3;
    private static final int AHEAD = 2 * LANES;
    private static final int MANY = 500;

    private final String topic;
    private final Consumer<String, byte[]> consumer;
    private final Admin admin;
    private final DataSource database;
    private final Offsets offsets;
    private final ParkedRecords parked;
    private final Projection projection;
    private final ProjectionStatus status;

    private final Map<Integer, Long> next = new HashMap<>();
    private final Map<TopicPartition, Long> endAtStart = new HashMap<>();
    private final Set<Integer> retried = new HashSet<>();
    private final List<Lane> lanes;
    private final Queue<Writing> writing = new ArrayDeque<>();
    private boolean apart;
    private String topicId = "";
    private boolean joined;
    private boolean settled;
    private Future<TopicDescription> described = new CompletableFuture<>();
    private CompletableFuture<Standing> standing = CompletableFuture.failedFuture(new SQLException("not asked yet"));
    private long lookedAround = System.nanoTime();

    /** @param records how many */
    private record Writing(int records, CompletableFuture<Boolean> applied) {}

    /** Where the database stood when all that had been handed on was written, and how many applications were parked. */
    private record Standing(Map<Integer, Long> expected, Map<Integer, Long> found, long parked) {}

    TopicFollower(String topic, Consumer<String, byte[]> consumer, Admin admin, DataSource database, Offsets offsets,
            ParkedRecords parked, Projection projection, ProjectionStatus status) {
        this.topic = topic;
        this.consumer = consumer;
        this.admin = admin;
        this.database = database;
        this.offsets = offsets;
        this.parked = parked;
        this.projection = projection;
        this.status = status;
        lanes = IntStream.range(0, LANES).mapToObj(lane -> new Lane("projection-" + lane, projection)).toList();
    }

    /** Whether the topic exists; the command-service makes it. */
    boolean subscribe() {
        if (currentTopicId() == null) {
            return false;
        }
        consumer.subscribe(List.of(topic), this);
        return true;
    }

    /** Lets the batches under way finish. */
    @Override
    public void close() {
        lanes.forEach(Lane::close);
    }

    void step() {
        finishWriting(AHEAD);
        var records = consumer.poll(longestPoll());
        if (settled) {
            apply(records);
        } else if (joined) {
            settle();
        }
        if (settled && !status.isCaughtUp() && endAtStart.entrySet().stream()
                .allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
            finishWriting(0);
            if (settled) {
                status.caughtUp();
            }
        }
        if (System.nanoTime() - lookedAround > LOOK_AROUND.toNanos()) {
            lookAround();
            lookedAround = System.nanoTime();
        }
    }

    private Duration longestPoll() {
        if (settled) {
            return writing.isEmpty() ? IDLE_POLL : POLL;
        }
        return joined ? BACK_OFF : POLL;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        joined = true;
        unsettle();
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        finishWriting(0);
        for (var partition : partitions) {
            next.remove(partition.partition());
            endAtStart.remove(partition);
            retried.remove(partition.partition());
        }
    }

    private void settle() {
        finishWriting(0);
        var id = currentTopicId();
        if (id == null) {
            return;
        }
        topicId = id;
        var partitions = consumer.assignment().stream().map(TopicPartition::partition).toList();
        try {
            next.clear();
            next.putAll(begin(partitions));
            for (int partition : partitions) {
                if (!retried.contains(partition)) {
                    if (!projection.retryParked(topic, topicId, partition, nextOf(partition))) {
                        return;
                    }
                    retried.add(partition);
                }
                consumer.seek(new TopicPartition(topic, partition), nextOf(partition));
            }
        } catch (SQLException | RuntimeException e) {
            LOG.warn("Projection waits: {}", e.toString());
            return;
        }
        var ends = status.isCaughtUp() ? Map.<TopicPartition, Long>of() : consumer.endOffsets(consumer.assignment());
        ends.forEach(endAtStart::putIfAbsent);
        consumer.resume(consumer.assignment());
        settled = true;
    }

    private Map<Integer, Long> begin(List<Integer> partitions) throws SQLException {
        try (var connection = database.getConnection()) {
            status.parked(parked.countApplications(connection));
            return offsets.begin(connection, topic, topicId, partitions);
        }
    }

    /**
     * A few records go to one lane, which writes them in one transaction; many go to the lanes of their partitions. The next
     * are fetched meanwhile.
     */
    private void apply(ConsumerRecords<String, byte[]> records) {
        boolean many = records.count() >= MANY;
        if (many != apart) { // no partition in two lanes
            finishWriting(0);
            apart = many;
            if (!settled) {
                return; // it all comes again
            }
        }
        if (many) {
            for (int lane = 0; lane < LANES; lane++) {
                int number = lane;
                hand(records, records.partitions().stream()
                        .filter(partition -> partition.partition() % LANES == number).toList(), lanes.get(lane));
            }
        } else {
            hand(records, records.partitions(), lanes.getFirst());
        }
    }

    private void hand(ConsumerRecords<String, byte[]> records, Collection<TopicPartition> partitions, Lane lane) {
        var ends = records.nextOffsets();
        var advances = new ArrayList<Advance>();
        var messages = new ArrayList<ConsumerRecord<String, byte[]>>();
        for (var partition : partitions) {
            var began = next.get(partition.partition());
            if (began != null) {
                long end = requireNonNull(ends.get(partition)).offset();
                advances.add(new Advance(partition.partition(), began, end));
                next.put(partition.partition(), end);
                messages.addAll(records.records(partition));
            }
        }
        if (!advances.isEmpty()) {
            var piece = new Lane.Piece(topic, topicId, advances, messages);
            writing.add(new Writing(messages.size(), lane.hand(piece)));
        }
    }

    /**
     * Waits until no more than so many pieces are being written, and hears what became of those that are. Where one fails,
     * those behind it in its lane do not begin where the database stands, and write nothing.
     */
    private void finishWriting(int left) {
        while (writing.size() > left || (!writing.isEmpty() && writing.element().applied.isDone())) {
            try {
                if (writing.remove().applied.get()) {
                    status.moved();
                } else {
                    unsettle("Another consumer has moved on");
                }
            } catch (ExecutionException e) {
                if (e.getCause() instanceof Error error) {
                    throw error;
                }
                unsettle("A batch was not applied and comes again: " + e.getCause());
            } catch (InterruptedException e) {
                throw new InterruptException(e);
            }
        }
    }

    /** Waits for nobody, whose answer would hold up what comes next: what one look asks another hears. */
    private void lookAround() {
        var lags = consumer.assignment().stream().map(consumer::currentLag).toList();
        boolean isLagKnown = lags.stream().allMatch(OptionalLong::isPresent); // not before a fetch from where it began
        long lag = lags.stream().mapToLong(one -> one.orElse(0)).sum()
                + writing.stream().mapToInt(Writing::records).sum();
        if (isLagKnown) {
            status.lag(lag);
        }
        if (standing.isDone()) {
            hear(standing);
            standing = askDatabase();
        }
        if (!described.isDone()) {
            return;
        }
        var id = idIn(described);
        described = describe();
        if (settled && id != null && !id.equals(topicId)) {
            unsettle("Topic " + topic + " was made anew");
        } else if (settled && id != null && isLagKnown && lag == 0) {
            status.moved();
        }
    }

    private CompletableFuture<Standing> askDatabase() {
        var asked = topicId;
        var expected = Map.copyOf(next);
        return CompletableFuture.allOf(writing.stream().map(Writing::applied).toArray(CompletableFuture[]::new))
                .thenApplyAsync(_ -> {
                    try (var connection = database.getConnection()) {
                        return new Standing(expected, offsets.next(connection, topic, asked, expected.keySet()),
                                parked.countApplications(connection));
                    } catch (SQLException e) {
                        throw new CompletionException(e);
                    }
                }, work -> Thread.ofVirtual().name("projection-look").start(work));
    }

    /** Of a partition that has moved on since, its next batch will tell. */
    private void hear(CompletableFuture<Standing> answer) {
        if (answer.isCompletedExceptionally()) {
            LOG.debug("The database could not be asked", answer.exceptionNow());
            return;
        }
        var stood = answer.resultNow();
        status.parked(stood.parked);
        if (settled && next.entrySet().stream().anyMatch(at -> at.getValue().equals(stood.expected.get(at.getKey()))
                && !at.getValue().equals(stood.found.get(at.getKey())))) {
            unsettle("The database is not where it was left");
        }
    }

    /** What was written behind what failed fails as well, and says no more. */
    private void unsettle(String why) {
        if (settled) {
            LOG.warn("{}; asking the database where to go on", why);
        }
        unsettle();
    }

    private void unsettle() {
        settled = false;
        consumer.pause(consumer.assignment());
    }

    private long nextOf(int partition) {
        return requireNonNull(next.get(partition), () -> "partition " + partition + " is not followed");
    }

    /** Absent while the topic does not exist or the broker does not say. */
    private @Nullable String currentTopicId() {
        described = describe();
        return idIn(described);
    }

    private Future<TopicDescription> describe() {
        return requireNonNull(admin.describeTopics(List.of(topic)).topicNameValues().get(topic));
    }

    private @Nullable String idIn(Future<TopicDescription> description) {
        try {
            return description.get(ANSWER.toMillis(), TimeUnit.MILLISECONDS).topicId().toString();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                LOG.warn("Kafka does not describe {}: {}", topic, String.valueOf(e.getCause()));
            }
            return null;
        } catch (TimeoutException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }
}
