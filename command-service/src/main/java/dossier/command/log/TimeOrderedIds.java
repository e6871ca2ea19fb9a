package dossier.command.log;

import java.time.Clock;
import java.util.UUID;

import org.axonframework.common.IdentifierFactory;

/**
 * Ids of events and applications that ascend with time (UUID version 7, RFC 9562). What is new then lies side by side at
 * the end of each index; a wholly random id would touch a page of its own for each event once the index is large, and
 * PostgreSQL's log would take that page in whole after every checkpoint.
 */
public final class TimeOrderedIds extends IdentifierFactory {

    private static final Clock CLOCK = Clock.systemUTC();
    private static final long VERSION = 7L << 12;
    private static final long RANDOM_OF_HIGH = 0xFFF;

    /** 74 bits of it are chance, from a source that nobody can predict. */
    public static UUID next() {
        var random = UUID.randomUUID();
        long high = (CLOCK.millis() << 16) | VERSION | (random.getMostSignificantBits() & RANDOM_OF_HIGH);
        return new UUID(high, random.getLeastSignificantBits());
    }

    @Override
    public String generateIdentifier() {
        return next().toString();
    }
}
