package dossier.command.relay;

import java.util.Arrays;
import java.util.HexFormat;

import org.jspecify.annotations.Nullable;

/**
 * Up to where Kafka has the ledger, with the hash found there: a ledger that says otherwise is not the one that was
 * relayed (restored from a backup, say), and publishing must not go on as if it were.
 */
@SuppressWarnings("ArrayRecordComponent") // never changed, never compared as a record
record RelayPosition(long position, byte[] hash) {

    static final RelayPosition START = new RelayPosition(0, new byte[0]);

    static RelayPosition parse(String record) {
        int space = record.indexOf(' ');
        return new RelayPosition(Long.parseLong(record.substring(0, space)),
                HexFormat.of().parseHex(record.substring(space + 1)));
    }

    String format() {
        return position + " " + HexFormat.of().formatHex(hash);
    }

    void mustBeIn(byte @Nullable [] hashInLedger) {
        if (position > 0 && !Arrays.equals(hash, hashInLedger)) {
            throw new HistoryContradicted("Kafka has position " + position + " with hash "
                    + HexFormat.of().formatHex(hash) + ", the ledger does not: was the log restored from a backup?");
        }
    }
}
