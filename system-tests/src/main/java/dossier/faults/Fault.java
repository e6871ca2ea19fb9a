package dossier.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dossier.backing.ServiceProcess;
import dossier.faults.Proxy.Weather;

import static java.nio.charset.StandardCharsets.UTF_8;

/** What happens to the product while users are at work. */
enum Fault {

    T1("kill -9 of the command-service", 5, 100) {
        @Override
        Strike strike(Rig rig, int cycle) throws Exception {
            rig.awaitBusy();
            long at = System.nanoTime();
            rig.commands().kill();
            var committed = new HashSet<>(Observation.rows(rig.installation().log(),
                    "select caller || ' ' || key from idempotency_key", row -> row.getString(1)));
            rig.commands().restart();
            rig.awaitAcknowledged(1);
            var took = since(at);
            var unanswered = underWay(rig, at).stream().filter(Attempt::isUnknown).toList();
            return new Strike(!unanswered.isEmpty(), unanswered.size() + " commands got no answer, "
                    + unanswered.stream().filter(one -> committed.contains(one.role() + " " + one.key())).count()
                    + " of them had been committed", took);
        }
    },

    T2("kill -9 of the query-service", 5, 100) {
        @Override
        Strike strike(Rig rig, int cycle) throws Exception {
            rig.queries().kill();
            rig.awaitAcknowledged(50);
            long behind = behind(rig);
            long at = System.nanoTime();
            rig.queries().restart();
            awaitApplied(rig);
            return new Strike(behind > 0, behind + " events were waiting", since(at));
        }
    },

    T3("kill -9 in PostgreSQL: the server, one backend", 3, 50) {
        @Override
        Strike strike(Rig rig, int cycle) throws Exception {
            return cycle % 2 == 0 ? serverKilled(rig) : backendKilled(rig);
        }

        private Strike serverKilled(Rig rig) throws InterruptedException {
            long at = System.nanoTime();
            rig.postgres().kill();
            awaitUnknown(rig, at);
            long restarted = System.nanoTime();
            rig.postgres().restart();
            rig.awaitAcknowledged(1);
            return new Strike(true, "the server was killed, commands went without an answer", since(restarted));
        }

        private Strike backendKilled(Rig rig) throws SQLException, InterruptedException {
            var pid = one(rig, "select pid from pg_stat_activity where usename = 'dossier_command'"
                    + " and datname = current_database() order by random() limit 1");
            var before = one(rig, "select clock_timestamp()::text");
            long at = System.nanoTime();
            boolean killed = ProcessHandle.of(Long.parseLong(pid)).map(ProcessHandle::destroyForcibly).orElse(false);
            Rig.await("every backend is a new one", () -> one(rig, "select count(*) from pg_stat_activity"
                    + " where usename = 'dossier_command' and backend_start < '" + before + "'").equals("0"));
            rig.awaitAcknowledged(1);
            return new Strike(killed, "backend " + pid + " was killed, and the server dropped all others", since(at));
        }
    },

    T4("kill -9 of the broker, away for 5 s or 60 s", 3, 30) {
        @Override
        Strike strike(Rig rig, int cycle) throws Exception {
            rig.kafka().kill();
            long before = rig.users().acknowledged();
            Thread.sleep(cycle == 0 ? Duration.ofSeconds(60) : Duration.ofSeconds(5));
            long meanwhile = rig.users().acknowledged() - before;
            long behind = behind(rig);
            if (meanwhile == 0) {
                throw new Broken("no command was accepted while the broker was away");
            }
            rig.kafka().restart();
            long at = System.nanoTime();
            awaitApplied(rig);
            return new Strike(behind > 0, meanwhile + " commands were accepted meanwhile, " + behind
                    + " events were waiting", since(at));
        }
    },

    T5("SIGSTOP of each process for 5, 30 or 90 s", 4, 30) {
        private static final List<Duration> FOR = List.of(Duration.ofSeconds(5), Duration.ofSeconds(30),
                Duration.ofSeconds(90));

        @Override
        Strike strike(Rig rig, int cycle) throws Exception {
            var victim = switch (cycle % 4) {
                case 0 -> rig.commands().handle();
                case 1 -> rig.queries().handle();
                case 2 -> rig.kafka().process().handle();
                default -> rig.postgres().process().handle();
            };
            signal("STOP", List.of(victim)); // it starts no more children
            var processes = Stream.concat(Stream.of(victim), victim.descendants()).toList();
            signal("STOP", processes);
            boolean stopped;
            try {
                Thread.sleep(FOR.get(cycle / 4 % FOR.size()));
                stopped = processes.stream().allMatch(Fault::isStopped);
            } finally {
                signal("CONT", processes);
            }
            long at = System.nanoTime();
            rig.awaitAcknowledged(1);
            awaitApplied(rig);
            return new Strike(stopped, processes.size() + " processes stood still for "
                    + FOR.get(cycle / 4 % FOR.size()).toSeconds() + " s", since(at));
        }
    },

