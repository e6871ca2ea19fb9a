package dossier.command.log;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

import javax.sql.DataSource;

import org.postgresql.util.PSQLException;

import dossier.command.log.AppendConflict.Taken;

import static org.postgresql.util.PSQLState.DEADLOCK_DETECTED;
import static org.postgresql.util.PSQLState.SERIALIZATION_FAILURE;
import static org.postgresql.util.PSQLState.UNIQUE_VIOLATION;

/**
 * Commits what waits in one statement and one transaction, and answers each command after that commit. A batch grows
 * with what arrives while the last one is on its way and never by waiting. Two writers are right on small machines:
 * measured, more make it slower.
 */
public final class GroupCommit implements AutoCloseable {

    private static final int WRITERS = 2;
    private static final int MAX_BATCH = 500;
    private static final int MAX_WAITING = 10_000;
    private static final int MAX_ATTEMPTS = 10;
    /** What {@code on conflict do update} says when two commands of a batch move the same application's limit. */
    private static final String ONE_APPLICATION_TWICE = "21000";
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(15);

    private record Waiting(Append append, CompletableFuture<Void> committed) {}

    private final DataSource log;
    private final BlockingQueue<Waiting> queue = new ArrayBlockingQueue<>(MAX_WAITING);
    private final List<Thread> writers;

    public GroupCommit(DataSource log) {
        this.log = log;
        this.writers = IntStream.rangeClosed(1, WRITERS)
                .mapToObj(n -> Thread.ofPlatform().daemon().name("log-writer-" + n).start(this::write)).toList();
    }

    /**
     * Returns after the commit.
     *
     * @throws AppendConflict if another command took the version, a claim or the key; nothing was written
     * @throws LogUnavailable if the outcome is open
     */
    void append(Append append) {
        var waiting = new Waiting(append, new CompletableFuture<>());
        if (!queue.offer(waiting)) {
            throw new LogUnavailable("over " + MAX_WAITING + " commands wait for the log");
        }
        try {
            waiting.committed().get(ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException refused ? refused : new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw new LogUnavailable("no commit within " + ANSWER_WITHIN, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LogUnavailable("interrupted while waiting for the commit", e);
        }
    }

    @Override
    public void close() {
        writers.forEach(Thread::interrupt);
    }

    private void write() {
        var batch = new ArrayList<Waiting>();
        while (!Thread.currentThread().isInterrupted()) {
            try {
                batch.add(queue.take());
                queue.drainTo(batch, MAX_BATCH - 1);
                commit(batch);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException | Error e) { // a writer that dies would leave every later command without an answer
                batch.forEach(waiting -> waiting.committed().completeExceptionally(e));
            } finally {
                batch.clear();
            }
        }
    }

    /** A command wins or loses whole: where one of a batch loses, the batch is rolled back and each tries alone. */
    private void commit(List<Waiting> batch) {
        try {
            execute(batch.stream().map(Waiting::append).toList());
            batch.forEach(waiting -> waiting.committed().complete(null));
        } catch (SQLException e) {
            if (!UNIQUE_VIOLATION.getState().equals(e.getSQLState())
                    && !(batch.size() > 1 && ONE_APPLICATION_TWICE.equals(e.getSQLState()))) {
                var unavailable = new LogUnavailable("the log did not take the append", e);
                batch.forEach(waiting -> waiting.committed().completeExceptionally(unavailable));
            } else if (batch.size() == 1) {
                batch.getFirst().committed().completeExceptionally(conflict(e));
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
