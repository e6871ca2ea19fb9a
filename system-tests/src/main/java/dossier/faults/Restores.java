package dossier.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import dossier.backing.Backup;
import dossier.backing.Installation;
import dossier.backing.KafkaServer;
import dossier.backing.Ports;
import dossier.backing.PostgresServer;

/**
 * The database is backed up while users are at work, and lost a while later; elsewhere a system is made of the backup, as
 * docs/backup.md says.
 */
final class Restores {

    private static final int BETWEEN = 100;
    private static final int AFTER = 30;
    private static final int USERS = 16;
    private static final Duration ARCHIVE_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration ARCHIVED_WITHIN = Duration.ofSeconds(10);
    private static final List<Oracle> ORACLES = List.of(Oracle.O4, Oracle.O5, Oracle.O6, Oracle.O7, Oracle.O9);

    private Restores() {}

    /** Every second time with the write-ahead log that was archived since the backup. */
    static Strike ofBackup(Rig rig, int cycle) throws Exception {
        var directory = rig.directory("restore");
        if (cycle % 2 == 0) {
            return restored(rig, directory, Optional.empty());
        }
        var archive = Files.createDirectory(directory.resolve("archive"));
        var to = archive + "/%f";
        configure(rig.postgres(), "archive_mode = 'on'", "archive_timeout = " + ARCHIVE_TIMEOUT.toSeconds(),
                "archive_command = 'cmp -s %p " + to + " || { test ! -e " + to + " && cp %p " + to + ".partial && sync "
                        + to + ".partial && mv " + to + ".partial " + to + "; }'");
        try {
            return restored(rig, directory, Optional.of(archive));
        } finally {
            configure(rig.postgres());
        }
    }

    private static Strike restored(Rig rig, Path directory, Optional<Path> archive) throws Exception {
        long began = System.nanoTime();
        var backup = Backup.take(rig.postgres().port(), rig.postgres().superuserPassword(),
                directory.resolve("backup"), rig.installation().masterKey(), (_, _) -> {
                });
        var taking = Strike.since(began);
        long taken = System.nanoTime();
        long recoveryPoint = System.nanoTime() - Duration.between(backup.recoveryPoint(), Instant.now()).toNanos();
        rig.awaitAcknowledged(BETWEEN);
        if (archive.isPresent()) {
            Thread.sleep(ARCHIVE_TIMEOUT.plusSeconds(1));
        }
        // From here on nothing counts that the first system does: it is lost.
        long lost = System.nanoTime();
        var saved = archive.isPresent() ? Optional.of(copy(archive.get(), directory.resolve("saved"))) : archive;
        var acknowledged = rig.users().attempts().stream().filter(Attempt::isAcknowledged)
                .filter(one -> one.answeredAt() < lost).toList();
        rig.users().stop();

        long at = System.nanoTime();
        backup.restore(directory.resolve("postgresql"), (_, _) -> {
        });
        if (saved.isPresent()) {
            replay(directory.resolve("postgresql"), saved.get());
        }
        try (var postgres = PostgresServer.start(directory.resolve("postgresql"), Ports.free(),
                rig.postgres().superuserPassword(), _ -> {
                });
                var kafka = KafkaServer.start(directory.resolve("kafka"), Ports.free(), Ports.free(), _ -> {
                })) {
            var installation = elsewhere(rig.installation(), postgres, kafka);
            Rig.await("it is recovered", () -> !isRecovering(installation));
            var found = new HashSet<>(Observation.keys(installation.log()));
            long events = Observation.count(installation.log(), "event");
            throwReadModelsAway(installation);
            try (var commands = rig.start("command-service", installation.commandService());
                    var queries = rig.start("query-service", installation.queryService())) {
                commands.awaitReady();
                queries.awaitReady();
                Rig.await("the read models are rebuilt",
                        () -> Observation.count(installation.read(), "history") >= events);
                var recovery = Strike.since(at);
                checkWorks(rig.users(commands), installation);

                var missing = acknowledged.stream().filter(one -> !found.contains(one.callerAndKey()))
                        .toList();
                long broken = missing.stream().filter(one -> one.answeredAt() < recoveryPoint).count();
                if (broken > 0) {
                    throw new Fault.Broken(broken + " commands that were acknowledged before the recovery point are"
                            + " not in what was restored");
                }
                var window = Duration.ofNanos(
                        missing.stream().mapToLong(one -> lost - one.answeredAt()).max().orElse(0));
                if (archive.isPresent() && window.compareTo(ARCHIVE_TIMEOUT.plus(ARCHIVED_WITHIN)) > 0) {
                    throw new Fault.Broken("the archive misses the last " + window);
                }
                boolean isUnderLoad = acknowledged.stream()
                        .anyMatch(one -> one.answeredAt() > began && one.answeredAt() < recoveryPoint);
                boolean isReplayed = acknowledged.stream()
                        .anyMatch(one -> one.invokedAt() > taken && found.contains(one.callerAndKey()));
                rig.work(1);
                return new Strike(isUnderLoad && isReplayed == archive.isPresent(), String.format(Locale.ROOT,
                        "%d MB backed up in %.1f s under load%s; %d events restored and folded anew; of %d acknowledged"
                                + " commands the last %d, of %.1f s, are lost",
                        backup.bytes() >> 20, taking.toMillis() / 1e3, archive.isPresent() ? " with archive" : "",
                        events, acknowledged.size(), missing.size(), window.toMillis() / 1e3), recovery);
            }
        }
    }

