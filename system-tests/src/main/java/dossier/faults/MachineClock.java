package dossier.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

import dossier.backing.PrivateFiles;

/** The clock of a machine, which can be set: its programs see it by libfaketime, and never in what they measure. */
final class MachineClock implements InstantSource {

    /** There is no libfaketime here, and so nothing can be tried. */
    static final class Missing extends Exception {

        private static final long serialVersionUID = 1;

        Missing(List<Path> roots) {
            super("no " + LIBRARY + " below " + roots + "; Debian's package libfaketime has it");
        }
    }

    private static final String LIBRARY = "libfaketimeMT.so.1";

    private final Path library;
    private final Path file;
    private volatile Duration ahead = Duration.ZERO;

    private MachineClock(Path library, Path file) {
        this.library = library;
        this.file = file;
    }

    /**
     * @param home of the repository, below whose target the library may be unpacked instead of installed
     * @param file that says how far ahead the clock is
     */
    static MachineClock of(Path home, Path file) throws Missing, IOException {
        var roots = List.of(home.resolve("target").resolve("faketime").resolve("usr").resolve("lib"),
                Path.of("/usr/lib"));
        for (var root : roots) {
            if (Files.isDirectory(root)) {
                try (var machines = Files.newDirectoryStream(root, "*-linux-gnu")) {
                    for (var machine : machines) {
                        var library = machine.resolve("faketime").resolve(LIBRARY).toAbsolutePath();
                        if (Files.exists(library)) {
                            var clock = new MachineClock(library, file.toAbsolutePath());
                            clock.set(Duration.ZERO);
                            return clock;
                        }
                    }
                }
            }
        }
        throw new Missing(roots);
    }

    /** What comes before the command line of a program on this machine. */
    List<String> launcher() {
        return List.of("env", "LD_PRELOAD=" + library, "FAKETIME_TIMESTAMP_FILE=" + file, "FAKETIME_CACHE_DURATION=1",
                "FAKETIME_DONT_FAKE_MONOTONIC=1");
    }

    /** So far ahead of the clock of the users' machine, or behind it if negative; programs look again within 2 s. */
    void set(Duration difference) {
        PrivateFiles.write(file, "%+d%n".formatted(difference.toSeconds()));
        ahead = difference;
    }

    @Override
    public Instant instant() {
        return Instant.now().plus(ahead);
    }
}
