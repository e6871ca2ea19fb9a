package dossier.events;

/** What an application may wait for until a day: working days of its policy, but a card is kept for a year. */
public enum Limit {
    REVIEW,
    SUPPLEMENT,
    PAYMENT,
    COLLECTION
}
