package dossier.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import dossier.backing.Backup;
import dossier.backing.PrivateFiles;

@Command(name = "restore", description = "Makes the data of a new system from a backup; ./dossier start starts it.", mixinStandardHelpOptions = true)
final class Restore implements Callable<Integer> {

    @Option(names = "--from", paramLabel = "DIR", required = true, description = "The backup.")
    private Path from = Path.of("");

    @Option(names = "--secrets", paramLabel = "FILE", required = true, description = "The secrets.properties of the system that was backed up, kept apart from the backup.")
    private Path secrets = Path.of("");

    @Option(names = "--data", paramLabel = "DIR", required = true, description = "Where the new system's data is to be: a new or empty directory.")
    private Path data = Path.of("");

    @Override
    public Integer call() throws IOException {
        if (!Files.isReadable(secrets)) {
            throw new Refusal("there are no secrets in " + secrets);
        }
        var opening = Files.readString(secrets);
        try (var bar = BackUp.progressBar("Restore")) {
            var backup = Backup.of(from);
            if (!backup.isOpenedBy(opening)) {
                throw new Refusal(secrets + " has not the secrets of the system that was backed up in " + from);
            }
            PrivateFiles.createWhole(data, partial -> {
                PrivateFiles.write(partial.resolve(Secrets.FILE), opening);
                backup.restore(partial.resolve("postgresql"), BackUp.progress(bar));
            });
        } catch (IllegalStateException e) {
            throw new Refusal(String.valueOf(e.getMessage()));
        }
        System.out.printf("""
                %s is as it was at %s
                Kafka is filled anew from it: ./dossier start --data %s
                """, data, Backup.of(from).recoveryPoint(), data);
        return 0;
    }
}
