package dossier.events;

/** An event of a type or version that is unknown here: a later release has stored it, and can read it. */
public final class LaterEvent extends UnreadableEvent {

    LaterEvent(String message) {
        super(message);
    }
}
