package dossier.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import dossier.faults.Proxy.Weather;

/** Something stands still for longer than anybody waits, and then goes on as if nothing had been. */
final class Stalls {

    private static final List<Duration> STOPPED_FOR = List.of(Duration.ofSeconds(5), Duration.ofSeconds(30),
            Duration.ofSeconds(90));
    private static final Duration BAD_FOR = Duration.ofSeconds(10);
    private static final List<Weather> BAD = List.of(Weather.CUT, Weather.SILENT, Weather.NO_ANSWERS, Weather.SLOW);
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
        var victim = switch (cycle % 4) {
            case 0 -> rig.commands().handle();
            case 1 -> rig.queries().handle();
            case 2 -> rig.kafka().process().handle();
            default -> rig.postgres().process().handle();
        };
        var time = STOPPED_FOR.get(cycle / 4 % STOPPED_FOR.size());
        signal("STOP", List.of(victim)); // it starts no more children
        var processes = Stream.concat(Stream.of(victim), victim.descendants()).toList();
        signal("STOP", processes);
        boolean stopped;
        try {
            Thread.sleep(time);
            stopped = processes.stream().allMatch(Stalls::isStopped);
        } finally {
            signal("CONT", processes);
        }
        long at = System.nanoTime();
        rig.awaitAcknowledged(1);
        rig.awaitApplied();
        return new Strike(stopped, processes.size() + " processes stood still for "
                + time.toSeconds() + " s", Strike.since(at));
    }

    static Strike ofNetwork(Rig rig, int cycle) throws Exception {
        var weather = BAD.get(cycle % BAD.size());
        long before = rig.toDatabase().disturbed();
        rig.toDatabase().become(weather);
        Thread.sleep(BAD_FOR);
        rig.toDatabase().become(Weather.FAIR);
        long at = System.nanoTime();
        long disturbed = rig.toDatabase().disturbed() - before;
        rig.awaitAcknowledged(1);
        rig.awaitApplied();
        return new Strike(disturbed > 0, weather + ": " + disturbed + " connections or pieces were disturbed",
                Strike.since(at));
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

    private static void signal(String signal, List<ProcessHandle> processes) throws IOException, InterruptedException {
        var pids = processes.stream().map(one -> Long.toString(one.pid())).toList();
        new ProcessBuilder("sh", "-c", "kill -" + signal + " " + String.join(" ", pids)).start().waitFor();
    }

    private static boolean isStopped(ProcessHandle process) {
        try {
            var stat = Files.readString(Path.of("/proc", "" + process.pid(), "stat"));
            return stat.substring(stat.lastIndexOf(')') + 2).startsWith("T");
        } catch (IOException e) {
            return false;
        }
    }
}
