package dossier.backing;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A program this one runs: in a process group of its own, so that a terminal's Ctrl-C reaches only this program, and
 * told by the kernel to stop when this program dies, however it dies.
 */
public final class ChildProcess {

    /** The signal that asks a program to end cleanly. */
    public enum Stop {
        INT,
        TERM
    }

    private static final int KEPT_LINES = 20;

    // The kernel's death signal follows the thread that forked, so one thread that never ends forks all children.
    private static final ExecutorService FORKING = Executors
            .newSingleThreadExecutor(Thread.ofPlatform().daemon().name("forks-children").factory());

    private final String name;
    private final Stop stop;
    private final Process process;
    private final Deque<String> lastLines = new ArrayDeque<>();
    private final Thread reader;

    private ChildProcess(String name, Stop stop, Process process, Consumer<String> log) {
        this.name = name;
        this.stop = stop;
        this.process = process;
        // a platform thread: reading a pipe pins a virtual one's carrier, and a small machine has only two
        this.reader = Thread.ofPlatform().daemon().name(name + "-log").start(() -> read(log));
    }

    /** Starts the command and passes on every line it prints. It runs as soon as this returns, ready or not. */
    public static ChildProcess start(String name, List<String> command, Stop stop, Path pidFile,
            Consumer<String> log) {
        var line = new ArrayList<>(List.of("setsid", "setpriv", "--pdeathsig", stop.name()));
        line.addAll(command);
        try {
            var process = FORKING.submit(() -> new ProcessBuilder(line).redirectErrorStream(true).start()).get();
            PidFile.write(pidFile, process.toHandle(), stop);
            process.getOutputStream().close();
            return new ChildProcess(name, stop, process, log);
        } catch (ExecutionException | IOException e) {
            throw new IllegalStateException(name + " could not be started: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(name + " was not started: interrupted", e);
        }
    }

    public String name() {
        return name;
    }

    public ProcessHandle handle() {
        return process.toHandle();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Completes when the process has ended, with its exit status and after its last line was read. */
    public CompletableFuture<Integer> onExit() {
        return process.onExit().thenApply(ended -> {
            awaitReader();
            return ended.exitValue();
        });
    }

    public List<String> lastLines() {
        synchronized (lastLines) {
            return List.copyOf(lastLines);
        }
    }

    /** Asks it to end, and kills it with all it started when it has not done so in time. */
    public void stop(Duration within) {
        if (!isAlive()) { // its number may be another's by now
            return;
        }
        var descendants = process.descendants().toList();
        signal(process.toHandle(), stop);
        if (!endsWithin(within)) {
            kill();
        }
        descendants.forEach(ProcessHandle::destroyForcibly);
    }

    /** Like a power cut for this process: kill -9, and back when it is gone. What it started is left to notice. */
    public void kill() {
        process.destroyForcibly();
        if (!endsWithin(Duration.ofSeconds(10))) {
            throw new IllegalStateException(name + " survived kill -9");
        }
    }

    static void signal(ProcessHandle process, Stop stop) {
        try {
            new ProcessBuilder("sh", "-c", "kill -" + stop + " " + process.pid())
                    .redirectError(ProcessBuilder.Redirect.DISCARD).start().waitFor(5, TimeUnit.SECONDS);
        } catch (IOException e) {
            process.destroy();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean endsWithin(Duration time) {
        try {
            return process.waitFor(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void read(Consumer<String> log) {
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                synchronized (lastLines) {
                    if (lastLines.size() == KEPT_LINES) {
                        lastLines.removeFirst();
                    }
                    lastLines.addLast(line);
                }
                log.accept(line);
            }
        } catch (IOException e) {
            log.accept("its output could not be read: " + e.getMessage());
        }
    }

    // A grandchild may hold the pipe open for longer than the child lives.
    private void awaitReader() {
        try {
            reader.join(Duration.ofSeconds(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
