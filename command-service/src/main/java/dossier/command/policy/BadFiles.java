package dossier.command.policy;

import java.io.Serial;
import java.util.List;

/** Region or calendar files that no service may start with; the message has one line for each thing that is wrong. */
public final class BadFiles extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    BadFiles(List<String> findings) {
        super(String.join("\n", findings));
    }
}
