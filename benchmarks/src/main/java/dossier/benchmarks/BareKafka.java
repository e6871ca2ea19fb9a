package dossier.benchmarks;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What Kafka alone can do: a transactional producer and a consumer of committed records, with nothing around them. */
final class BareKafka {

    static final int PARTITIONS = 12;

    private static final int RECORD = 700;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final String servers;

    BareKafka(String servers) {
        this.servers = servers;
    }

    /** A new topic of as many partitions as the product's. */
    String newTopic() throws InterruptedException, ExecutionException {
        var topic = "bare-" + UUID.randomUUID();
        try (var admin = Admin.create(Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, servers))) {
            admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1))).all().get();
        }
        return topic;
    }

    KafkaProducer<byte[], byte[]> producer() {
        var producer = new KafkaProducer<>(Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, servers,
                ProducerConfig.TRANSACTIONAL_ID_CONFIG, UUID.randomUUID().toString(), ProducerConfig.ACKS_CONFIG, "all",
                ProducerConfig.BATCH_SIZE_CONFIG, 128 * 1024), new ByteArraySerializer(), new ByteArraySerializer());
        producer.initTransactions();
        return producer;
    }

    /**
     * How long records took from the moment each was there to be sent until the consumer had it, in milliseconds and
     * sorted. Whatever waits goes in one transaction.
     */
    double[] millisToConsumer(double perSecond, Duration time) throws InterruptedException, ExecutionException {
        var topic = newTopic();
        var waiting = new LinkedBlockingQueue<Long>();
        var over = new AtomicBoolean();
        int count = (int) (perSecond * time.toMillis() / 1e3);
        Callable<double[]> consuming = () -> consume(topic, count);
        Callable<double[]> producing = () -> produce(topic, waiting, over);
        Callable<double[]> pacing = () -> {
            long start = System.nanoTime();
            for (int n = 0; n < count; n++) {
                long due = start + (long) (n / perSecond * 1e9);
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                waiting.add(due);
            }
            over.set(true);
            return new double[0];
        };
        return Load.together(List.of(consuming, producing, pacing)).getFirst();
    }

    private double[] produce(String topic, BlockingQueue<Long> waiting, AtomicBoolean over)
            throws InterruptedException {
        try (var producer = producer()) {
            var page = new ArrayList<Long>();
            while (!over.get() || !waiting.isEmpty()) {
                var first = waiting.poll(10, TimeUnit.MILLISECONDS);
                if (first != null) {
                    page.add(first);
                    waiting.drainTo(page);
                    producer.beginTransaction();
                    for (long due : page) {
                        var _ = producer.send(new ProducerRecord<>(topic,
                                ByteBuffer.allocate(RECORD).putLong(due).array()));
                    }
                    producer.flush(); // as the product's relay: a commit may overtake what was sent just before it
                    producer.commitTransaction();
                    page.clear();
                }
            }
        }
        return new double[0];
    }

    private double[] consume(String topic, int count) {
        try (var consumer = new KafkaConsumer<>(Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, servers,
                ConsumerConfig.GROUP_ID_CONFIG, topic, ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest",
                ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed"), new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(topic));
            var millis = new double[count];
            long end = System.nanoTime() + PATIENCE.toNanos();
            for (int arrived = 0; arrived < count;) {
                if (System.nanoTime() > end) {
                    throw new IllegalStateException(
                            "only " + arrived + " of " + count + " records came back from Kafka");
                }
                for (var message : consumer.poll(Duration.ofMillis(200))) {
                    millis[arrived++] = (System.nanoTime() - ByteBuffer.wrap(message.value()).getLong()) / 1e6;
                }
            }
            var settled = Arrays.copyOfRange(millis, count / Load.UNCOUNTED, count);
            Arrays.sort(settled);
            return settled;
        }
    }
}
