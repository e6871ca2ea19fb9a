package dossier.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;

import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

import dossier.backing.PrivateFiles;

/**
 * Attacks a system of its own, fault by fault, and judges after each strike by everything there is to see. A strike without
 * evidence is inconclusive, which is no pass; nothing is tried again.
 */
@Command(name = "faults", mixinStandardHelpOptions = true, description = "Attacks a system on temporary data and checks that nothing is lost or doubled.")
final class FaultSuite implements Callable<Integer> {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration RECOVERED_WITHIN = Duration.ofSeconds(60);
    private static final int SHOWN = 5;
    /** So many that some users have come to the payment and the card. */
    private static final int BEFORE = 60;
    private static final int AFTER = 30;
    /**
     * Acknowledged commands; what is seen of so many, and of those of one more strike, fits into the memory that
     * {@code ./dossier faults} has.
     */
    private static final int AT_ONCE = 100_000;

    enum Verdict {
        PASS,
        FAIL,
        INCONCLUSIVE
    }

    /** A strike to come. */
    private record Due(Fault fault, int cycle, int cycles) {

        @Override
        public String toString() {
            return fault + " " + cycle;
        }
    }

    /** One line of the results: a fault that struck once. */
    private record Result(long seed, Fault fault, int cycle, Verdict verdict, String evidence, double recoverySeconds,
            long acknowledged, List<String> violations) {}

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--ci", description = "The few cycles of each fault that a build has time for.")
    private boolean ci;

    @Option(names = "--cycles", paramLabel = "N", description = "So many cycles of each fault.")
    private @Nullable Integer cycles;

    @Option(names = "--seed", paramLabel = "S", description = "Repeats the choices of a run that printed it.")
    private long seed = System.nanoTime();

    @Option(names = "--only", split = ",", paramLabel = "FAULT", description = "Only these, of ${COMPLETION-CANDIDATES}.")
    private @Nullable List<Fault> only;

    @Option(names = "--previous", paramLabel = "DIR", description = "A checkout of an earlier release with its services built. Without one T14 is left out.")
    private @Nullable Path previous;

    @Option(names = "--results", paramLabel = "FILE", description = "Appends a line of JSON a cycle; with the same seed a run goes on behind what the file has.")
    private @Nullable Path file;

