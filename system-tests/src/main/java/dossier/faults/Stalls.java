package dossier.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

import dossier.backing.ServiceProcess;
import dossier.faults.Proxy.Weather;

/** Something stands still for longer than anybody waits, and then goes on as if nothing had been. */
final class Stalls {

    private static final List<Duration> STOPPED_FOR = List.of(Duration.ofSeconds(5), Duration.ofSeconds(30),
            Duration.ofSeconds(90));
    private static final Duration BAD_FOR = Duration.ofSeconds(10);
    private static final List<Weather> BAD = List.of(Weather.CUT, Weather.SILENT, Weather.NO_ANSWERS, Weather.SLOW,
            Weather.LOSSY);
    private static final int OTHERS = 50;
    private static final int NEW_CONNECTIONS = 8;
    private static final Duration HELD_OPEN_FOR = Duration.ofSeconds(20);
    private static final String LATE = """
            insert into event (event_id, application_id, sequence, type, version, occurred_at, actor, role, command,
                               payload)
            select gen_random_uuid(), application_id, sequence + 1, type, version, occurred_at, 'system', role,
                   command, payload
              from event where application_id = ?::uuid and sequence = 2
            returning global_index""";

    private Stalls() {}

    static Strike ofProcess(Rig rig, int cycle) throws Exception {
        var time = STOPPED_FOR.get(cycle / 4 % STOPPED_FOR.size());
        return switch (cycle % 4) {
            case 0 -> ofLeader(rig, time);
            case 1 -> ofProjection(rig, time);
            case 2 -> ofServer(rig, rig.kafka().process().handle(), time);
            default -> ofServer(rig, rig.postgres().process().handle(), time);
        };
    }

    /** What numbers and relays wakes up when another has long done so. */
    private static Strike ofLeader(Rig rig, Duration time) throws Exception {
        try (var second = rig.startSecondCommandService()) {
            Rig.await("the first leads", () -> leads(rig.commands()));
            boolean stopped;
            try (var standstill = new Standstill(rig.commands().handle())) {
                Thread.sleep(time);
                Rig.await("the second leads", () -> leads(second.process()));
                rig.awaitAcknowledged(OTHERS);
                rig.awaitApplied();
                stopped = standstill.lasts();
            }
            long at = System.nanoTime();
            Rig.await("who woke up leads no longer", () -> !leads(rig.commands()) && leads(second.process()));
            rig.awaitAcknowledged(OTHERS);
            rig.awaitApplied();
            return new Strike(stopped, "a leader stood still for at least " + time.toSeconds()
                    + " s, another took over and went on; woken, it was fenced", Strike.since(at));
        }
    }

    private static boolean leads(ServiceProcess service) throws IOException, InterruptedException {
        return service.metric("dossier.spine.leading") == 1;
    }

    /** What applies events wakes up when another has applied what it was about to. */
    private static Strike ofProjection(Rig rig, Duration time) throws Exception {
        try (var _ = rig.startQueryService().awaitReady()) {
            boolean stopped;
            try (var standstill = new Standstill(rig.queries().handle())) {
                Thread.sleep(time);
                rig.awaitApplied();
                stopped = standstill.lasts();
            }
            long at = System.nanoTime();
            rig.queries().awaitReady();
            rig.awaitAcknowledged(OTHERS);
            rig.awaitApplied();
            return new Strike(stopped, "a query-service stood still for at least " + time.toSeconds()
                    + " s, another applied what came meanwhile", Strike.since(at));
        }
    }

    private static Strike ofServer(Rig rig, ProcessHandle server, Duration time) throws Exception {
        boolean stopped;
        try (var standstill = new Standstill(server)) {
            Thread.sleep(time);
            stopped = standstill.lasts();
        }
        long at = System.nanoTime();
        rig.awaitAcknowledged(1);
        rig.awaitApplied();
        return new Strike(stopped, server.info().command().map(Path::of).map(Path::getFileName).orElseThrow()
                + " stood still for " + time.toSeconds() + " s", Strike.since(at));
    }

    /** A process and all it started, between SIGSTOP and SIGCONT. */
    private static final class Standstill implements AutoCloseable {

        private static final char STOPPED = 'T';
        private static final char ENDED = 'Z';
        private static final char GONE = '-'; // so that somebody went on and buried it

        private final List<ProcessHandle> processes;

        Standstill(ProcessHandle victim) throws IOException {
            signal("STOP", List.of(victim)); // it starts no more children
            processes = Stream.concat(Stream.of(victim), victim.descendants()).toList();
            signal("STOP", processes);
        }

        /** A child that ended when its parent was stopped already is not buried before that goes on. */
        boolean lasts() {
            return state(processes.getFirst()) == STOPPED
                    && processes.stream().map(Standstill::state).allMatch(Set.of(STOPPED, ENDED)::contains);
        }

        @Override
        public void close() throws IOException {
            signal("CONT", processes);
        }

        private static void signal(String signal, List<ProcessHandle> processes) throws IOException {
            var pids = processes.stream().map(one -> Long.toString(one.pid())).toList();
            new ProcessBuilder("sh", "-c", "kill -" + signal + " " + String.join(" ", pids)).start().onExit().join();
        }

        private static char state(ProcessHandle process) {
            try {
                var stat = Files.readString(Path.of("/proc", "" + process.pid(), "stat"));
                return stat.charAt(stat.lastIndexOf(')') + 2);
            } catch (IOException e) {
                return GONE;
            }
        }
    }

    static Strike ofNetwork(Rig rig, int cycle) throws Exception {
        var network = cycle % 2 == 0 ? rig.toDatabase() : rig.toBroker();
        var weather = BAD.get(cycle / 2 % BAD.size());
        int connections = network.connections();
        long before = network.disturbed();
        network.become(weather);
        Thread.sleep(BAD_FOR);
        network.become(Weather.FAIR);
        long at = System.nanoTime();
        long disturbed = network.disturbed() - before;
        rig.awaitAcknowledged(1);
        rig.awaitApplied();
        var took = Strike.since(at);
        Rig.await("what was broken has been closed", () -> network.connections() <= connections + NEW_CONNECTIONS);
        return new Strike(disturbed > 0, "to " + (network == rig.toDatabase() ? "PostgreSQL " : "Kafka ") + weather
                + ": " + disturbed + " connections or pieces were disturbed; " + connections + " connections before, "
                + network.connections() + " after", took);
    }

    static Strike ofAppend(Rig rig, int cycle) throws Exception {
        var submitted = rig.users().send(rig.users().submission(UUID.randomUUID()));
        rig.users().send(Users.contact(submitted.application()));
        long overtaken;
        try (var log = rig.installation().log(); var insert = log.prepareStatement(LATE)) {
            log.setAutoCommit(false);
            insert.setString(1, submitted.application().toString());
            long index;
            try (var row = insert.executeQuery()) {
                row.next();
                index = row.getLong(1);
            }
            Thread.sleep(HELD_OPEN_FOR);
            overtaken = Long.parseLong(rig.one("select count(*) from ledger where global_index > " + index));
            log.commit();
        }
        long at = System.nanoTime();
        rig.awaitApplied();
        return new Strike(overtaken > 0, overtaken + " later events were numbered meanwhile", Strike.since(at));
    }
}
