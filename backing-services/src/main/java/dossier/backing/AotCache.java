package dossier.backing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What the JVM keeps of a run, so that the next one starts with loaded classes and known hot methods (JEP 514, 515). The
 * caches lie beside the program's jar, {@code ./dossier} makes them from one recorded run, and a start without them or
 * with unusable ones is only slower.
 */
public final class AotCache {

    private static final boolean RECORDING = Boolean.getBoolean("dossier.record");

    private AotCache() {}

    /** Whether this run is the one that is recorded. */
    public static boolean isRecording() {
        return RECORDING;
    }

    /** How much longer a program takes to end, since it writes its cache then. */
    public static Duration timeToWrite() {
        return RECORDING ? Duration.ofMinutes(2) : Duration.ZERO;
    }

    static List<String> options(Path jar, String program) {
        var cache = jar.resolveSibling(program + ".aot");
        if (RECORDING) {
            return List.of("-XX:AOTCacheOutput=" + cache + ".new", "-Xlog:aot*=off");
        }
        return Files.exists(cache) ? List.of("-XX:AOTCache=" + cache, "-Xlog:aot*=off") : List.of();
    }
}
