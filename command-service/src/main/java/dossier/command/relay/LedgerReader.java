package dossier.command.relay;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dossier.command.log.EventRow;
import dossier.events.PublishedEvent;

/** The ledger in the order of its positions, and proof that none is missing. Used by one thread. */
final class LedgerReader {

    static final int PAGE = 500;

    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    /** A page is found by its indexes, however the planner guesses before the tables are analysed, and planned once. */
    private static final String OPTIONS = "-c default_transaction_read_only=on -c jit=off -c enable_seqscan=off"
            + " -c enable_hashjoin=off -c enable_mergejoin=off -c plan_cache_mode=force_generic_plan";

    private static final String AFTER = """
            select l.position, l.hash, e.* from (
              select position, global_index, hash from ledger where position > ? order by position limit %d) l
            join event e using (global_index) order by l.position""".formatted(PAGE);

    private final Connection connection;

    LedgerReader(LogDatabase database) throws SQLException {
        connection = database.connect("dossier-relay", TIMEOUT, OPTIONS);
    }

    /** The next events after {@code position}; empty at the ledger's end. */
    List<PublishedEvent> after(long position) throws SQLException {
        try (var query = connection.prepareStatement(AFTER)) {
            query.setLong(1, position);
            try (var rows = query.executeQuery()) {
                var page = new ArrayList<PublishedEvent>();
                while (rows.next()) {
                    var event = event(rows);
                    long expected = position + page.size() + 1;
                    if (event.position() != expected) {
                        throw new HistoryContradicted("the ledger has a hole: position " + expected
                                + " is missing before " + event.position());
                    }
                    page.add(event);
                }
                return page;
            }
        }
    }

    /** The hash at a position, or null where the ledger does not reach. */
    byte @Nullable [] hashAt(long position) throws SQLException {
        try (var query = connection.prepareStatement("select hash from ledger where position = ?")) {
            query.setLong(1, position);
            try (var rows = query.executeQuery()) {
                return rows.next() ? rows.getBytes(1) : null;
            }
        }
    }

    void close() {
        LogDatabase.drop(connection);
    }

    private static PublishedEvent event(ResultSet row) throws SQLException {
        return new PublishedEvent(EventRow.read(row), row.getLong("position"), row.getBytes("hash"));
    }
}
