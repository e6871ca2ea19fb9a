package dossier.faults;

import java.time.Duration;

/**
 * How a fault struck.
 *
 * @param landed whether there is evidence that it did; without, nothing is proven
 * @param evidence what was seen of it
 * @param recovery from the fault until the product served again
 */
record Strike(boolean landed, String evidence, Duration recovery) {

    static Duration since(long nanoTime) {
        return Duration.ofNanos(System.nanoTime() - nanoTime);
    }
}
