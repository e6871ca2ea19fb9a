package dossier.backing;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Properties;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Copies a running PostgreSQL by its low-level API, since its own program for that is not with us. Source: PostgreSQL 18,
 * "Making a Base Backup Using the Low Level API".
 */
final class BaseBackup {

    /** For a checkpoint, which on a slow disk takes minutes. */
    private static final String LONGEST_STATEMENT_SECONDS = "1800";
    private static final Set<String> NOT_COPIED = Set.of("postmaster.pid", "postmaster.opts", "pg_internal.init");

    private BaseBackup() {}

    /** Writes a whole backup into a directory; {@code secrets} is the digest of what is kept apart. */
    static void write(int port, String password, Path to, String secrets, Backup.Progress progress)
            throws SQLException, IOException {
        var began = now();
        var digests = new TreeMap<String, String>();
        String about;
        try (var connection = DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/postgres",
                settings(password)); var statement = connection.createStatement()) {
            if (!one(statement, "select count(*) from pg_tablespace").equals("2")) {
                throw new IllegalStateException("this PostgreSQL has tablespaces of its own: use pg_basebackup");
            }
            var data = Path.of(one(statement, "show data_directory"));
            // Keeps the WAL from here on; gone with this connection.
            one(statement, "select lsn from pg_create_physical_replication_slot('backup_' || pg_backend_pid(), true,"
                    + " true)");
            var beginLsn = one(statement, "select pg_backup_start('dossier', true)");
            var copier = copyFiles(data, to.resolve(Backup.FILES), digests, progress);
            var ended = now();
            String endLsn;
            try (var stopped = statement.executeQuery("select lsn, labelfile from pg_backup_stop(false)")) {
                stopped.next();
                endLsn = stopped.getString(1);
                var label = stopped.getString(2);
                PrivateFiles.write(to.resolve(Backup.FILES).resolve("backup_label"), label);
                digests.put(Backup.FILES + "/backup_label", Copier.digest(label));
            }
            copyWal(data, to.resolve(Backup.FILES), one(statement, "select pg_walfile_name('" + beginLsn + "')"),
                    one(statement, "select pg_walfile_name('" + endLsn + "')"), digests, copier);
            about = """
                    # PostgreSQL as it was at 'ended'; 'secrets' is the SHA-256 of what is kept apart
                    began=%s
                    ended=%s
                    begin-lsn=%s
                    end-lsn=%s
                    postgresql=%s
                    system-identifier=%s
                    secrets=%s
                    files=%d
                    bytes=%d
                    """.formatted(began, ended, beginLsn, endLsn, one(statement, "show server_version"),
                    one(statement, "select system_identifier from pg_control_system()"), secrets, digests.size(),
                    copier.copied());
        }
        PrivateFiles.write(to.resolve(Backup.ABOUT), about);
        digests.put(Backup.ABOUT, Copier.digest(about));
        var lines = new StringBuilder();
        digests.forEach((path, digest) -> lines.append(digest).append("  ").append(path).append('\n'));
        PrivateFiles.write(to.resolve(Backup.DIGESTS), lines.toString());
    }

    /** What changes while it is copied, or goes, the WAL restores. */
    private static Copier copyFiles(Path data, Path to, SortedMap<String, String> digests, Backup.Progress progress)
            throws IOException {
        var files = new ArrayList<Path>();
        long[] bytes = {0};
        Files.walkFileTree(data, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path found, BasicFileAttributes attributes) {
                return Backup.EMPTIED.contains(data.relativize(found).toString())
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path found, BasicFileAttributes attributes) {
                var name = found.getFileName().toString();
                if (!NOT_COPIED.contains(name) && !name.startsWith("pgsql_tmp")) {
                    files.add(data.relativize(found));
                    bytes[0] += attributes.size();
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }
        });
        var control = Path.of("global/pg_control"); // comes last, as in pg_basebackup
        files.remove(control);
        files.add(control);
        var copier = new Copier(bytes[0], progress);
        for (var file : files) {
            try {
                digests.put(Backup.FILES + "/" + file, copier.copy(data.resolve(file), to.resolve(file)));
            } catch (NoSuchFileException e) {
                if (Files.exists(data.resolve(file))) {
                    throw e;
                }
            }
        }
        return copier;
    }

    /** All segments from the first to the last, whose names are in their order, and where timelines began. */
    private static void copyWal(Path data, Path to, String first, String last, SortedMap<String, String> digests,
            Copier copier) throws IOException {
        try (var found = Files.newDirectoryStream(data.resolve("pg_wal"), Files::isRegularFile)) {
            for (var file : found) {
                var name = file.getFileName().toString();
                boolean isNeeded = name.matches("[0-9A-F]{24}") && name.compareTo(first) >= 0
                        && name.compareTo(last) <= 0;
                if (isNeeded || name.endsWith(".history")) {
                    digests.put(Backup.FILES + "/pg_wal/" + name,
                            copier.copy(file, to.resolve("pg_wal").resolve(name)));
                }
            }
        }
        if (!digests.containsKey(Backup.FILES + "/pg_wal/" + first)
                || !digests.containsKey(Backup.FILES + "/pg_wal/" + last)) {
            throw new IllegalStateException("PostgreSQL's WAL from " + first + " to " + last + " is not in " + data);
        }
    }

    private static Properties settings(String password) {
        var settings = new Properties();
        settings.setProperty("user", Postgres.SUPERUSER);
        settings.setProperty("password", password);
        settings.setProperty("connectTimeout", "5");
        settings.setProperty("loginTimeout", "5");
        settings.setProperty("socketTimeout", LONGEST_STATEMENT_SECONDS);
        return settings;
    }

    private static String one(Statement statement, String sql) throws SQLException {
        try (var row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }
}
