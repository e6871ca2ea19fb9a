package dossier.command;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

import javax.sql.DataSource;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.jdbc.PostgreSqlJdbcCustomization;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What happens without a caller: each task here is done again and again, by one of all instances at a time. */
@Configuration(proxyBeanMethods = false)
class TimerConfiguration {

    static final String FORGET_IDEMPOTENCY_KEYS = "forget-idempotency-keys";

    /** The contract promises 24 hours. */
    private static final Duration KEYS_KEPT = Duration.ofDays(2);

    /** Limits are days away; a look costs as much where nothing happens. */
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);
    private static final int THREADS = 2;
    private static final Duration POLLING = Duration.ofSeconds(2);
    /** Four missed ones and the next look, each second heartbeat: a dead instance is found within 30 s. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(5);
    private static final int MISSED_HEARTBEATS = 4;
    /** It waits twice as long, the second time after an interrupt. */
    private static final Duration STOP_WITHIN = Duration.ofMillis(2_500);

    @Bean
    RecurringTask<Void> forgetIdempotencyKeys(IdempotencyKeys keys) {
        return Tasks.recurring(FORGET_IDEMPOTENCY_KEYS, FixedDelay.ofHours(1))
                .execute((_, _) -> keys.forgetOlderThan(KEYS_KEPT));
    }

    @Bean
    RecurringTask<Void> passLimits(Timers timers) {
        return Tasks.recurring("pass-limits", FixedDelay.of(BETWEEN_LOOKS)).execute((_, _) -> timers.passLimits());
    }

    /** Its dialect is given, since it would ask the database for it and take another if that is away for a moment. */
    @Bean(initMethod = "start", destroyMethod = "stop")
    Scheduler scheduler(@Qualifier("logDatabase") DataSource log, List<RecurringTask<?>> tasks,
            Clock clock) {
        return Scheduler.create(log).startTasks(tasks).threads(THREADS).pollingInterval(POLLING).clock(steady(clock))
                .heartbeatInterval(HEARTBEAT).missedHeartbeatsLimit(MISSED_HEARTBEATS).shutdownMaxWait(STOP_WITHIN)
                .schedulerName(new SchedulerName.Fixed("command-service-" + UUID.randomUUID()))
                .jdbcCustomization(new PostgreSqlJdbcCustomization(false, false)).build();
    }

    /**
     * Follows a machine's clock that is set forward, and goes on where one is set back: else nothing would happen until
     * the old time comes again.
     */
    static com.github.kagkarlsson.scheduler.Clock steady(Clock clock) {
        var origin = new AtomicReference<>(Instant.MIN);
        long began = System.nanoTime();
        return () -> {
            var passed = Duration.ofNanos(System.nanoTime() - began);
            var wall = clock.instant().minus(passed);
            return origin.accumulateAndGet(wall, (one, other) -> one.isAfter(other) ? one : other).plus(passed);
        };
    }
}
