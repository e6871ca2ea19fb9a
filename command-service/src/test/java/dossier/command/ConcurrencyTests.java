package dossier.command;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

import dossier.command.CommandApi.Reply;

import static org.assertj.core.api.Assertions.assertThat;

/** Two instances on one log give the answers of one. */
class ConcurrencyTests {

    private static final int CLIENTS = 50;
    private static final String CONTACT = """
            {"channel":"PHONE","reached":true,"note":"called"}""";
    private static final String UPHELD = "{\"outcome\":\"UPHELD\",\"reason\":\"indeed\"}";
    private static final CommandApi FIRST = CommandApi.shared();
    private static final CommandApi SECOND = CommandApi.start(CommandApi.sharedInstallation());

    @AfterAll
    static void stop() {
        SECOND.close();
    }

    @Test
    void withoutIfMatchEveryCommandThatTheNewestStateAllowsSucceeds() throws Exception {
        var id = submit();
        var replies = inParallel((api, _) -> api.post("clerk", id + "/contacts", CONTACT));
        assertThat(replies).extracting(Reply::status).containsOnly(200);
        assertThat(replies).extracting(reply -> reply.json().path("version").asInt())
                .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(2, CLIENTS + 1).boxed().toList());
    }

    @Test
    void withIfMatchOneWinsAVersion() throws Exception {
        var id = submit();
        var replies = inParallel((api, _) -> api.post("clerk", id + "/contacts", CONTACT, "If-Match", "\"1\""));
        assertThat(replies).filteredOn(reply -> reply.status() == 200).hasSize(1);
        assertThat(replies).filteredOn(reply -> reply.code().equals("stale-version")).hasSize(CLIENTS - 1);
    }

    @Test
    void whatAnotherInstanceDidMeanwhileDecides() {
        var id = submit();
        assertThat(FIRST.post("clerk", id + "/contacts", CONTACT).status()).isEqualTo(200);
        assertThat(SECOND.put("verifier", id + "/verification", Bodies.verification()).status()).isEqualTo(200);
        var allowedByNow = FIRST.put("reviewer", id + "/approval", "{}");
        assertThat(allowedByNow.json().path("version").asInt()).isEqualTo(4);
        assertThat(SECOND.put("verifier", id + "/verification", Bodies.verification()).code())
                .isEqualTo("wrong-status");
        assertThat(SECOND.post("cashier", id + "/payments", Bodies.payment("20.00")).status()).isEqualTo(200);
        assertThat(FIRST.post("clerk", id + "/contacts", CONTACT, "If-Match", "\"4\"").code())
                .isEqualTo("stale-version");
        assertThat(FIRST.put("issuer", id + "/card", "{}", "If-Match", "\"5\"").status()).isEqualTo(200);
    }

    @Test
    void ofOnePersonsSubmissionsOneIsTaken() throws Exception {
        var person = Bodies.citizenId();
        var replies = inParallel((api, _) -> api.post("clerk", "/api/applications", Bodies.application(person)));
        assertThat(replies).filteredOn(reply -> reply.status() == 201).hasSize(1);
        assertThat(replies).filteredOn(reply -> reply.code().equals("duplicate-application")).hasSize(CLIENTS - 1);
    }

    @Test
    void aCommandThatLosesToAnEndIsRefusedByTheNewState() throws Exception {
        var id = submit();
        var replies = inParallel((api, n) -> n % 2 == 0
                ? api.put("clerk", id + "/withdrawal", "{\"reason\":\"found it\"}")
                : api.put("verifier", id + "/verification", Bodies.verification()));
        assertThat(replies).allMatch(reply -> reply.status() == 200 || reply.code().equals("wrong-status"));
        assertThat(replies).filteredOn(reply -> reply.json().path("status").asString().equals("WITHDRAWN")
                && reply.status() == 200).hasSize(1);
    }

    @Test
    void cardNumbersAreUnique() throws Exception {
        var ids = IntStream.range(0, CLIENTS).mapToObj(_ -> paid()).toList();
        var replies = inParallel((api, n) -> api.put("issuer", ids.get(n) + "/card", "{}"));
        assertThat(replies).extracting(reply -> reply.json().path("cardNumber").asString()).doesNotHaveDuplicates()
                .allMatch(number -> number.matches("440500\\d{11}")).allMatch(ConcurrencyTests::hasLuhnDigit);
    }

    @Test
    void ofManyPaymentsWithOneReceiptOneIsTaken() throws Exception {
        var ids = IntStream.range(0, CLIENTS).mapToObj(_ -> approved(Bodies.application())).toList();
        var payment = Bodies.payment("5.00");
        var replies = inParallel((api, n) -> api.post("cashier", ids.get(n) + "/payments", payment));
        assertThat(replies).filteredOn(reply -> reply.status() == 200).hasSize(1);
        assertThat(replies).filteredOn(reply -> reply.status() == 409 && reply.code().equals("duplicate-receipt"))
                .hasSize(CLIENTS - 1);
    }

    /** Whoever is first, the appeal that is upheld or one of the submissions, is the only one. */
    @RepeatedTest(3)
    void anUpheldAppealAndSubmissionsOfOnePersonLeaveOneOpenApplication(RepetitionInfo repetition) throws Exception {
        var person = Bodies.citizenId();
        var appealed = FIRST.post("clerk", "/api/applications", Bodies.application(person)).header("Location");
        FIRST.put("reviewer", appealed + "/rejection", "{\"reasons\":[\"insured elsewhere\"],\"remedies\":\"none\"}");
        FIRST.post("clerk", appealed + "/appeals", "{\"reason\":\"not so\"}");
        int decision = (repetition.getCurrentRepetition() - 1) * CLIENTS / 4;
        var replies = inParallel((api, n) -> n == decision
                ? api.put("reviewer2", appealed + "/appeal-decision", UPHELD)
                : api.post("clerk", "/api/applications", Bodies.application(person)));
        assertThat(replies).filteredOn(reply -> reply.status() < 300).hasSize(1);
        assertThat(replies).filteredOn(reply -> reply.code().equals("duplicate-application")).hasSize(CLIENTS - 1);
        assertThat(SECOND.get("clerk", appealed + "/clock").json().path("status").asString())
                .isEqualTo(replies.get(decision).status() == 200 ? "VERIFIED" : "APPEALED");
        assertThat(FIRST.post("clerk", "/api/applications", Bodies.application(person)).code())
                .isEqualTo("duplicate-application");
    }

    private static String submit() {
        return FIRST.post("clerk", "/api/applications", Bodies.application()).header("Location");
    }

    private static String paid() {
        return approved(Bodies.application().replace("LOST", "FIRST_ISSUE"));
    }

    private static String approved(String application) {
        var id = FIRST.post("clerk", "/api/applications", application).header("Location");
        SECOND.put("verifier", id + "/verification", Bodies.verification());
        FIRST.put("reviewer", id + "/approval", "{}");
        return id;
    }

    /** All digits together, every second one from the right doubled, are a multiple of ten. */
    private static boolean hasLuhnDigit(String number) {
        var fromTheRight = new StringBuilder(number).reverse();
        return IntStream.range(0, number.length()).map(i -> (fromTheRight.charAt(i) - '0') * (1 + i % 2))
                .map(product -> product / 10 + product % 10).sum() % 10 == 0;
    }

    private interface Call {
        Reply on(CommandApi api, int number);
    }

    private static List<Reply> inParallel(Call call) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var calls = IntStream.range(0, CLIENTS)
                    .mapToObj(n -> (Callable<Reply>) () -> call.on(n % 2 == 0 ? FIRST : SECOND, n)).toList();
            return threads.invokeAll(calls).stream().map(Future::resultNow).toList();
        }
    }
}
