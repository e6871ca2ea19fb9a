package dossier.command;

import java.util.ArrayList;
import java.util.List;

import dossier.command.Refusal.FieldError;

/** Gathers everything that is wrong with a request, so that the caller learns it at once. */
final class Errors {

    private static final int MOST = 100;

    private final List<FieldError> found = new ArrayList<>();

    /** Notes that a member is wrong; of one member only the first finding counts. */
    void add(String field, String message) {
        if (found.size() < MOST && found.stream().noneMatch(error -> error.field().equals(field))) {
            found.add(new FieldError(field, message));
        }
    }

    void require(boolean holds, String field, String message) {
        if (!holds) {
            add(field, message);
        }
    }

    /** @throws Refusal if anything was found */
    void refuse() {
        if (!found.isEmpty()) {
            throw Refusal.invalid(List.copyOf(found));
        }
    }
}
