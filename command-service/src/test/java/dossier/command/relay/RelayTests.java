package dossier.command.relay;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dossier.backing.BackingServices;
import dossier.events.ApplicationEvent.CardIssued;
import dossier.events.Category;
import dossier.events.Delivery;
import dossier.events.EventCodec;

import static org.assertj.core.api.Assertions.assertThat;

class RelayTests {

    static final String CARD = new String(new EventCodec().encode(new CardIssued("C-1", "440500", Category.FLEXIBLE,
            LocalDate.parse("2027-05-20"), LocalDate.parse("2026-11-20"), Delivery.COUNTER, List.of())),
            StandardCharsets.UTF_8);

    final TestLog log = TestLog.in(BackingServices.shared().newInstallation());
    final String broker = log.kafka().bootstrapServers();
    final AtomicInteger failures = new AtomicInteger();
    Worker sequencer;
    Worker relay;

    @BeforeEach
    void start() {
        sequencer = log.sequencer();
        relay = startRelay();
    }

    @AfterEach
    void stop() {
        sequencer.close(Duration.ZERO);
        relay.close(Duration.ZERO);
    }

    @Test
    void events_arrive_as_the_ledger_has_them_readable_or_not() throws Exception {
        var application = UUID.randomUUID();
        var events = List.of(TestLog.event(application, 1),
                TestLog.event(application, 2, "NobodyKnowsThis", "neither {json"),
                TestLog.event(application, 3, "CardIssued", "{\"broken\":true}"),
                TestLog.event(application, 4));
        log.append(events);
        try (var topic = eventsArrived(4)) {
            topic.assertIsTheLedgerOf(log);
            assertThat(topic.events()).extracting(published -> published.event().eventId())
                    .containsExactlyElementsOf(events.stream().map(event -> event.eventId()).toList());
            assertThat(topic.records).extracting(message -> new String(message.value(), StandardCharsets.UTF_8))
                    .containsExactlyElementsOf(
                            events.stream().map(event -> new String(event.payload(), StandardCharsets.UTF_8)).toList());
            assertThat(topic.records).allMatch(message -> message.key().equals(application.toString()));
            assertThat(topic.records).as("a clock far ahead of the broker's stops nothing")
                    .allMatch(message -> message.timestampType() == TimestampType.LOG_APPEND_TIME);
        }
    }

    @Test
    void each_card_issued_is_announced_once_under_an_id_that_stays() throws Exception {
        var cards = IntStream.range(0, 30).mapToObj(_ -> TestLog.event(UUID.randomUUID(), 1, "CardIssued", CARD))
                .toList();
        log.append(cards);
        try (var topic = eventsArrived(30); var notices = TopicReader.committed(broker, log.kafka().cardsIssued())) {
            assertThat(notices.toEnd().records).hasSize(30);
            assertThat(notices.records).extracting(RelayTests::id).doesNotHaveDuplicates();
            assertThat(notices.records).extracting(message -> message.key()).containsExactlyInAnyOrderElementsOf(
                    cards.stream().map(card -> card.applicationId().toString()).toList());
            for (var notice : notices.records) {
                var card = cards.stream().filter(event -> event.applicationId().toString().equals(notice.key()))
                        .findAny().orElseThrow();
                assertThat(id(notice)).isEqualTo(UUID.nameUUIDFromBytes(
                        ("dossier.cards.CardIssued.v1" + card.eventId()).getBytes(StandardCharsets.UTF_8)).toString());
            }
            assertThat(topic.records).hasSize(30);
        }
    }

    @Test
    void a_card_issued_that_only_a_later_version_can_announce_is_left_to_it_with_all_behind_it() throws Exception {
        log.appendApplications(1, 2);
        eventsArrived(2).close();
        int before = failures.get();
        log.append(List.of(TestLog.event(UUID.randomUUID(), 1, "CardIssued", 9, "{}")));
        log.appendApplications(1, 1);

        await().until(() -> failures.get() >= before + 2);

        try (var topic = TopicReader.committed(broker, log.kafka().applicationEvents())) {
            assertThat(topic.toEnd().records).hasSize(2);
        }
    }

    @Test
    void a_hole_in_the_ledger_stops_it_until_the_hole_is_filled() throws Exception {
        log.appendApplications(1, 3);
        eventsArrived(3).close();
        relay.close(Duration.ZERO);
        log.appendApplications(1, 3);
        await().until(() -> log.numbered() == 6);
        log.asOwner("create table taken as select * from ledger where position = 5",
                "delete from ledger where position = 5");
        relay = startRelay();
        await().until(() -> failures.get() >= 2);
        try (var topic = TopicReader.committed(broker, log.kafka().applicationEvents())) {
            assertThat(topic.toEnd().records).hasSize(3);
        }
        log.asOwner("insert into ledger select * from taken");
        try (var topic = eventsArrived(6)) {
            topic.assertIsTheLedgerOf(log);
        }
    }

