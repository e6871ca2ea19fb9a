package dossier.command;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dossier.command.policy.WorkingDays;
import dossier.events.ApplicationEvent;
import dossier.events.ApplicationEvent.SupplementRequested;
import dossier.events.ApplicationStatus;
import dossier.events.Deadline;
import dossier.events.Limit;

/**
 * The limits of an application, explained day by day.
 *
 * @param version the number of events that the explanation rests on
 * @param dueAt the instant at which the running limit ends, absent when none runs
 * @param limits in the order in which they began
 */
record ClockView(UUID applicationId, long version, ApplicationStatus status, @Nullable Instant dueAt,
        List<LimitView> limits) {

    enum State {
        RUNNING,
        STOPPED,
        ENDED
    }

    /** Why a day counts, or does not. */
    enum Why {
        WORKING_DAY(true),
        WORKED_WEEKEND(true),
        WEEKEND(false),
        HOLIDAY(false),
        STARTED(false),
        STOPPED(false);

        final boolean counts;

        Why(boolean counts) {
            this.counts = counts;
        }
    }

    /** @param number the how manieth day of the limit it is, absent where it does not count */
    record Day(LocalDate day, Why why, @Nullable Integer number) {}

    /**
     * @param counted working days that counted, or will have when the limit is over
     * @param endedOn when the limit stopped or ended, absent while it runs
     * @param calendar the holiday notices that the days are explained by, a year without one as {@code 2027-weekends}
     * @param days empty for a card's year of collection, which counts no working days
     */
    record LimitView(Limit limit, State state, LocalDate startedOn, @Nullable LocalDate endedOn, LocalDate dueOn,
            String calendar, int counted, List<Day> days) {}

    /** An event and the day in Asia/Shanghai on which it happened. */
    record Fact(ApplicationEvent event, LocalDate day) {}

    static ClockView of(UUID applicationId, List<Fact> facts, WorkingDays calendar) {
        var status = ApplicationStatus.SUBMITTED;
        Deadline deadline = null;
        var runs = new ArrayList<Run>();
        for (var fact : facts) {
            var next = Deadline.after(deadline, fact.event());
            if (!Objects.equals(deadline, next)) {
                follow(runs, deadline, next, fact);
            }
            status = status.after(fact.event());
            deadline = next;
        }
        if (deadline == null) {
            runs.forEach(Run::end);
        }
        return new ClockView(applicationId, facts.size(), status,
                deadline == null || deadline.limit() == Limit.COLLECTION ? null : deadline.endsAt(),
                runs.stream().map(run -> run.explained(calendar)).toList());
    }

    private static void follow(List<Run> runs, @Nullable Deadline before, @Nullable Deadline next, Fact fact) {
        if (before != null && (next == null || next.limit() != before.limit())) {
            last(runs, before.limit()).orElseThrow().stop(fact.day(),
                    fact.event() instanceof SupplementRequested ? State.STOPPED : State.ENDED);
        }
        if (next != null) {
            var same = next.limit() == Limit.REVIEW ? last(runs, Limit.REVIEW) : Optional.<Run>empty();
            same.ifPresentOrElse(review -> review.goOn(next, fact.day()), () -> runs.add(new Run(next, fact.day())));
        }
    }

    private static Optional<Run> last(List<Run> runs, Limit limit) {
        return runs.reversed().stream().filter(run -> run.limit == limit).findFirst();
    }

    /** A limit while its history is read. */
    private static final class Run {

        private record Pause(LocalDate from, LocalDate until) {}

        private final Limit limit;
        private final LocalDate startedOn;
        private final List<Pause> pauses = new ArrayList<>();
        private LocalDate dueOn;
        private State state = State.RUNNING;
        private @Nullable LocalDate stoppedOn;

        Run(Deadline deadline, LocalDate startedOn) {
            this.limit = deadline.limit();
            this.startedOn = startedOn;
            this.dueOn = deadline.dueOn();
        }

        void stop(LocalDate day, State stopped) {
            stoppedOn = day;
            state = stopped;
        }

        /** What was stopped goes on no more where no limit runs. */
        void end() {
            state = State.ENDED;
        }

        /** Runs again after a stop, or got a later end. */
        void goOn(Deadline deadline, LocalDate day) {
            if (stoppedOn != null) {
                pauses.add(new Pause(stoppedOn, day));
                stoppedOn = null;
            }
            state = State.RUNNING;
            dueOn = deadline.dueOn();
        }

        LimitView explained(WorkingDays calendar) {
            var days = new ArrayList<Day>();
            int counted = 0;
            if (limit != Limit.COLLECTION) {
                var last = stoppedOn == null ? dueOn : stoppedOn;
                for (var day = startedOn; !day.isAfter(last); day = day.plusDays(1)) {
                    var why = why(day, calendar);
                    counted += why.counts ? 1 : 0;
                    days.add(new Day(day, why, why.counts ? counted : null));
                }
            }
            return new LimitView(limit, state, startedOn, stoppedOn, dueOn, calendar.version(startedOn, dueOn), counted,
                    days);
        }

        private Why why(LocalDate day, WorkingDays calendar) {
            if (day.equals(startedOn)) {
                return Why.STARTED;
            }
            if (day.equals(stoppedOn)
                    || pauses.stream().anyMatch(pause -> !day.isBefore(pause.from) && day.isBefore(pause.until))) {
                return Why.STOPPED;
            }
            return switch (calendar.kindOf(day)) {
                case WORKING_DAY -> Why.WORKING_DAY;
                case WORKED_WEEKEND -> Why.WORKED_WEEKEND;
                case WEEKEND -> Why.WEEKEND;
                case HOLIDAY -> Why.HOLIDAY;
            };
        }
    }
}
