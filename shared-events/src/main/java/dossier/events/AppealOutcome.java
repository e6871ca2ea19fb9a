package dossier.events;

/** What became of an appeal. */
public enum AppealOutcome {
    UPHELD,
    DISMISSED
}
