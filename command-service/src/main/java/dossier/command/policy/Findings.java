package dossier.command.policy;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Everything that is wrong with the data files, one line each, so that one look at them mends all. */
final class Findings {

    private final Set<String> lines = new LinkedHashSet<>();

    /** @param place the file, and its line where that is known: {@code regions/440500.yaml:12} */
    void add(String place, String field, String message) {
        lines.add(place + ": " + (field.isEmpty() ? "" : field + ": ") + message);
    }

    void refuse() {
        if (!lines.isEmpty()) {
            throw new BadFiles(List.copyOf(lines));
        }
    }
}