    @Test
    void another_history_than_the_one_it_published_stops_it() throws Exception {
        log.appendApplications(1, 3);
        eventsArrived(3).close();
        relay.close(Duration.ZERO);
        log.asOwner("update ledger set hash = sha256('other') where position = 3");
        log.appendApplications(1, 1);
        relay = startRelay();
        await().until(() -> failures.get() >= 2);
        try (var topic = TopicReader.committed(broker, log.kafka().applicationEvents())) {
            assertThat(topic.toEnd().records).hasSize(3);
        }
    }

    @Test
    void a_log_restored_to_an_earlier_point_is_not_published_behind_what_it_lost() throws Exception {
        log.appendApplications(1, 1);
        eventsArrived(1).close();
        log.appendApplications(1, 2);
        eventsArrived(3).close();
        relay.close(Duration.ZERO);
        sequencer.close(Duration.ZERO);
        log.asOwner("delete from event where global_index in (select global_index from ledger where position > 1)",
                "delete from ledger where position > 1");
        relay = startRelay();
        await().until(() -> failures.get() >= 2);
        sequencer = log.sequencer();
        log.appendApplications(1, 4);
        await().until(() -> log.numbered() == 5);
        int shorter = failures.get();
        await().until(() -> failures.get() >= shorter + 2);
        try (var topic = TopicReader.committed(broker, log.kafka().applicationEvents())) {
            assertThat(topic.toEnd().records).hasSize(3);
        }
        relay.close(Duration.ZERO);
        var anew = new KafkaSettings(broker, log.kafka().namespace() + "-restored", (short) -1);
        relay = startRelay(anew);
        try (var topic = eventsArrived(anew, 5)) {
            topic.assertIsTheLedgerOf(log);
        }
    }

    @Test
    void it_finds_its_position_however_far_from_the_topics_end() throws Exception {
        log.appendApplications(1, 3);
        eventsArrived(3).close();
        relay.close(Duration.ZERO);
        try (var stranger = new KafkaProducer<>(Map.<String, Object>of("bootstrap.servers", broker),
                new StringSerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < 1_500; i++) {
                stranger.send(new ProducerRecord<>(log.kafka().relayPositions(), "stranger", new byte[]{1}));
            }
        }
        log.appendApplications(1, 1);
        relay = startRelay();
        try (var topic = eventsArrived(4)) {
            topic.assertIsTheLedgerOf(log);
        }
    }

    @Test
    void a_topic_that_an_earlier_version_made_gets_the_brokers_time() throws Exception {
        log.appendApplications(1, 1);
        eventsArrived(1).close();
        relay.close(Duration.ZERO);
        var topic = new ConfigResource(ConfigResource.Type.TOPIC, log.kafka().applicationEvents());
        try (var admin = Admin.create(Map.of("bootstrap.servers", broker))) {
            admin.incrementalAlterConfigs(Map.of(topic, List.of(new AlterConfigOp(
                    new ConfigEntry("message.timestamp.type", "CreateTime"), AlterConfigOp.OpType.SET)))).all().get();
        }
        relay = startRelay();
        log.appendApplications(1, 1);
        try (var arrived = eventsArrived(2)) {
            assertThat(arrived.records).allMatch(message -> message.timestampType() == TimestampType.LOG_APPEND_TIME);
        }
    }

    @Test
    void a_topic_that_was_deleted_is_filled_again_from_the_beginning() throws Exception {
        log.appendApplications(2, 3);
        eventsArrived(6).close();
        relay.close(Duration.ZERO);
        try (var admin = Admin.create(Map.of("bootstrap.servers", broker))) {
            admin.deleteTopics(List.of(log.kafka().applicationEvents())).all().get();
            await().until(() -> !admin.listTopics().names().get().contains(log.kafka().applicationEvents()));
        }
        relay = startRelay();
        try (var topic = eventsArrived(6)) {
            topic.assertIsTheLedgerOf(log);
        }
    }

    private Worker startRelay() {
        return startRelay(log.kafka());
    }

    private Worker startRelay(KafkaSettings kafka) {
        var wake = new Semaphore(0);
        return new Worker("relay", () -> Relay.open(log.database(), kafka, TestLog.metrics(), wake),
                _ -> failures.incrementAndGet());
    }

    private TopicReader eventsArrived(int count) throws Exception {
        return eventsArrived(log.kafka(), count);
    }

    private TopicReader eventsArrived(KafkaSettings kafka, int count) throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", broker))) {
            await().ignoreExceptions().until(() -> admin.describeTopics(List.of(kafka.applicationEvents()))
                    .allTopicNames().get().size() == 1);
        }
        return TopicReader.committed(broker, kafka.applicationEvents()).awaitRecords(count).toEnd();
    }

    private static String id(org.apache.kafka.clients.consumer.ConsumerRecord<String, byte[]> message) {
        return new String(message.headers().lastHeader("ce_id").value(), StandardCharsets.UTF_8);
    }

    private static org.awaitility.core.ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(50));
    }
}
