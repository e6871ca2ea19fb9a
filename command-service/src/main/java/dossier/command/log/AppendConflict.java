package dossier.command.log;

import org.axonframework.modelling.command.ConcurrencyException;

/** Another command got there first; nothing of this one was written. */
public final class AppendConflict extends ConcurrencyException {

    /** What the other command took. */
    public enum Taken {
        VERSION,
        OPEN_APPLICATION,
        RECEIPT,
        IDEMPOTENCY_KEY
    }

    private final Taken taken;

    AppendConflict(Taken taken, Throwable cause) {
        super("taken by another command: " + taken, cause);
        this.taken = taken;
    }

    public Taken taken() {
        return taken;
    }
}
