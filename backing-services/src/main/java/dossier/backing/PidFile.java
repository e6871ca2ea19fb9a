package dossier.backing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import dossier.backing.ChildProcess.Stop;

/** Says which process runs, so that the next start can end what a killed one left behind. */
public final class PidFile {

    private static final String SUFFIX = ".pid";

    // The kernel's boot time, from which start times are counted, is only known to the second.
    private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(2);

    private PidFile() {}

    static void write(Path file, ProcessHandle process, Stop stop) {
        var started = process.info().startInstant().orElse(Instant.EPOCH);
        PrivateFiles.write(file, process.pid() + " " + started.toEpochMilli() + " " + stop);
    }

    /** Ends the processes that pid files in this directory name, and returns their names. */
    public static List<String> endLeftovers(Path directory, Duration within) {
        var names = new ArrayList<String>();
        var ends = new ArrayList<CompletableFuture<?>>();
        try (var files = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
            for (var file : files) {
                find(file).ifPresent(leftover -> {
                    names.add(file.getFileName().toString().replace(SUFFIX, ""));
                    ChildProcess.signal(leftover.process(), leftover.stop());
                    ends.add(leftover.process().onExit().orTimeout(within.toMillis(), TimeUnit.MILLISECONDS)
                            .exceptionallyCompose(late -> {
                                leftover.process().destroyForcibly();
                                return leftover.process().onExit();
                            }));
                });
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the pid files in " + directory + " could not be read", e);
        }
        ends.forEach(CompletableFuture::join);
        return names;
    }

    // A process number is given again after a while, so its start time must be the same too.
    private static Optional<Leftover> find(Path file) throws IOException {
        var parts = Files.readString(file).split(" ", -1);
        var started = Instant.ofEpochMilli(Long.parseLong(parts[1]));
        return ProcessHandle.of(Long.parseLong(parts[0]))
                .filter(process -> process.info().startInstant().filter(
                        found -> Duration.between(started, found).abs().compareTo(CLOCK_TOLERANCE) < 0).isPresent())
                .map(process -> new Leftover(process, Stop.valueOf(parts[2])));
    }

    private record Leftover(ProcessHandle process, Stop stop) {}
}
