package dossier.backing;

import java.util.List;

/**
 * For programs whose work comes in whatever becomes of what follows it: where all parts share one machine, commands would
 * have the processors, and read models fall behind.
 */
public final class LowPriority {

    /**
     * What comes before the command line: a third of the share of others, and no interrupting of who is at work, which spares
     * it many a switch between the two.
     */
    public static final List<String> LAUNCHER = List.of("chrt", "--batch", "0", "nice", "-n", "5");

    private LowPriority() {}
}
