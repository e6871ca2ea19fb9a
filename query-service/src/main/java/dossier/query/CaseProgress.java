package dossier.query;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

import dossier.events.ApplicationEvent.ApplicationSubmitted;
import dossier.query.Incoming.Event;
import dossier.query.Incoming.Unreadable;

/**
 * What a batch does to one application: events applied, records known already, and records that wait.
 *
 * @param state after the events applied; absent while the application has none
 * @param names tokens by which the applicant is found, if this batch brings them
 */
record CaseProgress(UUID applicationId, @Nullable CaseState state, List<Event> applied, List<Incoming> known,
        List<Waiting> waiting, List<Long> names) {

    /** Of all that wait but the first, which alone has a reason of its own. */
    static final String BEHIND = "behind a record that waits";

    record Waiting(Incoming incoming, String reason) {}

    /**
     * Applies what follows the current state in sequence, up to the first record that does not. That one waits, and all
     * behind it; whatever was parked before takes part again, so the missing piece sets the rest in motion.
     *
     * @param arrived parked records first, then new ones, each in their order
     */
    static CaseProgress of(UUID applicationId, @Nullable CaseState current, List<Incoming> arrived) {
        int version = current == null ? 0 : current.version();
        var ordered = arrived.stream().sorted(Comparator.comparingInt(one -> place(one, version))).toList();
        var progress = new CaseProgress(applicationId, current, new ArrayList<>(), new ArrayList<>(),
                new ArrayList<>(), List.of());
        for (var incoming : ordered) {
            progress = progress.with(incoming);
        }
        return progress;
    }

    /** Records of a case that nothing can be applied to. */
    static CaseProgress held(UUID applicationId, List<Incoming> arrived, String reason) {
        var waiting = IntStream.range(0, arrived.size())
                .mapToObj(i -> new Waiting(arrived.get(i), i == 0 ? reason : BEHIND)).toList();
        return new CaseProgress(applicationId, null, List.of(), List.of(), waiting, List.of());
    }

    /** The same records with none applied, because what they lead to cannot be kept. */
    CaseProgress refused(String reason) {
        return new CaseProgress(applicationId, null, List.of(), known, refusedFrom(0, reason), List.of());
    }

    private List<Waiting> refusedFrom(int first, String reason) {
        var all = new ArrayList<Waiting>();
        applied.subList(first, applied.size())
                .forEach(event -> all.add(new Waiting(event, all.isEmpty() ? reason : BEHIND)));
        waiting.forEach(one -> all.add(new Waiting(one.incoming(), BEHIND)));
        return all;
    }

    /**
     * What the first so many of the events applied lead to; the next one waits for this reason, and all else behind it.
     *
     * @param before the state in which they found the application
     */
    CaseProgress upTo(int count, @Nullable CaseState before, String reason) {
        var fewer = of(applicationId, before, List.copyOf(applied.subList(0, count)));
        var rest = refusedFrom(count, reason);
        return new CaseProgress(applicationId, fewer.state, fewer.applied, known, rest, names);
    }

    CaseProgress named(List<Long> tokens) {
        return new CaseProgress(applicationId, state, applied, known, waiting, tokens);
    }

    /** The submission, if this batch brings it: the one event that names the applicant. */
    Optional<ApplicationSubmitted> submission() {
        return applied.stream().map(Event::event).filter(ApplicationSubmitted.class::isInstance)
                .map(ApplicationSubmitted.class::cast).findFirst();
    }

    boolean isChanged() {
        return !applied.isEmpty();
    }

    /** Whether this batch brings the application's first event. */
    boolean isNew() {
        return isChanged() && applied.getFirst().stored().sequence() == 1;
    }

    private CaseProgress with(Incoming incoming) {
        if (isKnown(incoming)) {
            known.add(incoming);
            return this;
        }
        if (!waiting.isEmpty()) {
            waiting.add(new Waiting(incoming, BEHIND));
            return this;
        }
        return switch (incoming) {
            case Unreadable unreadable -> waits(unreadable, unreadable.reason());
            case Event readable when readable.stored().sequence() != version() + 1 -> waits(readable,
                    "sequence " + readable.stored().sequence() + " where " + (version() + 1) + " was expected");
            case Event readable -> apply(readable);
        };
    }

    /** What was given up once does not stop the case again, though nobody can read it now either. */
    private boolean isKnown(Incoming incoming) {
        return switch (incoming) {
            case Event readable -> readable.sequence() <= version();
            case Unreadable unreadable -> state != null && unreadable.sequence() != null
                    && state.skipped().contains(unreadable.sequence());
        };
    }

    private CaseProgress apply(Event readable) {
        try {
            var next = next(readable);
            if (next == null) {
                return waits(readable, "an application begins with ApplicationSubmitted, once");
            }
            applied.add(readable);
            return new CaseProgress(applicationId, next, applied, known, waiting, names);
        } catch (RuntimeException e) { // an event that cannot be folded stops its own application only
            return waits(readable, "cannot be applied: " + e);
        }
    }

    private @Nullable CaseState next(Event readable) {
        if (readable.event() instanceof ApplicationSubmitted submitted) {
            return state == null ? CaseState.begin(readable.stored(), submitted) : null;
        }
        return state == null ? null : state.after(readable.stored(), readable.event());
    }

    private CaseProgress waits(Incoming incoming, String reason) {
        waiting.add(new Waiting(incoming, reason));
        return this;
    }

    private int version() {
        return state == null ? 0 : state.version();
    }

    /** Where a record belongs; an unreadable one without a number of its own blocks from where it arrived. */
    private static int place(Incoming incoming, int version) {
        return switch (incoming) {
            case Event readable -> readable.stored().sequence();
            case Unreadable unreadable -> {
                var sequence = unreadable.sequence();
                yield sequence == null ? version + 1 : Math.max(sequence, version + 1);
            }
        };
    }
}
