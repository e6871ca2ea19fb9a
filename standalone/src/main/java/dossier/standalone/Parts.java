package dossier.standalone;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import dossier.backing.AotCache;
import dossier.backing.ChildProcess;

/** The running parts of the system, in the order in which they came up. */
final class Parts {

    private final List<Part> running = new ArrayList<>();
    private final CompletableFuture<String> loss = new CompletableFuture<>();
    private boolean stopping;

    /** From now on its end is a loss, until all are stopped; then it gets this long to end cleanly. */
    synchronized void add(ChildProcess process, Duration toStop) {
        var part = new Part(process, toStop);
        if (stopping) {
            part.stop();
            return;
        }
        running.add(part);
        var _ = process.onExit().thenAccept(status -> lose(describe(process, status)));
    }

    /** Which part ended by itself, and why: completes only when one does. */
    CompletableFuture<String> loss() {
        return loss;
    }

    /** Stops what runs, the last one first. */
    synchronized void stop() {
        stopping = true;
        running.reversed().forEach(Part::stop);
        running.clear();
    }

    /** The first reason counts, and none after all were told to stop. */
    synchronized void lose(String reason) {
        if (!stopping) {
            loss.complete(reason);
        }
    }

    static Consumer<String> printing(String name) {
        return line -> System.out.println("[" + name + "] " + line);
    }

    static String describe(ChildProcess part, int status) {
        var lines = part.lastLines();
        // Java reports the death by a signal as 128 and the signal's number, like a shell.
        return part.name() + " ended " + (status > 128 ? "by signal " + (status - 128) : "with status " + status)
                + (lines.isEmpty()
                        ? ""
                        : ": " + String.join(" | ", lines.subList(Math.max(0, lines.size() - 3),
                                lines.size())));
    }

    private record Part(ChildProcess process, Duration toStop) {

        void stop() {
            System.out.println("Stopping " + process.name());
            process.stop(toStop.plus(AotCache.timeToWrite()));
        }
    }
}