    T6("the network to PostgreSQL is cut, silent, deaf or slow for 10 s", 4, 50) {
        private static final Duration FOR = Duration.ofSeconds(10);
        private static final List<Weather> BAD = List.of(Weather.CUT, Weather.SILENT, Weather.NO_ANSWERS, Weather.SLOW);

        @Override
        Strike strike(Rig rig, int cycle) throws Exception {
            var weather = BAD.get(cycle % BAD.size());
            long before = rig.toDatabase().disturbed();
            rig.toDatabase().become(weather);
            Thread.sleep(FOR);
            rig.toDatabase().become(Weather.FAIR);
            long at = System.nanoTime();
            long disturbed = rig.toDatabase().disturbed() - before;
            rig.awaitAcknowledged(1);
            awaitApplied(rig);
            return new Strike(disturbed > 0, weather + ": " + disturbed + " connections or pieces were disturbed",
                    since(at));
        }
    },

    T7("an append held open past every time-out while others commit", 2, 50) {
        private static final String LATE = """
                insert into event (event_id, application_id, sequence, type, version, occurred_at, actor, role, command,
                                   payload)
                select gen_random_uuid(), application_id, sequence + 1, type, version, occurred_at, 'system', role,
                       command, payload
                  from event where application_id = ?::uuid and sequence = 2
                returning global_index""";
        private static final Duration HELD_OPEN = Duration.ofSeconds(20);

        @Override
        Strike strike(Rig rig, int cycle) throws Exception {
            var submitted = rig.users().send(rig.users().submission(UUID.randomUUID()));
            rig.users().send(Users.contact(submitted.application()));
            long overtaken;
            try (var log = rig.installation().log(); var insert = log.prepareStatement(LATE)) {
                log.setAutoCommit(false);
                insert.setString(1, submitted.application().toString());
                long index;
                try (var row = insert.executeQuery()) {
                    row.next();
                    index = row.getLong(1);
                }
                Thread.sleep(HELD_OPEN);
                overtaken = Long.parseLong(one(rig, "select count(*) from ledger where global_index > " + index));
                log.commit();
            }
            long at = System.nanoTime();
            awaitApplied(rig);
            return new Strike(overtaken > 0, overtaken + " later events were numbered meanwhile", since(at));
        }
    },

    T9("one Idempotency-Key 50 times at once", 10, 200) {
        @Override
        Strike strike(Rig rig, int cycle) throws Exception {
            long at = System.nanoTime();
            var outcomes = rig.users().sendAtOnce(rig.users().submission(UUID.randomUUID()), CLIENTS);
            if (outcomes.stream().distinct().count() != 1) {
                throw new Broken("one key was answered differently: " + outcomes.stream().distinct().toList());
            }
            return new Strike(outcomes.getFirst() instanceof Outcome.Acknowledged, outcomes.size() + " equal answers",
                    since(at));
        }
    },

    T10("50 clients on one application", 10, 200) {
        @Override
        Strike strike(Rig rig, int cycle) throws Exception {
            var submitted = rig.users().send(rig.users().submission(UUID.randomUUID()));
            long at = System.nanoTime();
            var answered = rig.users().sendAll(IntStream.range(0, CLIENTS)
                    .mapToObj(_ -> Users.contact(submitted.application())).toList());
            long refused = answered.stream().filter(one -> !one.isAcknowledged()).count();
            if (refused > 0) {
                throw new Broken(refused + " of " + CLIENTS + " commands that the state allows did not succeed");
            }
            return new Strike(submitted.isAcknowledged(), CLIENTS + " commands, as many versions", since(at));
        }
    },

    T11("a poison record of an application: unknown type, broken JSON, one that cannot be folded", 5, 20) {
        private static final List<String> REASONS = List.of("unknown event type", "unreadable",
                "begins with ApplicationSubmitted, once");

        @Override
        Strike strike(Rig rig, int cycle) throws Exception {
            var submitted = rig.users().send(rig.users().submission(UUID.randomUUID()));
            var application = submitted.application();
            awaitApplied(rig);
            switch (cycle % REASONS.size()) {
                case 0 -> rig.plant(application, "CardDoubted", "{}".getBytes(UTF_8));
                case 1 -> rig.plant(application, "InformationVerified", "{".getBytes(UTF_8));
                default -> rig.plant(application, "ApplicationSubmitted", payload(rig, application));
            }
            var operator = new Operator(rig);
            Rig.await("it is parked", () -> operator.parked(application) != null);
            var verified = rig.users().send(Attempt.of(application, "VerifyInformation", "verifier", "PUT",
                    "/api/applications/" + application + "/verification",
                    "{\"checks\":[{\"name\":\"identity\",\"passed\":true}]}"));
            Rig.await("the next event waits behind it", () -> {
                var parked = operator.parked(application);
                return parked != null && parked.waiting() == 2;
            });
            rig.awaitAcknowledged(CLIENTS);
            long others = Observation.count(rig.installation().log(), "event") - 1;
            Rig.await("others flow", () -> Observation.count(rig.installation().read(), "history") >= others);
            long at = System.nanoTime();
            operator.retry(application);
            var parked = operator.parked(application);
            if (parked == null || !parked.reason().contains(REASONS.get(cycle % REASONS.size()))) {
                throw new Broken("after a retry in vain there should wait what cannot be applied, with its reason: "
                        + parked);
            }
            operator.skip(application, parked.record());
            awaitApplied(rig);
            return new Strike(verified.isAcknowledged(), "parked: " + parked.reason()
                    + "; all others went on; given up, and what waited behind it was applied", since(at));
        }

        private byte[] payload(Rig rig, UUID application) throws SQLException {
            try (var log = rig.installation().log()) {
                return Observation.rows(log, "select payload from event where application_id = '" + application
                        + "' and sequence = 1", row -> row.getBytes(1)).getFirst();
            }
        }
    },

