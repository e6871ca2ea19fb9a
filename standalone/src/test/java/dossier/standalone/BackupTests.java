package dossier.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dossier.backing.Installation;

import static org.assertj.core.api.Assertions.assertThat;

class BackupTests {

    @TempDir
    static Path home;

    static Path data;
    static Path backup;
    static Path secrets;
    static String base;

    @BeforeAll
    static void back_up_a_running_system() throws Exception {
        StubService.install(home, "command-service");
        StubService.install(home, "query-service");
        data = home.resolve("data");
        backup = home.resolve("backup");
        secrets = data.resolve("secrets.properties");
        base = Integer.toString(Launched.freePortBase());
        try (var _ = start(data).untilReady()) {
            execute("create table kept (word text)", "insert into kept values ('before')");
            try (var taken = backUp(backup)) {
                assertThat(taken.exitStatus()).isZero();
                assertThat(taken.output()).containsPattern("\\d+ MB are backed up in " + backup)
                        .contains("does not hold " + secrets);
            }
            execute("insert into kept values ('after')");
            assertRefused("is there already and not empty", backUp(backup));
        }
    }

    @Test
    void a_system_made_of_it_is_as_it_was() throws Exception {
        var restored = home.resolve("restored");
        try (var restoring = restore(backup, secrets, restored)) {
            assertThat(restoring.exitStatus()).isZero();
        }
        assertThat(Files.getPosixFilePermissions(restored)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
        try (var _ = start(restored).untilReady();
                var log = DriverManager.getConnection(url(), Installation.OWNER, password());
                var rows = log.createStatement().executeQuery("select string_agg(word, ' ') from kept")) {
            rows.next();
            assertThat(rows.getString(1)).isEqualTo("before");
        }
    }

    @Test
    void it_is_for_its_owner_only_and_holds_no_secrets() throws IOException {
        assertThat(Files.getPosixFilePermissions(backup)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
        var masterKey = Files.readAllLines(secrets).stream().filter(line -> line.startsWith("master-key="))
                .map(line -> line.substring("master-key=".length())).findFirst().orElseThrow();
        try (Stream<Path> files = Files.walk(backup)) {
            assertThat(files.filter(Files::isRegularFile)).isNotEmpty().noneMatch(file -> contains(file, masterKey));
        }
    }

    @Test
    void sha256sum_finds_every_file_as_it_was_taken() throws Exception {
        var check = new ProcessBuilder("sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS")
                .directory(backup.toFile()).redirectErrorStream(true).start();
        assertThat(check.inputReader().lines()).isEmpty();
        assertThat(check.waitFor()).isZero();
    }

    @Test
    void a_system_that_does_not_run_is_not_backed_up() throws IOException {
        assertRefused("Connection to 127.0.0.1:" + (Integer.parseInt(base) + 5) + " refused",
                backUp(home.resolve("of-nothing")));
        assertThat(home.resolve("of-nothing")).doesNotExist();
        assertThat(home.resolve("of-nothing.partial")).doesNotExist();
    }

    @Test
    void nothing_is_restored_over_what_is_there() throws IOException {
        assertRefused("is there already and not empty", restore(backup, secrets, data));
    }

    @Test
    void other_secrets_are_refused() throws IOException {
        var others = Files.writeString(home.resolve("others.properties"),
                Files.readString(secrets).replaceFirst("master-key=.", "master-key=_"));
        assertRefusedToRestore("has not the secrets of the system", backup, others);
    }

    @Test
    void a_directory_without_a_backup_is_refused() throws IOException {
        assertRefusedToRestore("there is no backup in", home, secrets);
    }

    @Test
    void a_changed_file_is_named() throws IOException {
        var damaged = copy("changed");
        var file = damaged.resolve("postgresql/global/pg_control");
        var bytes = Files.readAllBytes(file);
        bytes[100] ^= 1;
        Files.write(file, bytes);
        assertRefusedToRestore("is damaged: postgresql/global/pg_control is not as it was taken", damaged, secrets);
    }

    @Test
    void a_missing_file_is_named() throws IOException {
        var damaged = copy("incomplete");
        Files.delete(damaged.resolve("postgresql/backup_label"));
        assertRefusedToRestore("is damaged: postgresql/backup_label is missing", damaged, secrets);
    }

    @Test
    void a_shortened_list_of_files_is_noticed() throws IOException {
        var damaged = copy("shortened");
        var list = damaged.resolve("SHA256SUMS");
        var lines = Files.readAllLines(list);
        Files.write(list, lines.subList(0, lines.size() - 1), StandardOpenOption.TRUNCATE_EXISTING);
        assertRefusedToRestore("is damaged: SHA256SUMS is not as it was taken", damaged, secrets);
    }

    private static void assertRefusedToRestore(String because, Path from, Path secrets) throws IOException {
        var target = home.resolve("refused");
        assertRefused(because, restore(from, secrets, target));
        assertThat(target).doesNotExist();
        assertThat(home.resolve("refused.partial")).doesNotExist();
    }

    private static void assertRefused(String because, Launched refused) {
        try (refused) {
            assertThat(refused.exitStatus()).isEqualTo(2);
            assertThat(refused.output()).contains(because);
        }
    }

    private static Launched start(Path data) throws IOException {
        return Launched.run(home, "start", "--data", data.toString(), "--port-base", base);
    }

    private static Launched backUp(Path to) throws IOException {
        return Launched.run(home, "backup", "--to", to.toString(), "--data", data.toString(), "--port-base", base);
    }

    private static Launched restore(Path from, Path secrets, Path data) throws IOException {
        return Launched.run(home, "restore", "--from", from.toString(), "--secrets", secrets.toString(), "--data",
                data.toString());
    }

    private static Path copy(String name) throws IOException {
        var copy = home.resolve(name);
        try (Stream<Path> files = Files.walk(backup)) {
            for (var file : files.toList()) {
                Files.copy(file, copy.resolve(backup.relativize(file).toString()));
            }
        }
        return copy;
    }

    private static void execute(String... statements) throws IOException, SQLException {
        try (var log = DriverManager.getConnection(url(), Installation.OWNER, password());
                var statement = log.createStatement()) {
            for (var sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static String url() {
        return "jdbc:postgresql://127.0.0.1:" + (Integer.parseInt(base) + Port.POSTGRESQL.offset()) + "/dossier_log";
    }

    private static String password() {
        return Secrets.ofKnown(data).passwords().owner();
    }

    private static boolean contains(Path file, String text) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
