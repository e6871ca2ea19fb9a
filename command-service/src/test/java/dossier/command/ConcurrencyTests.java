package dossier.command;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

import dossier.command.CommandApi.Reply;

import static org.assertj.core.api.Assertions.assertThat;

/** Two instances on one log give the answers of one. */
class ConcurrencyTests {

    private static final int CLIENTS = 50;
    private static final String CONTACT = """
            {"channel":"PHONE","reached":true,"note":"called"}""";
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
                .allMatch(number -> number.matches("440500\\d{11}"));
    }

    private static String submit() {
        return FIRST.post("clerk", "/api/applications", Bodies.application()).header("Location");
    }

    private static String paid() {
        var id = FIRST.post("clerk", "/api/applications", Bodies.application().replace("LOST", "FIRST_ISSUE"))
                .header("Location");
        SECOND.put("verifier", id + "/verification", Bodies.verification());
        FIRST.put("reviewer", id + "/approval", "{}");
        return id;
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
