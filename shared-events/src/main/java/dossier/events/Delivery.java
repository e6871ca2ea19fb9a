package dossier.events;

/** Where a card is handed over. */
public enum Delivery {
    COUNTER,
    POST
}
