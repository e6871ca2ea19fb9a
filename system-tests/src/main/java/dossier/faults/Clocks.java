package dossier.faults;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.UUID;

import dossier.backing.PrivateFiles;

/** The time of day, on the machines of command-service and PostgreSQL, is not what it was, or not what it is. */
final class Clocks {

    private static final int USUAL_WORK = 60;
    private static final Duration AHEAD = Duration.ofSeconds(40);
    private static final Duration BACK = Duration.ofMinutes(-10);
    private static final Instant BEFORE_LEAP_DAY_ENDS = Instant.parse("2028-02-29T15:59:50Z"); // 23:59:50 in Shanghai
    private static final Duration START = Duration.ofMinutes(2);
    /** Past the limit of the review, 10 working days, in any month; before that of the payment, 30. */
    private static final Duration OVERDUE = Duration.ofDays(25);
    private static final Duration LONG_OVERDUE = Duration.ofDays(36);
    private static final Duration TOLERANCE = Duration.ofSeconds(5);
    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(3)).build();

    private final Rig rig;
    private final Machines machines;

    private record Machines(MachineClock commands, MachineClock database) {

        static Machines in(Path directory) throws MachineClock.Missing, IOException, InterruptedException {
            return new Machines(MachineClock.in(directory.resolve("commands-clock")),
                    MachineClock.in(directory.resolve("database-clock")));
        }

        void setAll(Duration difference) throws IOException {
            commands.set(difference);
            database.set(difference);
        }
    }

    private Clocks(Rig rig, Machines machines) {
        this.rig = rig;
        this.machines = machines;
    }

    /** Of a system of its own. */
    static Strike ofMachines(Rig rig, int cycle) throws Exception {
        rig.users().stop(); // they would only make it slower
        var directory = rig.directory("clocks");
        var data = directory.resolve("data");
        try {
            var machines = Machines.in(directory);
            int which = cycle % 4;
            if (which == 2) {
                machines.setAll(until(BEFORE_LEAP_DAY_ENDS).minus(START));
            }
            try (var own = rig.anotherWithClocks(directory, data, machines.commands(), machines.database())) {
                own.work(USUAL_WORK);
                var clocks = new Clocks(own, machines);
                var strike = switch (which) {
                    case 0 -> clocks.ahead();
                    case 1 -> clocks.setBack();
                    case 2 -> clocks.overLeapDay();
                    default -> clocks.pastLimit();
                };
                own.check();
                return strike;
            }
        } catch (MachineClock.Missing e) {
            return new Strike(false, String.valueOf(e.getMessage()), Duration.ZERO);
        } finally {
            PrivateFiles.deleteDirectory(data);
            rig.work(1);
        }
    }

    /** The command-service's, for a while. */
    private Strike ahead() throws Exception {
        machines.commands().set(AHEAD);
        awaitSeen();
        rig.awaitAcknowledged(USUAL_WORK);
        rig.awaitApplied();
        var latest = rig.one("select extract(epoch from max(occurred_at) - clock_timestamp())::int from event");
        machines.commands().set(Duration.ZERO);
        awaitSeen();
        var took = served();
        long reversed = reversed();
        return new Strike(Integer.parseInt(latest) > AHEAD.minus(TOLERANCE).toSeconds() && reversed > 0,
                "the command-service wrote events of " + latest + " s later than PostgreSQL had it, then " + reversed
                        + " whose time is before that of the event they follow",
                took);
    }

    /** That of PostgreSQL when who holds the lease is dead: by the old time it would end ten minutes later. */
    private Strike setBack() throws Exception {
        machines.commands().set(BACK);
        awaitSeen();
        served();
        long reversed = reversed();
        rig.commands().kill();
        machines.database().set(BACK);
        awaitDatabaseSees();
        long at = System.nanoTime();
        rig.commands().restart();
        awaitSeen();
        served();
        return new Strike(reversed > 0, "both went back by 10 min, one after the other; " + reversed
                + " events have a time before that of the event they follow", Strike.since(at));
    }

    private Strike overLeapDay() throws Exception {
        machines.setAll(until(BEFORE_LEAP_DAY_ENDS));
        awaitSeen();
        awaitDatabaseSees();
        rig.awaitAcknowledged(USUAL_WORK);
        var midnight = "timestamptz '2028-03-01 00:00:00+08'";
        Rig.await("it is March and commands are acknowledged", () -> !rig
                .one("select count(*) from event where type = 'CardIssued' and occurred_at >= " + midnight)
                .equals("0"));
        var took = served();
        var days = rig
                .one("""
                        select string_agg(distinct format('%s due on %s', fact ->> 'submittedOn', fact ->> 'dueOn'), ', ')
                          from (select convert_from(payload, 'UTF8')::jsonb fact from event where type = 'ApplicationSubmitted') e
                        """);
        var due = "2028-02-29 due on 2028-03-14, 2028-03-01 due on 2028-03-15";
        if (!days.equals(due)) {
            throw new Fault.Broken("submitted " + days + " instead of " + due);
        }
        return new Strike(!rig.one("select count(*) from event where occurred_at < " + midnight).equals("0"),
                "events on both sides of midnight, submitted " + days, took);
    }

    /** There and back twice, the second time less far: nothing may wait for the time to be what it had been. */
    private Strike pastLimit() throws Exception {
        var first = submitted();
        setAllAndSee(LONG_OVERDUE);
        awaitOverdue(first);
        setAllAndSee(Duration.ZERO);
        served();
        var second = submitted();
        setAllAndSee(OVERDUE);
        long at = System.nanoTime();
        awaitOverdue(second);
        var took = Strike.since(at);
        setAllAndSee(Duration.ZERO);
        served();
        var twice = rig.one("select count(*) from (select 1 from event where type = 'ReviewOverdue'"
                + " group by application_id having count(*) > 1) e");
        if (!twice.equals("0")) {
            throw new Fault.Broken(twice + " applications were found overdue more than once");
        }
        return new Strike(true, rig.one("select count(*) from event where type = 'ReviewOverdue'")
                + " reviews were found overdue, each once, when both clocks went ahead by " + LONG_OVERDUE.toDays()
                + " days, back, and ahead by " + OVERDUE.toDays(), took);
    }

    private UUID submitted() throws Fault.Broken {
        var submitted = rig.users().send(rig.users().submission(UUID.randomUUID()));
        if (!submitted.isAcknowledged()) {
            throw new Fault.Broken("a submission was answered " + submitted.outcome());
        }
        return submitted.application();
    }

    private void awaitOverdue(UUID application) throws InterruptedException {
        Rig.await("the review of " + application + " is overdue", () -> rig.one("select count(*) from event where"
                + " type = 'ReviewOverdue' and application_id = '" + application + "'").equals("1"));
    }

    private void setAllAndSee(Duration difference) throws IOException, InterruptedException {
        machines.setAll(difference);
        awaitSeen();
        awaitDatabaseSees();
    }

    private Duration served() throws InterruptedException {
        long at = System.nanoTime();
        rig.awaitAcknowledged(USUAL_WORK);
        rig.awaitApplied();
        return Strike.since(at);
    }

    /** Events whose time is before that of the event they follow: only their sequence says what came first. */
    private long reversed() throws SQLException {
        return Long.parseLong(rig.one("select count(*) from (select occurred_at < lag(occurred_at)"
                + " over (partition by application_id order by sequence) reversed from event) e where reversed"));
    }

    private void awaitSeen() throws InterruptedException {
        Rig.await("the command-service sees its clock",
                () -> isSeen(machines.commands(), shown(rig.commands().url())));
    }

    private void awaitDatabaseSees() throws InterruptedException {
        Rig.await("PostgreSQL sees its clock", () -> isSeen(machines.database(),
                Instant.ofEpochSecond(
                        Long.parseLong(rig.one("select extract(epoch from clock_timestamp())::bigint")))));
    }

    private static boolean isSeen(MachineClock clock, Instant shown) {
        return Duration.between(clock.instant(), shown).abs().compareTo(TOLERANCE) < 0;
    }

    /** What time a service says it is, whatever else it answers. */
    private static Instant shown(URI service) throws IOException {
        try {
            var answer = HTTP.send(HttpRequest.newBuilder(service.resolve("/api/applications"))
                    .timeout(Duration.ofSeconds(5)).build(), BodyHandlers.discarding());
            return DateTimeFormatter.RFC_1123_DATE_TIME.parse(answer.headers().firstValue("Date").orElseThrow(),
                    Instant::from);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static Duration until(Instant instant) {
        return Duration.between(Instant.now(), instant);
    }
}
