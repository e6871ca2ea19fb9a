package dossier.events;

/** An event whose type or version is unknown here, or whose payload is not what they promise. */
public sealed class UnreadableEvent extends RuntimeException permits LaterEvent {

    UnreadableEvent(String message) {
        super(message);
    }
}
