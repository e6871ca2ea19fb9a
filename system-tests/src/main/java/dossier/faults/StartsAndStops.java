package dossier.faults;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import dossier.backing.ServiceProcess;

/** Services start and end as whoever runs them wishes. */
final class StartsAndStops {

    private static final Duration OUT_WITHIN = Duration.ofSeconds(10);
    private static final int LOOKS = 100;

    private StartsAndStops() {}

    static Strike allAtOnce(Rig rig, int cycle) throws Exception {
        rig.users().stop(); // they would only make it slower
        long at = System.nanoTime();
        var started = rig.startAllAnew();
        try {
            started.forEach(ServiceProcess::awaitReady);
            var took = Strike.since(at);
            rig.work(1);
            return new Strike(true, started.size() + " services came up", took);
        } finally {
            started.parallelStream().forEach(ServiceProcess::close);
        }
    }

    static Strike terminated(Rig rig, int cycle) throws Exception {
        return cycle % 2 == 0 ? commandServiceTerminated(rig) : queryServiceTerminated(rig);
    }

    private static Strike commandServiceTerminated(Rig rig) throws Exception {
        rig.awaitBusy();
        long at = System.nanoTime();
        var out = terminate(rig.commands());
        var open = rig.users().underWayAt(at);
        rig.commands().restart();
        rig.awaitAcknowledged(1);
        var took = Strike.since(at);
        var dropped = open.stream().map(one -> rig.users().newest(one)).filter(Attempt::isUnknown).toList();
        if (!dropped.isEmpty()) {
            throw new Fault.Broken("under way and dropped: " + dropped);
        }
        return new Strike(!open.isEmpty(), open.size() + " commands were under way and finished, out after "
                + out.toMillis() + " ms", took);
    }

    private static Strike queryServiceTerminated(Rig rig) throws Exception {
        long at;
        Duration out;
        var readers = new Readers(rig.queries().url(), rig.token("supervisor"));
        try (readers) {
            Rig.await("they look", () -> readers.looks().size() > LOOKS);
            at = System.nanoTime();
            out = terminate(rig.queries());
        }
        var open = readers.looks().stream().filter(look -> look.isUnderWayAt(at)).toList();
        rig.queries().restart();
        rig.awaitApplied();
        var took = Strike.since(at);
        var dropped = open.stream().filter(look -> !look.isAnswered())
                .map(look -> "asked %d ms before SIGTERM, failed %d ms after it: %s".formatted(
                        (at - look.askedAt()) / 1_000_000, (look.answeredAt() - at) / 1_000_000, look.failure()))
                .toList();
        if (!dropped.isEmpty()) {
            throw new Fault.Broken("under way and dropped: " + dropped);
        }
        return new Strike(!open.isEmpty(), open.size() + " reads were under way and finished, out after "
                + out.toMillis() + " ms", took);
    }

    /** SIGTERM, and the time until it was gone. */
    private static Duration terminate(ServiceProcess service) throws Exception {
        long at = System.nanoTime();
        service.handle().destroy();
        service.handle().onExit().get(Rig.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        var took = Strike.since(at);
        if (took.compareTo(OUT_WITHIN) > 0) {
            throw new Fault.Broken("it was out only after " + took);
        }
        return took;
    }
}
