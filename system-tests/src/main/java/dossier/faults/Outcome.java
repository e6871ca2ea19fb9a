package dossier.faults;

/** What a user knows of a command that was sent. */
sealed interface Outcome {

    /** Sent, and no answer yet. */
    record Pending() implements Outcome {}

    /** A 2xx: it took effect, for good. */
    record Acknowledged(String body) implements Outcome {}

    /** A 4xx: it left nothing. */
    record Refused(int status) implements Outcome {}

    /** No answer, 503 or 504: it took effect once or not at all, and its key tells which. */
    record Unknown(String why) implements Outcome {}

    /** An answer that no fault excuses. */
    record Wrong(String why) implements Outcome {}
}
