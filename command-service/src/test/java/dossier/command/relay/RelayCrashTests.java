package dossier.command.relay;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionState;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import dossier.backing.BackingServices;

import static org.assertj.core.api.Assertions.assertThat;

/** Relays that die: readers of committed records must not be able to tell. */
class RelayCrashTests {

    static final int KILLS = 20;
    static final int TRIES = 60;

    final TestLog log = TestLog.in(BackingServices.shared().newInstallation());
    final String broker = log.kafka().bootstrapServers();

    @Test
    void killed_20_times_between_send_and_commit_it_leaves_no_hole_and_no_duplicate() throws Exception {
        long seed = System.nanoTime();
        System.out.println("kills at random moments, seed " + seed);
        var random = new Random(seed);
        var sequencer = log.sequencer();
        log.appendApplications(500, 40);
        int landed = 0;
        int tries = 0;
        try (var admin = Admin.create(Map.of("bootstrap.servers", broker))) {
            var next = RelayProcess.relay(log);
            for (; landed < KILLS && tries < TRIES; tries++) {
                log.appendApplications(500, 6);
                var relay = next;
                relay.go();
                next = RelayProcess.relay(log);
                relay.awaitReady();
                await().pollInterval(Duration.ofMillis(1)).until(() -> isBetweenSendAndCommit(admin));
                TimeUnit.MICROSECONDS.sleep(random.nextInt(100_000));
                relay.kill();
                landed += isBetweenSendAndCommit(admin) ? 1 : 0;
            }
            try (var survivor = next.go();
                    var committed = TopicReader.committed(broker, log.kafka().applicationEvents());
                    var all = TopicReader.uncommitted(broker, log.kafka().applicationEvents())) {
                await().until(() -> log.numbered() == log.events());
                committed.awaitRecords(log.numbered()).toEnd().assertIsTheLedgerOf(log);
                survivor.kill();
                all.toEnd();
                System.out.println(landed + " of " + tries + " kills landed, " + committed.records.size()
                        + " events, aborted copies " + (all.records.size() - committed.records.size()));
                assertThat(all.records.size() - committed.records.size()).isGreaterThanOrEqualTo(landed);
            }
        } finally {
            sequencer.close(Duration.ZERO);
        }
        assertThat(landed).as("kills between send and commit").isEqualTo(KILLS);
    }

    @Test
    void of_two_one_relays_and_the_other_takes_over_from_one_that_is_stopped_killed_or_asked_to_end() throws Exception {
        try (var first = RelayProcess.spine(log); var second = RelayProcess.spine(log)) {
            await().until(() -> !leader().isEmpty());
            var one = leads(first) ? first : second;
            var other = leads(first) ? second : first;
            relays();
            one.signal("STOP");
            await().until(() -> leads(other));
            relays();
            one.signal("CONT");
            relays();
            assertThat(leads(other)).isTrue();
            other.kill();
            await().until(() -> leads(one));
            relays();
            try (var third = RelayProcess.spine(log)) {
                one.signal("TERM");
                await().until(() -> leads(third));
                relays();
            }
        }
    }

    /** New events are numbered and arrive, and all that arrived is still the ledger. */
    private void relays() throws Exception {
        log.appendApplications(200, 5);
        await().until(() -> log.numbered() == log.events());
        await().ignoreExceptions().until(() -> {
            try (var topic = TopicReader.committed(broker, log.kafka().applicationEvents())) {
                return topic.toEnd().records.size() == log.events();
            }
        });
        try (var topic = TopicReader.committed(broker, log.kafka().applicationEvents())) {
            topic.toEnd().assertIsTheLedgerOf(log);
        }
    }

    private boolean leads(RelayProcess process) {
        return leader().startsWith(process.pid() + "-");
    }

    private String leader() {
        return log.get("select coalesce((select holder from lease where expires_at > clock_timestamp()), '')",
                String.class);
    }

    /** Kafka itself says so: the transaction of the relay that is gone is still open. */
    private boolean isBetweenSendAndCommit(Admin admin) throws Exception {
        var id = log.kafka().transactionalId();
        return admin.describeTransactions(List.of(id)).description(id).get().state() == TransactionState.ONGOING;
    }

    private static org.awaitility.core.ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(50));
    }
}
