package dossier.events;

public enum ContactChannel {
    PHONE,
    COUNTER,
    MESSAGE
}
