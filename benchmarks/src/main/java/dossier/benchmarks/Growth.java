package dossier.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import dossier.backing.BackingServices;

import static java.util.Objects.requireNonNull;

/**
 * What it costs that much is stored: an installation with few events and one with many stand side by side, and everything
 * is asked of both in turns.
 */
final class Growth {

    private static final int FEW = 10_000;
    private static final int MANY = 10_000_000;
    /** As many are asked for of many as few has, so that memory holds what is asked for of both. */
    private static final int CASES = FEW / Lives.LENGTH;
    private static final int ROUNDS = 9;
    private static final int READS = 200;
    private static final int READS_TO_WARM_UP = 4_000;
    /** Short turns, and many: what else PostgreSQL does in between then hits both alike. */
    private static final int TURNS = 101;
    private static final int LIVES = 100;
    private static final int LIVES_TO_WARM_UP = 30_000;

    private static final double GIB = 1L << 30;

    private final Report report;
    private final BackingServices backing;
    private final Path directory;

    Growth(Report report, BackingServices backing, Path directory) {
        this.report = report;
        this.backing = backing;
        this.directory = directory;
    }

    /** Somebody's question to the query API. */
    private record Question(String name, String role, Function<Filled, String> path) {

        /** How long each took, sorted. */
        double[] millis(Filled system, Map<String, String> tokens, int times) throws IOException {
            var millis = new double[times];
            try (var queries = system.queries()) {
                for (int i = 0; i < times; i++) {
                    var path = this.path.apply(system);
                    long asked = System.nanoTime();
                    queries.send(new Call("GET", "/api/applications" + path, requireNonNull(tokens.get(role)), ""));
                    millis[i] = (System.nanoTime() - asked) / 1e6;
                }
            }
            Arrays.sort(millis);
            return millis;
        }
    }

    private static final List<Question> QUESTIONS = List.of(
            new Question("history", "auditor", system -> "/" + system.oneOf(CASES) + "/history"),
            new Question("list_newest", "clerk", _ -> ""),
            new Question("list_by_status", "clerk", _ -> "?status=CARD_ISSUED&sort=dueAt"),
            new Question("list_by_region", "clerk", _ -> "?region=440500&sort=submittedAt"));

    /** Mostly of a case that nobody has asked for, which no memory may hold. */
    private static final Question SELDOM = new Question("history_seldom_asked", "auditor",
            system -> "/" + system.anyCase() + "/history");

    void measure() throws Exception {
        var few = new Filled(backing.newInstallation(), directory);
        var many = new Filled(backing.newInstallation(), directory);
        try (few; many) {
            few.fill(FEW);
            many.fill(MANY);
            report.figure("log_and_ledger_GiB_of_many", many.bytesOfLog() / GIB);
            report.figure("read_models_GiB_of_many", many.bytesOfReadModels() / GIB);
            reads(few, many);
        }
        var aside = new Filled(backing.newInstallation(), directory);
        try (aside) {
            aside.fill(FEW);
        }
        appends(aside, few, many);
    }

    private void reads(Filled few, Filled many) throws IOException {
        var tokens = LifeCycle.tokens(backing.signIn());
        for (var question : QUESTIONS) {
            System.err.println("Asking for " + question.name());
            question.millis(few, tokens, READS_TO_WARM_UP);
            question.millis(many, tokens, READS_TO_WARM_UP);
            var ofFew = new ArrayList<double[]>();
            var ofMany = new ArrayList<double[]>();
            for (int round = 0; round < ROUNDS; round++) {
                ofFew.add(question.millis(few, tokens, READS));
                ofMany.add(question.millis(many, tokens, READS));
            }
            report.ratioOfAtMost(1.2, question.name() + "_of_many_vs_few",
                    report.percentiles(question.name() + "_of_many", ofMany).p50()
                            / report.percentiles(question.name() + "_of_few", ofFew).p50());
        }
        report.percentiles(SELDOM.name() + "_of_many", List.of(SELDOM.millis(many, tokens, READS_TO_WARM_UP)));
    }

    /** @param aside what the JIT compiler learns on, so that the others stay as they are */
    private void appends(Filled aside, Filled few, Filled many) throws Exception {
        System.err.println("Appending");
        try (var warmUp = new Appends(aside); var toFew = new Appends(few); var toMany = new Appends(many)) {
            warmUp.perSecond(LIVES_TO_WARM_UP);
            toFew.perSecond(LIVES);
            toMany.perSecond(LIVES);
            var ofFew = new ArrayList<Double>();
            var ofMany = new ArrayList<Double>();
            for (int turn = 0; turn < TURNS; turn++) {
                ofFew.add(toFew.perSecond(LIVES));
                ofMany.add(toMany.perSecond(LIVES));
            }
            report.ratioOfAtMost(1.1, "append_to_many_vs_few",
                    report.rounds("appends_to_few_per_second", ofFew)
                            / report.rounds("appends_to_many_per_second", ofMany));
        }
    }
}
