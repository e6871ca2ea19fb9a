package dossier.faults;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** The clock of a machine, which can be set: its programs see it at once, and never in what they measure. */
final class MachineClock implements InstantSource {

    /** There is no C compiler here that works, and so nothing can be tried. */
    static final class Missing extends Exception {

        private static final long serialVersionUID = 1;

        Missing(String why) {
            super("no C compiler: " + why);
        }
    }

    private static final String SOURCE = "machine-clock.c";
    private static final VarHandle SECONDS = MethodHandles.byteBufferViewVarHandle(long[].class,
            ByteOrder.nativeOrder());

    private final Path library;
    private final Path file;
    private volatile Duration ahead = Duration.ZERO;

    private MachineClock(Path library, Path file) {
        this.library = library;
        this.file = file;
    }

    /** @param directory for what makes it, and for the file that says how far ahead the clock is */
    static MachineClock in(Path directory) throws Missing, IOException, InterruptedException {
        Files.createDirectories(directory);
        var clock = new MachineClock(compiled(directory), directory.resolve("ahead").toAbsolutePath());
        clock.set(Duration.ZERO);
        return clock;
    }

    /** What comes before the command line of a program on this machine. */
    List<String> launcher() {
        return List.of("env", "LD_PRELOAD=" + library, "MACHINE_CLOCK=" + file);
    }

    /** So far ahead of the clock of the users' machine, or behind it if negative. */
    void set(Duration difference) throws IOException {
        try (var shared = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ,
                StandardOpenOption.WRITE)) { // at once, since programs read it all the time
            SECONDS.setVolatile(shared.map(FileChannel.MapMode.READ_WRITE, 0, Long.BYTES), 0, difference.toSeconds());
        }
        ahead = difference;
    }

    @Override
    public Instant instant() {
        return Instant.now().plus(ahead);
    }

    private static Path compiled(Path directory) throws Missing, IOException, InterruptedException {
        var source = directory.resolve(SOURCE);
        var library = directory.resolve("machine-clock.so").toAbsolutePath();
        try (var kept = Objects.requireNonNull(MachineClock.class.getResourceAsStream(SOURCE), SOURCE)) {
            Files.copy(kept, source);
        }
        Process compiler;
        try {
            compiler = new ProcessBuilder("cc", "-shared", "-fPIC", "-O2", "-o", library.toString(), source.toString(),
                    "-ldl").inheritIO().start();
        } catch (IOException e) {
            throw new Missing(String.valueOf(e.getMessage()));
        }
        if (!compiler.waitFor(1, TimeUnit.MINUTES) || compiler.exitValue() != 0) {
            compiler.destroyForcibly();
            throw new Missing("cc could not make " + library);
        }
        return library;
    }
}
