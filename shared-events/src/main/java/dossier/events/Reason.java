package dossier.events;

/** Why a card is applied for. */
public enum Reason {
    LOST,
    DAMAGED,
    EXPIRED,
    DATA_CHANGED,
    LAPSED_COVERAGE,
    FIRST_ISSUE
}