    T18("two of each service start at once on an empty database", 3, 20) {
        @Override
        Strike strike(Rig rig, int cycle) throws Exception {
            rig.users().stop(); // they would only make it slower
            long at = System.nanoTime();
            var started = rig.startAllAnew();
            try {
                started.forEach(ServiceProcess::awaitReady);
                var took = since(at);
                rig.work(1);
                return new Strike(true, started.size() + " services came up", took);
            } finally {
                started.forEach(ServiceProcess::close);
            }
        }
    },

    T19("SIGTERM of the command-service", 3, 10) {
        @Override
        Strike strike(Rig rig, int cycle) throws Exception {
            var process = rig.commands().handle();
            rig.awaitBusy();
            long at = System.nanoTime();
            process.destroy();
            process.onExit().get(Rig.PATIENCE.toSeconds(), TimeUnit.SECONDS);
            var took = since(at);
            if (took.compareTo(OUT_WITHIN) > 0) {
                throw new Broken("it was out only after " + took);
            }
            var open = underWay(rig, at);
            rig.commands().restart();
            rig.awaitAcknowledged(1);
            var dropped = open.stream().map(one -> rig.users().newest(one)).filter(Attempt::isUnknown).toList();
            if (!dropped.isEmpty()) {
                throw new Broken("under way and dropped: " + dropped);
            }
            return new Strike(!open.isEmpty(), open.size() + " commands were under way and finished, out after "
                    + took.toMillis() + " ms", since(at));
        }
    };

    /** The product broke its word before the oracles were asked. */
    static final class Broken extends Exception {

        private static final long serialVersionUID = 1;

        Broken(String how) {
            super(how);
        }
    }

    private static final int CLIENTS = 50;
    private static final Duration OUT_WITHIN = Duration.ofSeconds(10);

    private final String what;
    private final int cyclesInCi;
    private final int cyclesAtNight;

    Fault(String what, int cyclesInCi, int cyclesAtNight) {
        this.what = what;
        this.cyclesInCi = cyclesInCi;
        this.cyclesAtNight = cyclesAtNight;
    }

    String what() {
        return what;
    }

    int cycles(boolean ci) {
        return ci ? cyclesInCi : cyclesAtNight;
    }

    /** Strikes, heals, and returns when the product serves again. */
    abstract Strike strike(Rig rig, int cycle) throws Exception;

    private static Duration since(long nanoTime) {
        return Duration.ofNanos(System.nanoTime() - nanoTime);
    }

    private static List<Attempt> underWay(Rig rig, long nanoTime) {
        return rig.users().attempts().stream().filter(one -> one.isUnderWayAt(nanoTime)).toList();
    }

    private static void awaitUnknown(Rig rig, long since) throws InterruptedException {
        Rig.await("commands go without an answer", () -> rig.users().attempts().stream()
                .anyMatch(one -> one.isUnknown() && one.answeredAt() > since));
    }

    private static long behind(Rig rig) throws SQLException {
        return Observation.count(rig.installation().log(), "event")
                - Observation.count(rig.installation().read(), "history");
    }

    /** Until what the log has now has been applied. */
    private static void awaitApplied(Rig rig) throws SQLException, InterruptedException {
        long all = Observation.count(rig.installation().log(), "event");
        Rig.await("all is applied", () -> Observation.count(rig.installation().read(), "history") >= all);
    }

    private static String one(Rig rig, String sql) throws SQLException {
        try (var log = rig.installation().log()) {
            return Observation.rows(log, sql, row -> row.getString(1)).getFirst();
        }
    }

    private static void signal(String signal, List<ProcessHandle> processes) throws IOException, InterruptedException {
        var pids = processes.stream().map(one -> Long.toString(one.pid())).toList();
        new ProcessBuilder("sh", "-c", "kill -" + signal + " " + String.join(" ", pids)).start().waitFor();
    }

    private static boolean isStopped(ProcessHandle process) {
        try {
            var stat = Files.readString(Path.of("/proc", "" + process.pid(), "stat"));
            return stat.substring(stat.lastIndexOf(')') + 2).startsWith("T");
        } catch (IOException e) {
            return false;
        }
    }
}
