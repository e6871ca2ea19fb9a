package dossier.faults;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import dossier.backing.ServiceProcess;

/** Services start and end as whoever runs them wishes. */
final class StartsAndStops {

    private static final Duration OUT_WITHIN = Duration.ofSeconds(10);

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
            started.forEach(ServiceProcess::close);
        }
    }

    static Strike terminated(Rig rig, int cycle) throws Exception {
        var process = rig.commands().handle();
        rig.awaitBusy();
        long at = System.nanoTime();
        process.destroy();
        process.onExit().get(Rig.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        var took = Strike.since(at);
        if (took.compareTo(OUT_WITHIN) > 0) {
            throw new Fault.Broken("it was out only after " + took);
        }
        var open = rig.users().underWayAt(at);
        rig.commands().restart();
        rig.awaitAcknowledged(1);
        var dropped = open.stream().map(one -> rig.users().newest(one)).filter(Attempt::isUnknown).toList();
        if (!dropped.isEmpty()) {
            throw new Fault.Broken("under way and dropped: " + dropped);
        }
        return new Strike(!open.isEmpty(), open.size() + " commands were under way and finished, out after "
                + took.toMillis() + " ms", Strike.since(at));
    }
}
