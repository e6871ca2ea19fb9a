package dossier.command.log;

/** The database is away or too slow. Whether the append was committed is open; the same idempotency key settles it. */
public final class LogUnavailable extends RuntimeException {

    public LogUnavailable(String message, Throwable cause) {
        super(message, cause);
    }

    public LogUnavailable(String message) {
        super(message);
    }
}
