package dossier.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What processes cost, as the kernel counts it. */
final class Processes {

    private static final double TICKS_A_SECOND = 100;
    private static final double PAGES_A_MIB = 256;
    private static final int USER_TIME = 11;
    private static final int SYSTEM_TIME = 12;
    private static final int RESIDENT = 21;

    private Processes() {}

    /** The process and all it started. */
    static List<ProcessHandle> tree(ProcessHandle root) {
        var tree = new ArrayList<>(List.of(root));
        root.descendants().forEach(tree::add);
        return tree;
    }

    /** Seconds of processor time so far. */
    static double seconds(Stream<ProcessHandle> processes) {
        return processes.mapToDouble(process -> (field(process, USER_TIME) + field(process, SYSTEM_TIME))
                / TICKS_A_SECOND).sum();
    }

    /** Resident memory; what processes share is counted for each. */
    static double mebibytes(Stream<ProcessHandle> processes) {
        return processes.mapToDouble(process -> field(process, RESIDENT) / PAGES_A_MIB).sum();
    }

    /** The fields of /proc/PID/stat behind the name, which may itself hold spaces; none of a process that has ended. */
    private static double field(ProcessHandle process, int index) {
        try {
            var stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
            return Double.parseDouble(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[index]);
        } catch (IOException e) {
            if (process.isAlive()) {
                throw new UncheckedIOException(e);
            }
            return 0;
        }
    }
}
