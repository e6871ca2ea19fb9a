package dossier.faults;

import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;

/** Processes are killed by -9 while users are at work. */
final class Crashes {

    private static final Duration SHORT = Duration.ofSeconds(5);
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String LAG_ALERT = "RelayStalled";

    private interface Meanwhile {
        void awaited() throws InterruptedException;
    }

    private Crashes() {}

    static Strike ofCommandService(Rig rig, int cycle) throws Exception {
        rig.awaitBusy();
        long at = System.nanoTime();
        rig.commands().kill();
        var committed = new HashSet<>(Observation.keys(rig.installation().log()));
        rig.commands().restart();
        rig.awaitAcknowledged(1);
        var took = Strike.since(at);
        var unanswered = rig.users().underWayAt(at).stream().filter(Attempt::isUnknown).toList();
        return new Strike(!unanswered.isEmpty(), unanswered.size() + " commands got no answer, "
                + unanswered.stream().filter(one -> committed.contains(one.callerAndKey())).count()
                + " of them had been committed", took);
    }

    static Strike ofQueryService(Rig rig, int cycle) throws Exception {
        rig.queries().kill();
        rig.awaitAcknowledged(50);
        long behind = rig.behind();
        long at = System.nanoTime();
        rig.queries().restart();
        rig.awaitApplied();
        return new Strike(behind > 0, behind + " events were waiting", Strike.since(at));
    }

    static Strike inPostgres(Rig rig, int cycle) throws Exception {
        return cycle % 2 == 0 ? serverKilled(rig) : backendKilled(rig);
    }

    private static Strike serverKilled(Rig rig) throws InterruptedException {
        long at = System.nanoTime();
        rig.postgres().kill();
        rig.awaitUnknown(at);
        long restarted = System.nanoTime();
        rig.postgres().restart();
        rig.awaitAcknowledged(1);
        return new Strike(true, "the server was killed, commands went without an answer", Strike.since(restarted));
    }

    private static Strike backendKilled(Rig rig) throws SQLException, InterruptedException {
        var pid = rig.one("select pid from pg_stat_activity where usename = 'dossier_command'"
                + " and datname = current_database() order by random() limit 1");
        var before = rig.one("select clock_timestamp()::text");
        long at = System.nanoTime();
        boolean killed = ProcessHandle.of(Long.parseLong(pid)).map(ProcessHandle::destroyForcibly).orElse(false);
        Rig.await("every backend is a new one", () -> rig.one("select count(*) from pg_stat_activity"
                + " where usename = 'dossier_command' and backend_start < '" + before + "'").equals("0"));
        rig.awaitAcknowledged(1);
        return new Strike(killed, "backend " + pid + " was killed, and the server dropped all others",
                Strike.since(at));
    }

    static Strike ofBroker(Rig rig, int cycle) throws Exception {
        return cycle == 0 ? brokerAwayForLong(rig) : brokerAway(rig, SHORT, () -> {
        });
    }

    /** So long that somebody is woken. */
    private static Strike brokerAwayForLong(Rig rig) throws Exception {
        if (!Prometheus.isInstalled()) {
            return new Strike(false, "there is no prometheus on the PATH, so nobody watches for the alert",
                    Duration.ZERO);
        }
        try (var prometheus = rig.startPrometheus()) {
            Rig.await("Prometheus answers", () -> !prometheus.fires(LAG_ALERT));
            var strike = brokerAway(rig, LONG,
                    () -> Rig.await(LAG_ALERT + " fires", () -> prometheus.fires(LAG_ALERT)));
            Rig.await(LAG_ALERT + " clears", () -> !prometheus.fires(LAG_ALERT));
            return new Strike(strike.landed(), strike.evidence() + "; " + LAG_ALERT + " fired and cleared",
                    strike.recovery());
        }
    }

    private static Strike brokerAway(Rig rig, Duration time, Meanwhile meanwhile) throws Exception {
        rig.kafka().kill();
        long before = rig.users().acknowledged();
        Thread.sleep(time);
        meanwhile.awaited();
        long accepted = rig.users().acknowledged() - before;
        long behind = rig.behind();
        if (accepted == 0) {
            throw new Fault.Broken("no command was accepted while the broker was away");
        }
        rig.kafka().restart();
        long at = System.nanoTime();
        rig.awaitApplied();
        return new Strike(behind > 0, accepted + " commands were accepted meanwhile, " + behind
                + " events were waiting", Strike.since(at));
    }
}
