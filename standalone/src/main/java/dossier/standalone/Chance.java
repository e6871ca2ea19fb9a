package dossier.standalone;

import java.util.List;
import java.util.Random;

/** What is left to chance; the same seed decides it in the same way. */
final class Chance {

    /** Nothing takes longer than so many times as long as usual. */
    private static final double MOST = 15;

    private final Random random;

    Chance(long seed) {
        random = new Random(seed);
    }

    boolean percent(int probability) {
        return random.nextInt(100) < probability;
    }

    /** From {@code first} to {@code last}, both possible. */
    int between(int first, int last) {
        return random.nextInt(first, last + 1);
    }

    /** At least 0 and less than 1. */
    double part() {
        return random.nextDouble();
    }

    <T> T pick(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    char pick(String characters) {
        return characters.charAt(random.nextInt(characters.length()));
    }

    /** Around {@code usual}, as often less as more, with a tail that grows with {@code spread}. */
    double around(double usual, double spread) {
        return usual * Math.min(MOST, Math.exp(spread * random.nextGaussian()));
    }

    String hex(int digits) {
        var text = new StringBuilder();
        for (int i = 0; i < digits; i++) {
            text.append(Character.forDigit(random.nextInt(16), 16));
        }
        return text.toString();
    }
}
