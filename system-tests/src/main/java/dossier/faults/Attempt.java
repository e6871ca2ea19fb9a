package dossier.faults;

import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * A command as a user sent it, under a key of its own.
 *
 * @param ifMatch the version that it is meant for, as the header has it; null for whatever is newest
 * @param invokedAt by {@link System#nanoTime}
 * @param answeredAt of the first outcome; what asking again brought counts as its outcome, not as its time
 */
record Attempt(UUID application, String command, String role, String method, String path, String body, String key,
        @Nullable String ifMatch, long invokedAt, long answeredAt, Outcome outcome) {

    static Attempt of(UUID application, String command, String role, String method, String path, String body) {
        return new Attempt(application, command, role, method, path, body, UUID.randomUUID().toString(),
                null, System.nanoTime(), 0, new Outcome.Pending());
    }

    Attempt meantFor(int version) {
        return new Attempt(application, command, role, method, path, body, key, "\"" + version + "\"", invokedAt,
                answeredAt, outcome);
    }

    Attempt answered(Outcome first) {
        return new Attempt(application, command, role, method, path, body, key, ifMatch, invokedAt, System.nanoTime(),
                first);
    }

    Attempt settled(Outcome last) {
        return new Attempt(application, command, role, method, path, body, key, ifMatch, invokedAt, answeredAt, last);
    }

    String callerAndKey() {
        return role + " " + key;
    }

    boolean isAcknowledged() {
        return outcome instanceof Outcome.Acknowledged;
    }

    boolean isUnknown() {
        return outcome instanceof Outcome.Unknown;
    }

    /** Whether nobody waits for its answer any more. */
    boolean isOver() {
        return answeredAt != 0;
    }

    /** Whether it was on its way at that time. */
    boolean isUnderWayAt(long nanoTime) {
        return invokedAt < nanoTime && (!isOver() || answeredAt > nanoTime);
    }
}
