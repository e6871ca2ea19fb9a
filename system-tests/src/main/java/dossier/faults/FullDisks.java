package dossier.faults;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

import dossier.backing.ChildProcess;
import dossier.backing.PrivateFiles;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;

/** No space is left on the disk under PostgreSQL's data, under its write-ahead log, or under the broker. */
final class FullDisks {

    private static final int DATA_MEGABYTES = 256;
    private static final int WAL_MEGABYTES = 192;
    private static final int BROKER_MEGABYTES = 96;
    private static final int USUAL_WORK = 60;
    private static final Duration FULL_FOR = Duration.ofSeconds(5);
    private static final String NO_SPACE = "No space left on device";
    private static final String DISK_FULL = "53100";
    private static final Set<Integer> AS_USUAL = Set.of(200);
    private static final Set<Integer> AS_USUAL_OR_AWAY = Set.of(200, 503);

    private FullDisks() {}

    /** Each in turn, under a system of its own. */
    static Strike ofServers(Rig rig, int cycle) throws Exception {
        rig.users().stop(); // they would only make it slower
        var directory = rig.directory("full-disks");
        var servers = directory.resolve("servers");
        try (var data = Disk.mount(directory.resolve("data"), DATA_MEGABYTES);
                var wal = Disk.mount(directory.resolve("wal"), WAL_MEGABYTES);
                var broker = Disk.mount(directory.resolve("broker"), BROKER_MEGABYTES);
                var own = rig.another(directory, servers)) {
            own.postgres().close();
            own.kafka().close();
            wal.take(servers.resolve("postgresql").resolve("pg_wal"));
            data.take(servers.resolve("postgresql"));
            broker.take(servers.resolve("kafka"));
            own.heal();
            own.work(USUAL_WORK);
            var strikes = List.of(underData(own, data), underWal(own, wal), underBroker(own, broker));
            own.check();
            return together(strikes);
        } catch (Disk.NotMounted e) {
            return new Strike(false, String.valueOf(e.getMessage()), Duration.ZERO);
        } finally {
            PrivateFiles.deleteDirectory(servers);
            rig.work(1);
        }
    }

    private static Strike together(List<Strike> strikes) {
        return new Strike(strikes.stream().allMatch(Strike::landed),
                strikes.stream().map(Strike::evidence).collect(joining("; ")),
                strikes.stream().map(Strike::recovery).max(Duration::compareTo).orElseThrow());
    }

    private static Strike underData(Rig rig, Disk disk) throws Exception {
        try (var readers = readers(rig)) {
            long at = System.nanoTime();
            disk.fill();
            rig.awaitUnknown(at);
            Thread.sleep(FULL_FOR);
            boolean isFull = isRefused(rig);
            var evidence = "data: " + answers(rig, at, readers, AS_USUAL);
            disk.free();
            return new Strike(isFull, evidence, served(rig));
        }
    }

    /** New log is made until the server needs another file of it. */
    private static Strike underWal(Rig rig, Disk disk) throws Exception {
        try (var readers = readers(rig)) {
            long at = System.nanoTime();
            disk.fill();
            var process = rig.postgres().process();
            Rig.await("PostgreSQL ends", () -> !isGrown(rig) && !process.isAlive());
            rig.awaitUnknown(at);
            Thread.sleep(FULL_FOR);
            var evidence = "write-ahead log: " + answers(rig, at, readers, AS_USUAL_OR_AWAY);
            disk.free();
            rig.postgres().restart();
            return new Strike(isSaid(process), evidence, served(rig));
        }
    }

    private static Strike underBroker(Rig rig, Disk disk) throws Exception {
        try (var readers = readers(rig)) {
            long at = System.nanoTime();
            disk.fill();
            var process = rig.kafka().process();
            Rig.await("the broker ends", () -> !process.isAlive());
            long before = rig.users().acknowledged();
            Thread.sleep(FULL_FOR);
            if (rig.users().acknowledged() == before) {
                throw new Fault.Broken("no command was accepted while the broker was away");
            }
            var evidence = "broker: " + answers(rig, at, readers, AS_USUAL) + ", " + rig.behind()
                    + " events were waiting";
            disk.free();
            rig.kafka().restart();
            return new Strike(isSaid(process), evidence, served(rig));
        }
    }

    private static Readers readers(Rig rig) throws InterruptedException {
        rig.awaitApplied();
        return new Readers(rig.queries().url(), rig.token("clerk"));
    }

    /** What users and readers were told since, which is nothing but what a full disk excuses. */
    private static String answers(Rig rig, long since, Readers readers, Set<Integer> toReaders) throws Fault.Broken {
        var read = readers.looks().stream().filter(look -> look.askedAt() > since)
                .collect(groupingBy(Readers.Look::status, TreeMap::new, counting()));
        if (read.isEmpty() || !toReaders.containsAll(read.keySet())) {
            throw new Fault.Broken("reads were answered " + read);
        }
        var commands = rig.users().answers(since);
        if (commands.keySet().stream().anyMatch(answer -> !answer.startsWith("2") && !answer.startsWith("4")
                && !answer.equals("status 503"))) {
            throw new Fault.Broken("commands were answered " + commands);
        }
        return "commands were answered " + commands + ", reads " + read;
    }

    /** Whether the server says so to whoever needs a new page of the disk. */
    private static boolean isRefused(Rig rig) {
        try {
            rig.one("create table needs_space as select 1 as page");
            return false;
        } catch (SQLException e) {
            return DISK_FULL.equals(e.getSQLState());
        }
    }

    private static boolean isGrown(Rig rig) {
        try {
            rig.one("select pg_logical_emit_message(true, 'ballast', repeat('x', 1000000))");
            return true;
        } catch (SQLException e) {
            return false; // the server that needed the space is away
        }
    }

    private static boolean isSaid(ChildProcess process) {
        return process.lastLines().stream().anyMatch(line -> line.contains(NO_SPACE));
    }

    private static Duration served(Rig rig) throws InterruptedException {
        long at = System.nanoTime();
        rig.awaitAcknowledged(1);
        rig.awaitApplied();
        return Strike.since(at);
    }
}
