package dossier.command.relay;

import java.nio.file.Path;
import java.time.Duration;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dossier.backing.BackingServices;
import dossier.backing.DatabaseSetup;
import dossier.backing.Installation;
import dossier.backing.Installation.Passwords;
import dossier.backing.KafkaServer;
import dossier.backing.Ports;
import dossier.backing.PostgresServer;

import static org.assertj.core.api.Assertions.assertThat;

class OutageTests {

    final MeterRegistry registry = new SimpleMeterRegistry();
    Spine spine;

    @TempDir
    Path directory;

    @AfterEach
    void stop() {
        spine.stop();
    }

    @Test
    void while_kafka_is_away_events_are_numbered_and_when_it_is_back_they_arrive_once() throws Exception {
        try (var kafka = KafkaServer.start(directory.resolve("kafka"), Ports.free(), Ports.free(), _ -> {
        })) {
            var shared = TestLog.in(BackingServices.shared().newInstallation());
            var log = new TestLog(shared.installation(), shared.database(),
                    new KafkaSettings(kafka.bootstrapServers(), "away", (short) -1));
            start(log);
            log.appendApplications(100, 10);
            await().until(() -> counter("dossier.relay.relayed") == 1_000);
            kafka.kill();
            log.appendApplications(200, 10);
            await().until(() -> log.numbered() == 3_000);
            await().until(() -> gauge("dossier.relay.lag") == 2_000 && counter("dossier.relay.failures") > 0);
            await().until(() -> gauge("dossier.relay.stalled") > 5);
            assertThat(gauge("dossier.ledger.stalled")).isLessThan(5);
            kafka.restart();
            try (var topic = TopicReader.committed(kafka.bootstrapServers(), log.kafka().applicationEvents())) {
                topic.awaitRecords(3_000).toEnd().assertIsTheLedgerOf(log);
            }
            await().until(() -> gauge("dossier.relay.lag") == 0);
            assertThat(gauge("dossier.relay.stalled")).isZero();
        }
    }

    @Test
    void a_database_that_crashed_is_numbered_on_when_it_is_back() throws Exception {
        var shared = BackingServices.shared().newInstallation();
        var passwords = new Passwords("owner", "read-owner", "command", "query");
        try (var postgres = PostgresServer.start(directory.resolve("postgres"), Ports.free(), "secret", _ -> {
        })) {
            DatabaseSetup.roles(postgres, passwords);
            DatabaseSetup.databases(postgres, "crash");
            var log = TestLog.in(new Installation(postgres.port(), "crash", passwords, shared.bootstrapServers(),
                    shared.namespace(), shared.issuer(), shared.masterKey(), shared.personKey()));
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
            spine.stop();
        }
    }

    private void start(TestLog log) {
        spine = new Spine(log.database(), log.kafka(), new SpineMetrics(registry));
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
