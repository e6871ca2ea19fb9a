package dossier.events;

/** To whom a card was handed. */
public enum Collector {
    APPLICANT,
    PROXY
}
