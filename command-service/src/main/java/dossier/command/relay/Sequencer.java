package dossier.command.relay;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;

import org.postgresql.PGConnection;

import dossier.command.log.GroupCommit;
import dossier.command.log.SequencerState;

/**
 * Gives every committed event its position. One statement finds what is visible now and was not in the snapshot of the
 * last batch, and numbers it: no clock, no time-out and no gap decides which events count. It must stay one statement,
 * since each statement has a snapshot of its own.
 */
final class Sequencer implements Worker.Session {

    /** How long it sleeps where nobody notifies it. */
    private static final Duration LONGEST_SLEEP = Duration.ofSeconds(1);
    private static final Duration LONGEST_STEP = Duration.ofMinutes(5);
    /**
     * After a step it rests so many times as long as the step took: a step costs much the same for one event as for a
     * hundred, so that under load fewer and larger steps leave the database to the commands.
     */
    private static final int REST = 4;
    private static final Duration LONGEST_REST = Duration.ofMillis(25);
    private static final Duration AFTER_CONFLICT = Duration.ofMillis(100);
    private static final String UNIQUE_VIOLATION = "23505";
    private static final Set<String> SOMEONE_ELSE = Set.of(UNIQUE_VIOLATION, "40001", "40P01");
    private static final String OPTIONS = "-c synchronous_commit=on -c jit=off -c enable_seqscan=off"
            + " -c plan_cache_mode=force_generic_plan";

    /** Where a dump is restored, xids begin anew, and the last snapshot would hide every new event. */
    private static final String LAST = """
            select l.position, coalesce(l.cluster = c.system_identifier, true)
            from pg_control_system() c left join (select position, cluster from ledger order by position desc limit 1) l
            on true""";

    private static final String STEP = """
            with last as materialized (
              select coalesce((select position from ledger order by position desc limit 1), 0) position,
                     coalesce((select seen from ledger order by position desc limit 1), '1:1:'::pg_snapshot) seen),
            fresh as materialized (
              select e.global_index, leaf_hash(e) hash
                from event e where e.xid >= (select pg_snapshot_xmax(seen) from last)
              union all
              select e.global_index, leaf_hash(e)
                from event e where e.xid = any (array(select pg_snapshot_xip(seen) from last))),
            numbered as (
              insert into ledger (position, global_index, hash, seen, cluster)
              select (select position from last) + number, global_index, hash,
                     case when number = total then pg_current_snapshot() end,
                     case when number = total then (select system_identifier from pg_control_system()) end
              from (select global_index, hash, row_number() over (order by global_index) number,
                           count(*) over () total from fresh) f
              returning position)
            select count(*), coalesce(max(position), 0) from numbered""";

    private final Connection connection;
    private final PreparedStatement step;
    private final SpineMetrics metrics;
    private final SequencerState state;
    private final Duration longestSleep;
    private final Runnable onNumbered;

    Sequencer(LogDatabase database, SpineMetrics metrics, SequencerState state, Runnable onNumbered)
            throws SQLException {
        this(database, metrics, state, onNumbered, LONGEST_SLEEP);
    }

    Sequencer(LogDatabase database, SpineMetrics metrics, SequencerState state, Runnable onNumbered,
            Duration longestSleep) throws SQLException {
        this.metrics = metrics;
        this.state = state;
        this.longestSleep = longestSleep;
        this.onNumbered = onNumbered;
        connection = database.connect("dossier-sequencer", LONGEST_STEP, OPTIONS);
        try (var statement = connection.createStatement()) {
            statement.execute("listen " + GroupCommit.CHANNEL);
            try (var last = statement.executeQuery(LAST)) {
                last.next();
                if (!last.getBoolean(2)) {
                    throw new HistoryContradicted("the ledger was numbered in another database cluster: its"
                            + " snapshots mean nothing here, numbering goes on only after they are rebased");
                }
                metrics.numberedUpTo(last.getLong(1));
            }
            step = connection.prepareStatement(STEP);
            onNumbered.run(); // a step whose answer was lost may have been committed
        } catch (SQLException | RuntimeException e) {
            abort();
            throw e;
        }
    }

    @Override
    public void round() throws SQLException, InterruptedException {
        try {
            long began = System.nanoTime();
            if (numbered()) {
                state.wakesUp();
                Thread.sleep(Duration.ofNanos(Math.min(REST * (System.nanoTime() - began), LONGEST_REST.toNanos())));
            } else if (state.isAwake()) {
                state.fallsAsleep();
            } else {
                connection.unwrap(PGConnection.class).getNotifications((int) longestSleep.toMillis());
            }
        } catch (SQLException e) {
            if (!SOMEONE_ELSE.contains(e.getSQLState())) {
                throw e;
            }
            onNumbered.run();
            Thread.sleep(AFTER_CONFLICT);
        }
    }

    @Override
    public void abort() {
        LogDatabase.drop(connection);
    }

    @Override
    public void close() {
        state.fallsAsleep();
        abort();
    }

    private boolean numbered() throws SQLException {
        try (var result = step.executeQuery()) {
            result.next();
            long count = result.getLong(1);
            if (count == 0) {
                metrics.nothingToNumber();
                return false;
            }
            metrics.numbered(count, result.getLong(2));
            onNumbered.run();
            return true;
        }
    }
}