    /** Users go on where the old system ended, and everything agrees. */
    private static void checkWorks(Users users, Installation installation) throws Exception {
        try (users) {
            users.start(USERS);
            Rig.await("commands are acknowledged", () -> users.acknowledged() >= AFTER);
            users.stop();
            users.settle();
            try (var applied = new AllApplied(installation)) {
                Rig.await("all is applied", applied);
            }
            var seen = Observation.of(installation, users.attempts(), Set.of(), List.of());
            for (var oracle : ORACLES) {
                var violations = oracle.violations(seen);
                if (!violations.isEmpty()) {
                    throw new Fault.Broken("restored, " + oracle + " finds " + violations.size() + ": "
                            + violations.getFirst());
                }
            }
        }
    }

    private static Installation elsewhere(Installation lost, PostgresServer postgres, KafkaServer kafka) {
        return new Installation(postgres.port(), lost.databases(), lost.passwords(), kafka.bootstrapServers(),
                lost.namespace(), lost.issuer(), lost.masterKey(), lost.personKey());
    }

    private static void throwReadModelsAway(Installation installation) throws SQLException {
        try (var read = installation.read(); var statement = read.createStatement()) {
            statement.execute("truncate application, name_token, history, consumer_offset, parked_record");
        }
    }

    private static boolean isRecovering(Installation installation) throws SQLException {
        try (var log = installation.log()) {
            return Observation.rows(log, "select pg_is_in_recovery()", row -> row.getBoolean(1)).getFirst();
        }
    }

    /** Lets the restored server take what its own log lacks from the archive, and never write there. */
    private static void replay(Path data, Path archive) throws IOException {
        Files.createFile(data.resolve("recovery.signal"));
        Files.writeString(data.resolve("postgresql.auto.conf"), "restore_command = 'cp " + archive + "/%f %p'\n"
                + "archive_mode = 'off'\n", StandardOpenOption.APPEND);
    }

    /** What was archived at the moment of the loss. */
    private static Path copy(Path archive, Path to) throws IOException {
        Files.createDirectory(to);
        try (Stream<Path> segments = Files.list(archive)) {
            for (var segment : segments.filter(file -> !file.toString().endsWith(".partial")).toList()) {
                Files.copy(segment, to.resolve(segment.getFileName()));
            }
        }
        return to;
    }

    /** Starts the server again with these settings and no others of ours. */
    private static void configure(PostgresServer postgres, String... settings) throws SQLException {
        try (var connection = postgres.connectAsSuperuser("postgres");
                var statement = connection.createStatement()) {
            statement.execute("alter system reset all");
            for (var setting : settings) {
                statement.execute("alter system set " + setting);
            }
        }
        postgres.close();
        postgres.restart();
    }
}
