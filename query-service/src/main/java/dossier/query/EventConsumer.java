package dossier.query;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import javax.sql.DataSource;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

import static java.util.Map.entry;

/** The thread that follows the topic; after any failure of its consumer it begins with a new one. */
@Component
class EventConsumer implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(EventConsumer.class);
    private static final Duration BACK_OFF = Duration.ofMillis(500);
    private static final Duration STOP = Duration.ofSeconds(5);
    private static final Duration CLOSE = Duration.ofSeconds(2);

    private final QueryProperties properties;
    private final String instance;
    private final DataSource database;
    private final Offsets offsets;
    private final ParkedRecords parked;
    private final Projection projection;
    private final ProjectionStatus status;
    private CountDownLatch stopping = new CountDownLatch(1);
    private Thread thread = new Thread();

    EventConsumer(QueryProperties properties, @Value("${server.port:8080}") String port,
            @Qualifier("projection") DataSource database, Offsets offsets, ParkedRecords parked, Projection projection,
            ProjectionStatus status) {
        this.properties = properties;
        this.instance = properties.instanceOr(port);
        this.database = database;
        this.offsets = offsets;
        this.parked = parked;
        this.projection = projection;
        this.status = status;
    }

    @Override
    public void start() {
        stopping = new CountDownLatch(1);
        thread = Thread.ofPlatform().name("projection").start(this::run);
    }

    /** Lets a batch under way finish, so that nothing is left to be done again. */
    @Override
    public void stop() {
        stopping.countDown();
        try {
            if (!thread.join(STOP)) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return thread.isAlive();
    }

    private void run() {
        while (!isStopping(Duration.ZERO)) {
            try {
                follow();
            } catch (InterruptException e) {
                return;
            } catch (RuntimeException | Error e) { // a thread that dies would leave the models standing still unnoticed
                LOG.warn("The consumer failed and is replaced: {}", e.toString());
                isStopping(BACK_OFF);
            }
        }
    }

    private void follow() {
        var consumer = new KafkaConsumer<>(consumerSettings(), new StringDeserializer(), new ByteArrayDeserializer());
        var admin = Admin.create(adminSettings());
        try (var follower = new TopicFollower(properties.kafka().topic(), consumer, admin, database, offsets, parked,
                projection, status)) {
            while (!follower.subscribe()) {
                if (isStopping(BACK_OFF)) {
                    return;
                }
            }
            while (!isStopping(Duration.ZERO)) {
                follower.step();
            }
        } finally {
            admin.close(CLOSE);
            consumer.close(CloseOptions.timeout(CLOSE));
        }
    }

    private boolean isStopping(Duration wait) {
        try {
            return stopping.await(wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** A static member of the classic protocol: its partitions move on 6 s after a crash, and a restart moves none. */
    private Map<String, Object> consumerSettings() {
        return Map.ofEntries(
                entry(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, properties.kafka().bootstrapServers()),
                entry(ConsumerConfig.GROUP_ID_CONFIG, properties.kafka().group()),
                entry(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, instance),
                entry(ConsumerConfig.CLIENT_ID_CONFIG, instance),
                entry(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic"),
                entry(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 6_000),
                entry(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 1_500),
                entry(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, 120_000),
                entry(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 1_000),
                entry(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 4_000),
                entry(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 4 << 20),
                entry(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 8 << 20),
                entry(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed"),
                entry(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false),
                entry(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest"),
                entry(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false),
                entry(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 5_000),
                entry(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000),
                entry(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000),
                entry(ConsumerConfig.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG, 3_000),
                entry(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000));
    }

    private Map<String, Object> adminSettings() {
        return Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, properties.kafka().bootstrapServers(),
                AdminClientConfig.CLIENT_ID_CONFIG, instance + "-admin", AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                4_000, AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 4_000,
                AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
    }
}
