package dossier.command;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.modelling.command.ConcurrencyException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

import dossier.command.ApplicationCommand.PassLimit;
import dossier.command.log.LogUnavailable;
import dossier.events.LaterEvent;
import dossier.events.Role;

/**
 * Tells applications that their limits are over. Which limit runs stands in the log's table {@code deadline}, written with
 * the events; the aggregate decides what follows, so that a timer that fires twice, or on two instances, does nothing the
 * second time. A limit passes only when both the database's clock and this machine's say so.
 */
final class Timers {

    /** Nobody signs in by this name. */
    static final String ACTOR = "system";
    private static final int PAGE = 200;
    private static final Logger LOG = LoggerFactory.getLogger(Timers.class);

    private record Due(UUID applicationId, Instant at) {}

    private final JdbcClient log;
    private final CommandGateway gateway;
    private final Clock clock;
    private final RecentApplications recent;

    Timers(JdbcClient log, CommandGateway gateway, Clock clock, RecentApplications recent) {
        this.log = log;
        this.gateway = gateway;
        this.clock = clock;
        this.recent = recent;
    }

    /** Passes every limit that is over, page by page, the oldest first; what fails waits for the next look. */
    void passLimits() {
        boolean more = true;
        while (more) {
            var due = overdue();
            var passed = new AtomicInteger();
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                due.forEach(one -> threads.execute(() -> passed.addAndGet(pass(one) ? 1 : 0)));
            }
            more = due.size() == PAGE && passed.get() > 0;
        }
    }

    /** What timers would have done by {@code at}: with the clock of a command set, time passes for its application. */
    void passLimitsBefore(UUID applicationId, Instant at) {
        for (var due = of(applicationId, at); due.isPresent(); due = of(applicationId, at)) {
            try {
                send(due.get(), due.get().at());
            } catch (ConcurrencyException lost) {
                LOG.debug("Another command came first; the limit is looked at again", lost);
            }
        }
    }

    /** Whether it is out of the way of the others. */
    private boolean pass(Due due) {
        var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        if (now.isBefore(due.at())) {
            return false;
        }
        try {
            sendOrPostpone(due, now);
            return true;
        } catch (ConcurrencyException | LogUnavailable | DataAccessException e) {
            LOG.info("A limit passes a little later: {}", e.toString());
            return false;
        }
    }

    /** A timer that fails for a reason of its own makes room for the others. */
    private void sendOrPostpone(Due due, Instant now) {
        try {
            send(due, now);
        } catch (ConcurrencyException | LogUnavailable | DataAccessException e) {
            throw e;
        } catch (LaterEvent e) {
            LOG.warn("The limit of application {} is left to a later version", due.applicationId());
            postpone(due);
        } catch (RuntimeException e) {
            LOG.error("The limit of application {} cannot pass", due.applicationId(), e);
            postpone(due);
        }
    }

    private void postpone(Due due) {
        log.sql("update deadline set fire_at = clock_timestamp() + interval '1 minute'"
                + " where application_id = ? and due_at = ?").param(due.applicationId()).param(utc(due.at())).update();
    }

    /**
     * Where nothing followed, since it had already or another limit runs, the timer is removed. Only the newest state may
     * say so, and it is asked twice: a command beside this one may have brought an older state back.
     */
    private void send(Due due, Instant at) {
        var command = new PassLimit(new Header(due.applicationId(), null, ACTOR, Role.SYSTEM, at, null));
        boolean followed = followed(command);
        if (!followed) {
            followed = followed(command);
        }
        if (!followed) {
            log.sql("delete from deadline where application_id = ? and due_at = ?").param(due.applicationId())
                    .param(utc(due.at())).update();
        }
    }

    private boolean followed(PassLimit command) {
        recent.remove(command.applicationId().toString());
        try {
            Answer answer = gateway.sendAndWait(command);
            return !answer.events().isEmpty();
        } catch (Refusal refusal) {
            if (refusal.code() != Refusal.Code.WRONG_STATUS) {
                throw refusal;
            }
            return false; // no limit runs in that status
        }
    }

    private List<Due> overdue() {
        return log.sql("select application_id, due_at from deadline where fire_at <= clock_timestamp()"
                + " order by fire_at limit " + PAGE).query(Timers::due).list();
    }

    private Optional<Due> of(UUID applicationId, Instant at) {
        try {
            return log.sql("select application_id, due_at from deadline where application_id = ? and due_at <= ?")
                    .param(applicationId).param(utc(at)).query(Timers::due).optional();
        } catch (DataAccessException e) {
            throw new LogUnavailable("the log cannot be read", e);
        }
    }

    private static Due due(ResultSet row, int number) throws SQLException {
        return new Due(row.getObject(1, UUID.class), row.getObject(2, OffsetDateTime.class).toInstant());
    }

    private static OffsetDateTime utc(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
