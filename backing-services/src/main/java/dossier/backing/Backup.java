package dossier.backing;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A copy of a whole PostgreSQL, taken while it works, with the write-ahead log (WAL) that makes it consistent: event log,
 * keys and read models as they were at one moment, the end of the backup.
 *
 * <p>A backup is a directory with {@code backup.properties}, {@code SHA256SUMS} as sha256sum(1) reads it, and the files
 * below {@code postgresql}. Only its owner can read it.
 */
public final class Backup {

    static final String ABOUT = "backup.properties";
    static final String DIGESTS = "SHA256SUMS";
    static final String FILES = "postgresql";

    /** Must be there, and what was in them is of no use: the server fills them anew. */
    static final Set<String> EMPTIED = Set.of("pg_wal", "pg_replslot", "pg_dynshmem", "pg_notify", "pg_serial",
            "pg_snapshots", "pg_stat_tmp", "pg_subtrans");
    /** Must be there, and are empty as a rule: many a tool that carries backups about forgets such. */
    private static final List<String> OFTEN_EMPTY = List.of("pg_commit_ts", "pg_logical/mappings",
            "pg_logical/snapshots", "pg_stat", "pg_tblspc", "pg_twophase");
    static final FileAttribute<Set<PosixFilePermission>> OWNERS_DIRECTORY = PosixFilePermissions
            .asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    /** Told after every piece how many bytes are copied, of about how many. */
    public interface Progress {
        void copied(long bytes, long all);
    }

    private final Path directory;
    private final Properties about;
    private final SortedMap<String, String> digests;

    private Backup(Path directory, Properties about, SortedMap<String, String> digests) {
        this.directory = directory;
        this.about = about;
        this.digests = digests;
    }

    /**
     * Backs up the server on this port, whose files must be on this machine.
     *
     * @param to appears when the backup is whole
     * @param secrets that are kept apart and without which the backup is of no use: it keeps their digest
     * @throws IllegalStateException if {@code to} is not empty, or the server refuses
     */
    public static Backup take(int port, String superuserPassword, Path to, String secrets, Progress progress) {
        PrivateFiles.createWhole(to, partial -> {
            try {
                BaseBackup.write(port, superuserPassword, partial, Copier.digest(secrets), progress);
            } catch (SQLException e) {
                throw new IllegalStateException(
                        "PostgreSQL on port " + port + " could not be backed up: " + e.getMessage(), e);
            }
        });
        return of(to);
    }

    /** @throws IllegalStateException if there is none, or its list of files is damaged */
    public static Backup of(Path directory) {
        if (!Files.exists(directory.resolve(DIGESTS))) {
            throw new IllegalStateException("there is no backup in " + directory);
        }
        try {
            var digests = new TreeMap<String, String>();
            for (var line : Files.readAllLines(directory.resolve(DIGESTS))) {
                if (!line.matches("[0-9a-f]{64} {2}[^/].*") || line.contains("..")) {
                    throw new IllegalStateException("the backup in " + directory + " is damaged: " + DIGESTS
                            + " has the line " + line);
                }
                digests.put(line.substring(66), line.substring(0, 64));
            }
            var text = Files.exists(directory.resolve(ABOUT)) ? Files.readString(directory.resolve(ABOUT)) : "";
            if (!Copier.digest(text).equals(digests.get(ABOUT))) {
                throw damaged(directory, ABOUT);
            }
            var about = new Properties();
            about.load(new StringReader(text));
            if (Integer.parseInt(about.getProperty("files")) != digests.size() - 1) {
                throw damaged(directory, DIGESTS);
            }
            return new Backup(directory, about, digests);
        } catch (IOException e) {
            throw new UncheckedIOException("the backup in " + directory + " cannot be read", e);
        }
    }

    /** The moment to which it restores: what was committed before is in it. */
    public Instant recoveryPoint() {
        return Instant.parse(about.getProperty("ended"));
    }

    public long bytes() {
        return Long.parseLong(about.getProperty("bytes"));
    }

    /** Whether these are the secrets that were named when it was taken. */
    public boolean isOpenedBy(String secrets) {
        return Copier.digest(secrets).equals(about.getProperty("secrets"));
    }

    /**
     * Writes the data directory of a server that, when it is started, recovers to the recovery point. Each file is checked as it is
     * copied.
     *
     * @param data does not exist; what is there after a failure is of no use
     * @throws IllegalStateException if a file is missing or not as it was taken, which names it
     */
    public void restore(Path data, Progress progress) {
        var missing = digests.keySet().stream().filter(path -> !Files.exists(directory.resolve(path))).findFirst();
        if (missing.isPresent()) {
            throw new IllegalStateException("the backup in " + directory + " is damaged: " + missing.get()
                    + " is missing");
        }
        try {
            Files.createDirectory(data, OWNERS_DIRECTORY);
            for (var path : EMPTIED) {
                Files.createDirectory(data.resolve(path), OWNERS_DIRECTORY);
            }
            for (var path : OFTEN_EMPTY) {
                Files.createDirectories(data.resolve(path), OWNERS_DIRECTORY);
            }
            var copier = new Copier(bytes(), progress);
            for (var file : digests.tailMap(FILES + "/").entrySet()) {
                var digest = copier.copy(directory.resolve(file.getKey()),
                        data.resolve(file.getKey().substring(FILES.length() + 1)));
                if (!digest.equals(file.getValue())) {
                    throw damaged(directory, file.getKey());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the backup could not be restored into " + data + ": " + e.getMessage(), e);
        }
    }

    private static IllegalStateException damaged(Path directory, String file) {
        return new IllegalStateException("the backup in " + directory + " is damaged: " + file
                + " is not as it was taken");
    }
}
