package dossier.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;

import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import dossier.backing.Backup;

@Command(name = "backup", description = "Backs up a running system, as it is when the backup ends.", mixinStandardHelpOptions = true)
final class BackUp implements Callable<Integer> {

    private static final int MEBIBYTE = 1 << 20;

    @Mixin
    private final Location location = new Location();

    @Option(names = "--to", paramLabel = "DIR", required = true, description = "The backup: a new directory of its own.")
    private Path to = Path.of("");

    @Override
    public Integer call() throws IOException {
        var secrets = Secrets.ofKnown(location.data());
        var file = location.data().resolve(Secrets.FILE);
        try (var bar = progressBar("Backup")) {
            Backup.take(location.port(Port.POSTGRESQL), secrets.superuserPassword(), to, Files.readString(file),
                    progress(bar));
        } catch (IllegalStateException e) {
            throw new Refusal(String.valueOf(e.getMessage()));
        }
        var backup = Backup.of(to);
        System.out.printf("""
                %d MB are backed up in %s, as they were at %s
                It holds personal data and the keys to them: keep it where nobody else can read it.
                It does not hold %s, without which it cannot be opened: keep a copy of that somewhere else.
                """, backup.bytes() / MEBIBYTE, to, backup.recoveryPoint(), file);
        return 0;
    }

    static ProgressBar progressBar(String task) {
        return new ProgressBarBuilder().setTaskName(task).setStyle(ProgressBarStyle.ASCII).setUnit(" MB", MEBIBYTE)
                .build();
    }

    static Backup.Progress progress(ProgressBar bar) {
        return (bytes, all) -> bar.maxHint(Math.max(bytes, all)).stepTo(bytes);
    }
}
