package dossier.command.relay;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dossier.events.ApplicationEvent.CardIssued;
import dossier.events.EventCodec;
import dossier.events.LaterEvent;
import dossier.events.PublishedEvent;
import dossier.events.UnreadableEvent;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Publishes the ledger, a page a transaction, and in the same transaction how far it came: a reader of committed records
 * sees each event once, whenever this process dies. Opening one first takes the transactional id, which fences the
 * predecessor and aborts what it left open, and only then reads where it ended.
 */
final class Relay implements Worker.Session {

    private static final Logger log = LoggerFactory.getLogger(Relay.class);
    private static final Duration SAFETY_NET = Duration.ofSeconds(1);
    /**
     * From the beginning of a page that was not full to the next: a transaction costs the broker, and those who read it, much
     * the same for one event as for a hundred.
     */
    private static final Duration BETWEEN_PAGES = Duration.ofMillis(25);
    private static final String CARD_ISSUED = CardIssued.class.getSimpleName();

    private final KafkaSettings settings;
    private final SpineMetrics metrics;
    private final Semaphore wake;
    private final EventCodec codec = new EventCodec();
    private final LedgerReader ledger;
    private final KafkaProducer<String, byte[]> producer;
    private String positionKey = "";
    private long relayed;
    private List<PublishedEvent> ahead = List.of();
    private boolean caughtUp;
    private long began;

    private Relay(KafkaSettings settings, SpineMetrics metrics, Semaphore wake, LedgerReader ledger,
            KafkaProducer<String, byte[]> producer) {
        this.settings = settings;
        this.metrics = metrics;
        this.wake = wake;
        this.ledger = ledger;
        this.producer = producer;
    }

    static Relay open(LogDatabase database, KafkaSettings settings, SpineMetrics metrics, Semaphore wake)
            throws SQLException, InterruptedException, ExecutionException, TimeoutException {
        var producer = new KafkaProducer<>(producerConfiguration(settings), new StringSerializer(),
                new ByteArraySerializer());
        LedgerReader ledger;
        try {
            ledger = new LedgerReader(database);
        } catch (SQLException e) {
            producer.close(Duration.ZERO);
            throw e;
        }
        var relay = new Relay(settings, metrics, wake, ledger, producer);
        try {
            relay.takeOver();
        } catch (Exception e) {
            relay.close();
            throw e;
        }
        return relay;
    }

    private void takeOver() throws SQLException, InterruptedException, ExecutionException, TimeoutException {
        try (var admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers(),
                AdminClientConfig.CLIENT_ID_CONFIG, settings.transactionalId(),
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000))) {
            var topics = RelayTopics.prepare(settings, admin);
            positionKey = topics.positionKey();
            producer.initTransactions();
            var last = topics.untouched()
                    ? RelayPosition.START
                    : RelayPositions.last(settings, admin, positionKey).orElse(RelayPosition.START);
            last.mustBeIn(ledger.hashAt(last.position()));
            relayed = last.position();
            metrics.relayedUpTo(relayed);
            log.info("Relaying from position {}", relayed + 1);
        }
    }

    @Override
    public void round() throws SQLException, InterruptedException, ExecutionException {
        if (caughtUp) {
            Thread.sleep(BETWEEN_PAGES.minusNanos(System.nanoTime() - began));
            if (wake.tryAcquire(SAFETY_NET.toMillis(), TimeUnit.MILLISECONDS)) {
                wake.drainPermits(); // before reading: what is numbered from now on is told once more
            }
        }
        began = System.nanoTime();
        var page = ahead.isEmpty() ? ledger.after(relayed) : ahead;
        caughtUp = page.size() < LedgerReader.PAGE;
        if (page.isEmpty()) {
            return;
        }
        var last = page.getLast();
        producer.beginTransaction();
        for (var event : page) {
            publish(event);
        }
        send(new ProducerRecord<>(settings.relayPositions(), positionKey,
                new RelayPosition(last.position(), last.hash()).format().getBytes(UTF_8)));
        ahead = page.size() < LedgerReader.PAGE ? List.of() : ledger.after(last.position());
        producer.flush(); // on its own the commit may overtake records that were sent in the moment it looked for them
        producer.commitTransaction();
        relayed = last.position();
        metrics.relayed(page.size(), relayed);
    }

    @Override
    public void abort() {
        ledger.close();
    }

    /** Without waiting or aborting: whoever comes next aborts what is open before reading the position. */
    @Override
    public void close() {
        ledger.close();
        producer.close(Duration.ZERO);
    }

    private void publish(PublishedEvent event) throws InterruptedException, ExecutionException {
        send(event.toRecord(settings.applicationEvents()));
        var stored = event.event();
        if (stored.type().equals(CARD_ISSUED)) {
            try {
                if (codec.decode(stored.type(), stored.version(), stored.payload()) instanceof CardIssued card) {
                    send(event.toCardNotice(settings.cardsIssued(), card));
                }
            } catch (LaterEvent e) { // a later version can give notice of it, and nothing is published past it before
                throw e;
            } catch (UnreadableEvent e) {
                metrics.unreadable();
                log.error("No notice of the card issued at position {}: {}", event.position(), e.getMessage());
            }
        }
    }

    /** Waits only for what failed at once: without a broker every further record would wait as long as this one did. */
    private void send(ProducerRecord<String, byte[]> message) throws InterruptedException, ExecutionException {
        var sent = producer.send(message);
        if (sent.isDone()) {
            sent.get();
        }
    }

    private static Map<String, Object> producerConfiguration(KafkaSettings settings) {
        return Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers(),
                ProducerConfig.CLIENT_ID_CONFIG, settings.transactionalId(),
                ProducerConfig.TRANSACTIONAL_ID_CONFIG, settings.transactionalId(),
                ProducerConfig.ACKS_CONFIG, "all",
                ProducerConfig.BATCH_SIZE_CONFIG, 128 * 1024,
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG, RelayTopics.LARGEST_RECORD,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 10_000,
                ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000,
                ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 30_000);
    }
}
