package dossier.systemtests;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import dossier.backing.ServiceProcess;

import static dossier.systemtests.CardCase.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

/** Two of each service on the same data answer as one would. */
@Tag(DossierProcesses.ONLY)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SideBySideTests {

    private final DossierProcesses dossier = DossierProcesses.shared();
    private final ServiceProcess commands = dossier.startCommandService();
    private final ServiceProcess queries = dossier.startQueryService("query-2");
    private final Caller one = dossier.anonymous();
    private final Caller other = dossier.at(commands, queries);

    @BeforeAll
    void theSecondPairIsReady() {
        commands.awaitReady();
        queries.awaitReady();
    }

    @AfterAll
    void theSecondPairLeaves() {
        commands.close();
        queries.close();
    }

    @Test
    void theStepsOfACaseMayAlternate() {
        var submitted = CardCase.submitted(dossier);
        for (int i = 0; i < 10; i++) {
            assertThat(succeeded(submitted.contact((i % 2 == 0 ? other : one).as("clerk"))).version())
                    .isEqualTo(i + 2);
        }
        submitted.view(11);
        var views = Stream.of(one, other).map(side -> side.as("clerk").get(submitted.path())).toList();
        assertThat(views).extracting(Answer::status).containsOnly(200);
        assertThat(views.get(0).body()).isEqualTo(views.get(1).body());
        var histories = Stream.of(one, other)
                .map(side -> side.as("clerk").get(submitted.path() + "/history")).toList();
        assertThat(histories.get(0).body().path("entries")).hasSize(11);
        assertThat(histories.get(0).body()).isEqualTo(histories.get(1).body());
    }

    @Test
    void aStaleCacheRefusesNothingThatTheLogAllows() {
        var seen = CardCase.submitted(dossier);
        succeeded(seen.contact(other.as("clerk")));
        succeeded(seen.verify("verifier"));
        var approval = other.as("reviewer").put(seen.path() + "/approval", "{}");
        assertThat(succeeded(approval).version()).isEqualTo(4);
    }

    @Test
    void aPersonHasOneOpenApplicationInAll() throws Exception {
        var person = Applicants.somebody();
        assertThat(alternating(20, side -> side.as("clerk").post("/api/applications", Applicants.lostCard(person))))
                .extracting(Answer::status).containsOnlyOnce(201).containsOnly(201, 409);
    }

    @Test
    void aKeyHasOneEffectInAll() throws Exception {
        var application = Applicants.lostCard();
        var key = Applicants.receipt();
        var answers = alternating(50,
                side -> side.as("clerk").with("Idempotency-Key", key).post("/api/applications", application));
        assertThat(answers).extracting(Answer::status).containsOnly(201);
        assertThat(answers).extracting(Answer::body).containsOnly(answers.getFirst().body());
        assertThat(dossier.events(answers.getFirst().id())).isEqualTo(1);
    }

    @Test
    void aVersionHasOneWinnerInAll() throws Exception {
        var submitted = CardCase.submitted(dossier);
        assertThat(alternating(20, side -> submitted.contact(side.as("clerk").with("If-Match", "\"1\""))))
                .extracting(Answer::status).containsOnlyOnce(200).containsOnly(200, 412);
        assertThat(dossier.events(submitted.id())).isEqualTo(2);
    }

    @Test
    void whenOneIsGoneTheOtherGoesOnAlone() {
        var submitted = CardCase.submitted(dossier);
        dossier.commands().kill();
        dossier.queries().kill();
        try {
            succeeded(submitted.contact(other.as("clerk")));
            Awaitility.await().atMost(DossierSystem.SOON).until(() -> other.as("clerk").get(submitted.path()),
                    view -> view.version() == 2);
            assertThat(dossier.topics().events(submitted.id(), 2)).hasSize(2);
        } finally {
            dossier.commands().restart();
            dossier.queries().restart();
        }
        assertThat(submitted.view(2).version()).isEqualTo(2);
    }

    private List<Answer> alternating(int times, Function<Caller, Answer> request)
            throws Exception {
        return RepeatedCommandsTests.together(IntStream.range(0, times)
                .<Callable<Answer>>mapToObj(i -> () -> request.apply(i % 2 == 0 ? one : other)).toList());
    }
}
