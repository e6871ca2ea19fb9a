package dossier.events;

/** An event whose type or version is unknown here, or whose payload is not what they promise. */
public final class UnreadableEvent extends RuntimeException {

    UnreadableEvent(String message) {
        super(message);
    }
}
