package dossier.query;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import dossier.query.Problem.FieldError;

/** Reads query parameters and collects everything that is wrong with them. A blank one counts as absent. */
final class Parameters {

    private static final int LONGEST = 500;

    private final Map<String, String[]> given;
    private final Set<String> read = new LinkedHashSet<>();
    private final List<FieldError> errors = new ArrayList<>();

    Parameters(Map<String, String[]> given) {
        this.given = given;
    }

    /** @param parse may refuse a value by any exception */
    <T> @Nullable T get(String name, String expected, Function<String, @Nullable T> parse) {
        read.add(name);
        var values = given.getOrDefault(name, new String[0]);
        if (values.length > 1) {
            error(name, "given more than once");
            return null;
        }
        if (values.length == 0 || values[0].isBlank()) {
            return null;
        }
        var parsed = parsed(values[0].strip(), parse);
        if (parsed == null) {
            error(name, "expected " + expected);
        }
        return parsed;
    }

    void error(String name, String message) {
        errors.add(new FieldError(name, message));
    }

    /** To be called when all parameters are read: any other is unknown. */
    void check() {
        given.keySet().stream().filter(name -> !read.contains(name)).sorted()
                .forEach(name -> error(name, "unknown parameter"));
        if (!errors.isEmpty()) {
            throw Problem.invalid(errors);
        }
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
