package dossier.command.log;

import java.sql.SQLException;
import java.util.List;

import javax.sql.DataSource;

import org.postgresql.util.PSQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dossier.command.log.AppendConflict.Taken;
import dossier.command.log.Batcher.Waiting;

import static org.postgresql.util.PSQLState.DEADLOCK_DETECTED;
import static org.postgresql.util.PSQLState.SERIALIZATION_FAILURE;
import static org.postgresql.util.PSQLState.UNIQUE_VIOLATION;

/** Commits what waits in one statement and one transaction. */
public final class GroupCommit implements AutoCloseable {

    /**
     * Options of connections that append: one plan for each statement, by the indexes. A plan for the arrays at hand would
     * look cheaper and be made anew for each batch, and one that was made while the tables were small would read them whole
     * once they are large.
     */
    public static final String ONE_PLAN = "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off";

    /** What is notified of appends that no sequencer of this process will see by itself. */
    public static final String CHANNEL = "append";

    private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);
    private static final int MAX_BATCH = 500;
    private static final int MAX_ATTEMPTS = 10;
    /** What {@code on conflict do update} says when two commands of a batch move the same application's limit. */
    private static final String ONE_APPLICATION_TWICE = "21000";

    private final DataSource log;
    private final SequencerState sequencer;
    private final Batcher<Append, Boolean> writer;

    public GroupCommit(DataSource log, SequencerState sequencer) {
        this.log = log;
        this.sequencer = sequencer;
        this.writer = new Batcher<>("log-writer", MAX_BATCH, this::commit);
    }

    /**
     * Returns after the commit.
     *
     * @throws AppendConflict if another command took the version, a claim or the key; nothing was written
     * @throws LogUnavailable if the outcome is open
     */
    void append(Append append) {
        writer.ask(append);
    }

    @Override
    public void close() {
        writer.close();
    }

    /** A command wins or loses whole: where one of a batch loses, the batch is rolled back and each tries alone. */
    private void commit(List<Waiting<Append, Boolean>> batch) {
        try {
            execute(batch.stream().map(Waiting::question).toList());
            batch.forEach(waiting -> waiting.answer().complete(true));
            notifySequencer();
        } catch (SQLException e) {
            if (!UNIQUE_VIOLATION.getState().equals(e.getSQLState())
                    && !(batch.size() > 1 && ONE_APPLICATION_TWICE.equals(e.getSQLState()))) {
                var unavailable = new LogUnavailable("the log did not take the append", e);
                batch.forEach(waiting -> waiting.answer().completeExceptionally(unavailable));
            } else if (batch.size() == 1) {
                batch.getFirst().answer().completeExceptionally(conflict(e));
            } else {
                batch.forEach(waiting -> commit(List.of(waiting)));
            }
        }
    }

    private void execute(List<Append> appends) throws SQLException {
        for (int attempt = 1;; attempt++) {
            try (var connection = log.getConnection()) {
                AppendStatement.execute(connection, appends);
                return;
            } catch (SQLException e) {
                if (attempt == MAX_ATTEMPTS || !(DEADLOCK_DETECTED.getState().equals(e.getSQLState())
                        || SERIALIZATION_FAILURE.getState().equals(e.getSQLState()))) {
                    throw e;
                }
            }
        }
    }

    /** After the commit, so that its lock, one of the whole server, is not held while the disk is waited for. */
    private void notifySequencer() {
        if (sequencer.isAwake()) {
            return;
        }
        try (var connection = log.getConnection(); var statement = connection.createStatement()) {
            statement.execute("notify " + CHANNEL);
        } catch (SQLException e) {
            LOG.warn("The sequencer was not notified and finds the append within a second: {}", e.toString());
        }
    }

    private static AppendConflict conflict(SQLException e) {
        var message = e instanceof PSQLException postgres ? postgres.getServerErrorMessage() : null;
        var constraint = message == null ? "" : String.valueOf(message.getConstraint());
        return new AppendConflict(switch (constraint) {
            case "idempotency_key_pkey" -> Taken.IDEMPOTENCY_KEY;
            case "receipt_pkey" -> Taken.RECEIPT;
            case "open_application_pkey" -> Taken.OPEN_APPLICATION;
            default -> Taken.VERSION;
        }, e);
    }
}