    private final List<Result> results = new ArrayList<>();
    private final long started = System.nanoTime();

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new FaultSuite()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        System.out.println("seed " + seed);
        var due = due(done());
        var home = Path.of(System.getProperty("dossier.home", "."));
        var directory = Files.createTempDirectory("dossier-faults-");
        int all = due.size();
        boolean isSame = true;
        while (!due.isEmpty()) { // on new data now and then, since the oracles look at everything at once
            var logs = Files.createTempDirectory(directory, "system-");
            try (var rig = new Rig(home, previous == null ? home : previous, logs, logs.resolve("data"))) {
                checkOracles(rig);
                while (!due.isEmpty() && rig.users().acknowledged() < AT_ONCE) {
                    var next = due.removeFirst();
                    keep(cycle(rig, next), next.cycles());
                    showProgress(all - due.size(), all);
                }
                isSame &= isSameAfresh(rig);
            }
        }
        System.out.println(summary());
        boolean passed = isSame && results.stream().allMatch(result -> result.verdict() == Verdict.PASS);
        if (passed) {
            PrivateFiles.deleteDirectory(directory);
        }
        System.out.println(passed ? "All pass." : "The services' logs are in " + directory);
        return passed ? 0 : 1;
    }

    private Deque<Due> due(Set<String> done) {
        var due = new ArrayDeque<Due>();
        for (var fault : faults()) {
            int all = cycles != null ? cycles : fault.cycles(ci);
            if (all == 0) {
                System.out.println(fault + " is left out: it takes too long here");
            }
            IntStream.range(0, all).mapToObj(cycle -> new Due(fault, cycle, all))
                    .filter(one -> !done.contains(one.toString())).forEach(due::add);
        }
        return due;
    }

    /** What can strike here: versions only mix where there are two. */
    private List<Fault> faults() {
        if (previous != null) {
            return only == null ? List.of(Fault.values()) : only;
        }
        if (only != null && only.contains(Fault.T14)) {
            throw new CommandLine.ParameterException(spec.commandLine(), "T14 needs --previous");
        }
        if (only == null) {
            System.out.println("T14 is left out: --previous names no earlier release");
        }
        return only == null ? Arrays.stream(Fault.values()).filter(fault -> fault != Fault.T14).toList() : only;
    }

    /** An oracle that does not find the bug planted for it would pass anything. */
    private static void checkOracles(Rig rig) throws Exception {
        rig.work(BEFORE);
        var seen = rig.rest();
        for (var oracle : Oracle.values()) {
            if (!oracle.finds(seen)) {
                throw new IllegalStateException(oracle + " does not find the bug planted for it: " + oracle.promise());
            }
        }
        if (!seen.errors().isEmpty()) {
            throw new IllegalStateException("before anything struck: " + seen.errors().getFirst());
        }
        System.out.println("Every oracle finds the bug planted for it");
    }

    private static boolean isSameAfresh(Rig rig) throws SQLException, InterruptedException {
        var different = rig.differencesAfresh(rig.home());
        System.out.println(different.isEmpty()
                ? "Read models built anew have the same rows"
                : "Read models built anew have " + different.size() + " other rows");
        different.stream().limit(SHOWN).forEach(row -> System.out.println("       " + row));
        return different.isEmpty();
    }

    private Result cycle(Rig rig, Due due) throws Exception {
        var fault = due.fault();
        int cycle = due.cycle();
        var random = new Random(seed + 31L * fault.name().hashCode() + cycle);
        var violations = new ArrayList<String>();
        var strike = new Strike(false, "it never struck", Duration.ZERO);
        long before = rig.users().acknowledged();
        try {
            rig.work(BEFORE + random.nextInt(BEFORE));
            strike = fault.strike(rig, cycle);
            rig.awaitAcknowledged(AFTER);
        } catch (Exception e) { // a strike without a good end is a result, and never tried again
            violations.add(fault + ": " + e);
        }
        if (strike.recovery().compareTo(RECOVERED_WITHIN) > 0) {
            violations.add(fault + ": it served again only after " + strike.recovery().toSeconds() + " s");
        }
        rig.heal();
        try {
            violations.addAll(rig.contradictions());
        } catch (SQLException | IOException | KafkaException e) {
            violations.add("nothing could be seen: " + e);
        }
        var verdict = !violations.isEmpty() ? Verdict.FAIL : strike.landed() ? Verdict.PASS : Verdict.INCONCLUSIVE;
        return new Result(seed, fault, cycle, verdict, strike.evidence(), strike.recovery().toMillis() / 1e3,
                rig.users().acknowledged() - before, violations);
    }

    private void keep(Result result, int all) throws IOException {
        results.add(result);
        System.out.printf(Locale.ROOT, "%-4s %3d/%d  %-12s %5.1f s  %s%n", result.fault(), result.cycle() + 1, all,
                result.verdict(), result.recoverySeconds(), result.evidence());
        result.violations().stream().limit(SHOWN).forEach(violation -> System.out.println("       " + violation));
        if (result.violations().size() > SHOWN) {
            System.out.println("       and " + (result.violations().size() - SHOWN) + " more");
        }
        if (file != null) {
            Files.writeString(file, JSON.writeValueAsString(result) + "\n", StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        }
    }

    private void showProgress(int struck, int planned) {
        var passed = Duration.ofNanos(System.nanoTime() - started);
        System.out.printf(Locale.ROOT, "       %d of %d struck in %d:%02d min, about %d min to go%n", struck, planned,
                passed.toMinutes(), passed.toSecondsPart(),
                passed.dividedBy(struck).multipliedBy(planned - struck).toMinutes());
    }

    private Set<String> done() throws IOException {
        var done = new HashSet<String>();
        if (file != null && Files.exists(file)) {
            for (var line : Files.readAllLines(file)) {
                var known = JSON.readValue(line, Result.class);
                if (known.seed() == seed) {
                    results.add(known);
                    done.add(known.fault() + " " + known.cycle());
                }
            }
        }
        return done;
    }

    private String summary() {
        var table = new StringBuilder();
        for (var fault : Fault.values()) {
            var of = results.stream().filter(result -> result.fault() == fault).toList();
            if (!of.isEmpty()) {
                var verdicts = Arrays.stream(Verdict.values())
                        .map(verdict -> of.stream().filter(result -> result.verdict() == verdict).count() + " "
                                + verdict.name().toLowerCase(Locale.ROOT))
                        .toList();
                table.append(String.format(Locale.ROOT, "%-4s %-55s %s, longest recovery %.1f s%n", fault, fault.what(),
                        String.join(", ", verdicts),
                        of.stream().mapToDouble(Result::recoverySeconds).max().orElse(0)));
            }
        }
        return table.append("acknowledged commands ").append(results.stream().mapToLong(Result::acknowledged).sum())
                .toString();
    }
}
