package dossier.command;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/** Reads query parameters and collects everything that is wrong with them. A blank one counts as absent. */
final class Parameters {

    private static final int LONGEST = 500;

    private final Map<String, String[]> given;
    private final Set<String> read = new HashSet<>();
    private final Errors errors = new Errors();

    Parameters(Map<String, String[]> given) {
        this.given = given;
    }

    /** @param parse may refuse a value by null or any exception */
    <T> @Nullable T get(String name, String expected, Function<String, @Nullable T> parse) {
        read.add(name);
        var values = given.getOrDefault(name, new String[0]);
        errors.require(values.length <= 1, name, "is given more than once");
        if (values.length != 1 || values[0].isBlank()) {
            return null;
        }
        var parsed = parsed(values[0].strip(), parse);
        errors.require(parsed != null, name, "must be " + expected);
        return parsed;
    }

    void require(boolean holds, String name, String message) {
        errors.require(holds, name, message);
    }

    /**
     * To be called when all parameters are read: any other is unknown.
     *
     * @throws Refusal if anything is wrong
     */
    void check() {
        given.keySet().stream().filter(name -> !read.contains(name)).sorted()
                .forEach(name -> errors.add(name, "is no parameter of this request"));
        errors.refuse();
    }

    private static <T> @Nullable T parsed(String value, Function<String, @Nullable T> parse) {
        if (value.length() > LONGEST || value.chars().anyMatch(Character::isISOControl)) {
            return null;
        }
        try {
            return parse.apply(value);
        } catch (RuntimeException e) { // whatever a parser throws, the value is the caller's
            return null;
        }
    }
}
