package dossier.command.relay;

import java.time.Duration;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dossier.backing.BackingServices;
import dossier.command.log.SequencerState;

import static org.assertj.core.api.Assertions.assertThat;

class OutageTests {

    final MeterRegistry registry = new SimpleMeterRegistry();
    Spine spine;

    @AfterEach
    void stop() {
        spine.stop();
    }

    @Test
    void while_kafka_is_away_events_are_numbered_and_when_it_is_back_they_arrive_once() throws Exception {
        var kafka = BackingServices.shared().kafka();
        var log = TestLog.in(BackingServices.shared().newInstallation());
        start(log);
        log.appendApplications(100, 10);
        await().until(() -> counter("dossier.relay.relayed") == 1_000);
        kafka.kill();
        try {
            log.appendApplications(200, 10);
            await().until(() -> log.numbered() == 3_000);
            await().until(() -> gauge("dossier.relay.lag") == 2_000 && counter("dossier.relay.failures") > 0);
            await().until(() -> gauge("dossier.relay.stalled") > 5);
            assertThat(gauge("dossier.ledger.stalled")).isLessThan(5);
        } finally {
            kafka.restart();
        }
        try (var topic = TopicReader.committed(kafka.bootstrapServers(), log.kafka().applicationEvents())) {
            topic.awaitRecords(3_000).toEnd().assertIsTheLedgerOf(log);
        }
        await().until(() -> gauge("dossier.relay.lag") == 0);
        assertThat(gauge("dossier.relay.stalled")).isZero();
    }

    @Test
    void a_database_that_crashed_is_numbered_on_when_it_is_back() throws Exception {
        var postgres = BackingServices.shared().postgres();
        var log = TestLog.in(BackingServices.shared().newInstallation());
        start(log);
        log.appendApplications(100, 10);
        await().until(() -> log.numbered() == 1_000);
        postgres.kill();
        postgres.restart();
        log.appendApplications(100, 10);
        await().until(() -> log.numbered() == 2_000);
        assertThat(log.misplaced()).isZero();
        await().until(() -> gauge("dossier.relay.lag") == 0);
        try (var topic = TopicReader.committed(log.kafka().bootstrapServers(), log.kafka().applicationEvents())) {
            topic.awaitRecords(2_000).toEnd().assertIsTheLedgerOf(log);
        }
    }

    private void start(TestLog log) {
        spine = new Spine(log.database(), log.kafka(), new SpineMetrics(registry), new SequencerState());
        spine.start();
    }

    private double gauge(String name) {
        return registry.get(name).gauge().value();
    }

    private double counter(String name) {
        return registry.get(name).counter().count();
    }

    private static org.awaitility.core.ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(50));
    }
}
