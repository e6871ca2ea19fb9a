package dossier.query;

import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

import io.micrometer.core.instrument.MeterRegistry;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

import dossier.query.ParkedOperations.GiveUp;
import dossier.query.World.Answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

@QueryServiceTest
class ParkedTests {

    private static final String PARKED = "/api/operations/parked";

    private final World world = World.SHARED;

    @LocalServerPort
    private int port;
    @Autowired
    private MeterRegistry metrics;

    @Nested
    class Listing {

        @Test
        void an_application_with_an_unknown_event_is_listed_with_its_first_record_and_nobody_else() {
            var story = new Story(world).submitted().contactRecorded("").typed("dossier.CardBurnt.v1")
                    .informationVerified().sent();
            var other = new Story(world).issued().sent();
            awaitVersion(other, 5);

            var item = awaitWaiting(story, 2);

            assertThat(find(other)).isNull();
            assertThat(item.at("/since").asString()).isNotEmpty();
            var first = item.get("first");
            assertThat(first.get("sequence").asInt()).isEqualTo(2);
            assertThat(first.get("type").asString()).isEqualTo("dossier.CardBurnt.v1");
            assertThat(first.get("reason").asString()).isEqualTo("unknown event type CardBurnt");
            assertThat(first.get("topic").asString()).isEqualTo(world.topic);
            assertThat(first.get("partition").asString() + '@' + first.get("offset").asString())
                    .isEqualTo(world.sql("select partition || '@' || record_offset from parked_record where id = "
                            + first.get("record").asString()));
        }

        @Test
        void a_record_of_no_application_is_listed_by_itself() {
            var before = list().stream().filter(item -> item.get("applicationId").isNull()).count();

            world.send(new ProducerRecord<>(world.topic, "nobody", "?".getBytes(StandardCharsets.UTF_8)));
            world.flush();

            await().atMost(World.PATIENCE).until(() -> list().stream()
                    .filter(item -> item.get("applicationId").isNull()).count(), count -> count == before + 1);
            var stranger = list().getLast();
            assertThat(stranger.get("waiting").asInt()).isEqualTo(1);
            assertThat(stranger.at("/first/sequence").isNull()).isTrue();
            assertThat(stranger.at("/first/type").isNull()).isTrue();
        }

        @Test
        void pages_follow_each_other_without_a_gap() {
            for (int i = 0; i < 3; i++) {
                awaitWaiting(new Story(world).submitted().poisoned().sent(), 1);
            }
            assertThat(all(PARKED, 1)).isEqualTo(list()).hasSizeGreaterThan(2);
        }
    }

    @Nested
    class Retry {

        @Test
        void without_a_cure_everything_goes_on_waiting_and_that_is_recorded() {
            var story = new Story(world).submitted().poisoned().informationVerified().sent();
            var parked = awaitWaiting(story, 2);
            var before = count("retries");

            var answer = retry(story);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body().get("applied")).isEmpty();
            assertThat(answer.body().get("parked")).isEqualTo(parked).isEqualTo(find(story));
            var action = actions(story).getFirst();
            assertThat(action.get("action").asString()).isEqualTo("RETRY");
            assertThat(action.get("actor").asString() + " as " + action.get("role").asString())
                    .isEqualTo("supervisor-person as supervisor");
            assertThat(action.get("record")).isEqualTo(parked.get("first"));
            assertThat(action.get("reason").isNull()).isTrue();
            assertThat(action.get("waiting").asInt()).isEqualTo(2);
            assertThat(action.get("waitingFor")).isEqualTo(parked.at("/first/reason"));
            assertThat(count("retries")).isEqualTo(before + 1);
        }

        @Test
        void what_this_version_can_read_by_now_is_upcast_and_all_behind_it_applied_in_order() {
            var story = new Story(world).submitted().informationVerified().reviewApproved()
                    .typed("dossier.ReviewApproved.v9").paymentRecorded("820.00", "0.00").cardIssued().sent();
            awaitWaiting(story, 3);
            world.execute("update parked_record set header_values = array_replace(header_values, "
                    + "'dossier.ReviewApproved.v9'::bytea, 'dossier.ReviewApproved.v1'::bytea) "
                    + "where application_id = '" + story.id + "'");

            var answer = retry(story);

            assertThat(ints(answer.body().get("applied"))).containsExactly(3, 4, 5);
            assertThat(answer.body().get("parked").isNull()).isTrue();
            assertThat(find(story)).isNull();
            var view = view(story);
            assertThat(view.text("/version") + view.text("/status")).isEqualTo("5CARD_ISSUED");
            assertThat(view.body().get("skipped")).isEmpty();
            assertThat(sequences(story)).containsExactly(1, 2, 3, 4, 5);
        }

        @Test
        void a_gap_goes_on_waiting_until_the_missing_event_comes() {
            var story = new Story(world).issued().sent(1, 1).sent(3, 5);
            awaitWaiting(story, 3);

            assertThat(retry(story).text("/parked/first/reason")).isEqualTo("sequence 3 where 2 was expected");
            story.sent(2, 2);

            awaitVersion(story, 5);
            assertThat(retry(story).text("/code")).isEqualTo("not-parked");
            assertThat(retry(story).status()).isEqualTo(404);
            assertThat(actions(story)).hasSize(1);
        }
    }

    @Nested
    class Skip {

        @Test
        void gives_up_the_first_record_only_and_view_history_and_record_say_so() {
            var story = new Story(world).submitted().poisoned().informationVerified().poisoned().reviewApproved()
                    .sent();
            var first = awaitWaiting(story, 4).get("first");
            var before = count("skips");

            var answer = skip(story, "card office called 13812345678");

            assertThat(ints(answer.body().get("skipped"))).containsExactly(2);
            assertThat(ints(answer.body().get("applied"))).containsExactly(3);
            assertThat(answer.text("/parked/waiting")).isEqualTo("2");
            assertThat(answer.text("/parked/first/sequence")).isEqualTo("4");
            assertThat(view(story).text("/version") + view(story).text("/status")).isEqualTo("3VERIFIED");
            assertThat(ints(view(story).body().get("skipped"))).containsExactly(2);
            assertThat(ints(history(story).get("skipped"))).containsExactly(2);
            assertThat(sequences(story)).containsExactly(1, 3);
            var action = actions(story).getFirst();
            assertThat(action.get("action").asString()).isEqualTo("SKIP");
            assertThat(action.get("record")).isEqualTo(first);
            assertThat(action.get("reason").asString()).isEqualTo("card office called 138****5678");
            assertThat(ints(action.get("skipped"))).containsExactly(2);
            assertThat(ints(action.get("applied"))).containsExactly(3);
            assertThat(action.get("waiting").asInt()).isEqualTo(2);
            assertThat(count("skips")).isEqualTo(before + 1);

            skip(story, "again");

            assertThat(view(story).text("/version") + view(story).text("/status")).isEqualTo("5APPROVED");
            assertThat(ints(view(story).body().get("skipped"))).containsExactly(2, 4);
            assertThat(find(story)).isNull();
        }

        @Test
        void later_events_follow_and_what_was_given_up_does_not_stop_them_when_it_comes_again() {
            var story = new Story(world).submitted().poisoned().sent();
            awaitWaiting(story, 1);

            skip(story, "unreadable");
            story.informationVerified().sent(2, 3);

            awaitVersion(story, 3);
            assertThat(find(story)).isNull();
            assertThat(sequences(story)).containsExactly(1, 3);
        }

        @Test
        void where_events_never_came_it_gives_up_those_and_keeps_the_record() {
            var story = new Story(world).issued().sent(1, 1).sent(4, 4);
            awaitWaiting(story, 1);

            var answer = skip(story, "lost", GiveUp.EVENTS_BEFORE);

            assertThat(ints(answer.body().get("skipped"))).containsExactly(2, 3);
            assertThat(ints(answer.body().get("applied"))).containsExactly(4);
            story.sent(2, 3).sent(5, 5);
            awaitVersion(story, 5);
            assertThat(find(story)).isNull();
            assertThat(sequences(story)).containsExactly(1, 4, 5);
        }

        @Test
        void a_record_far_ahead_of_its_case_is_given_up_itself_or_what_comes_before_it_but_never_by_default() {
            var story = new Story(world).submitted().sent();
            story.informationVerified();
            story.records.getLast().headers().remove("ce_sequence").add("ce_sequence",
                    "900".getBytes(StandardCharsets.UTF_8));
            story.sent(2, 2);
            awaitWaiting(story, 1);

            assertThat(skip(story, "a stranger").text("/code")).isEqualTo("earlier-events-missing");
            var answer = skip(story, "a stranger", GiveUp.RECORD);

            assertThat(answer.body().get("skipped")).isEmpty();
            assertThat(find(story)).isNull();
            assertThat(sequences(story)).containsExactly(1);
        }

        @Test
        void a_record_without_a_sequence_takes_nothing_with_it() {
            var story = new Story(world).submitted().sent();
            world.send(new ProducerRecord<>(world.topic, story.id.toString(), new byte[]{1}));
            story.informationVerified().sent(2, 2);
            awaitWaiting(story, 2);

            var answer = skip(story, "not ours");

            assertThat(answer.body().get("skipped")).isEmpty();
            assertThat(ints(answer.body().get("applied"))).containsExactly(2);
            assertThat(sequences(story)).containsExactly(1, 2);
        }

        @Test
        void an_unreadable_copy_does_not_take_the_event_with_it() {
            var story = new Story(world).submitted().poisoned().sent();
            story.records.removeLast();
            story.informationVerified().sent(2, 2);
            awaitWaiting(story, 2);

            var answer = skip(story, "a broken copy");

            assertThat(answer.body().get("skipped")).isEmpty();
            assertThat(ints(answer.body().get("applied"))).containsExactly(2);
        }

        @Test
        void repeated_it_gives_up_nothing_more() {
            var story = new Story(world).submitted().poisoned().poisoned().sent();
            var record = awaitWaiting(story, 2).at("/first/record").asString();
            assertThat(skip(story, record, "once").status()).isEqualTo(200);

            var again = skip(story, record, "once");

            assertThat(again.status()).isEqualTo(409);
            assertThat(again.text("/code")).isEqualTo("not-first");
            assertThat(view(story).text("/version")).isEqualTo("2");
            assertThat(find(story).get("waiting").asInt()).isEqualTo(1);
            assertThat(actions(story)).hasSize(1);
        }

        @Test
        void a_submission_cannot_be_given_up() {
            var story = new Story(world).poisoned().informationVerified().sent();
            awaitWaiting(story, 2);

            var answer = skip(story, "broken");

            assertThat(answer.status()).isEqualTo(409);
            assertThat(answer.text("/code")).isEqualTo("not-skippable");
            assertThat(find(story).get("waiting").asInt()).isEqualTo(2);
            assertThat(actions(story)).isEmpty();
        }

        @Test
        void nor_more_events_than_an_application_has() {
            var story = new Story(world).submitted().sent();
            story.informationVerified();
            story.records.getLast().headers().remove("ce_sequence").add("ce_sequence",
                    "2000000000".getBytes(StandardCharsets.UTF_8));
            story.sent(2, 2);
            awaitWaiting(story, 1);

            assertThat(skip(story, "lost", GiveUp.EVENTS_BEFORE).text("/code")).isEqualTo("not-skippable");
            assertThat(view(story).text("/version")).isEqualTo("1");
        }
    }

    @Test
    void an_act_waits_for_the_batch_that_is_being_applied() throws Exception {
        var story = new Story(world).submitted().poisoned().sent();
        awaitWaiting(story, 1);

        try (var batch = world.installation.read(); var statement = batch.createStatement()) {
            batch.setAutoCommit(false);
            statement.execute("select 1 from consumer_offset for update");
            var answer = CompletableFuture.supplyAsync(() -> retry(story));
            await().atMost(World.PATIENCE).until(() -> world.sql("select count(*) from pg_locks where not granted"),
                    waiting -> !"0".equals(waiting));
            assertThat(answer).isNotDone();

            batch.commit();

            assertThat(answer.get().status()).isEqualTo(200);
        }
    }

    @Test
    void retries_and_skips_in_the_midst_of_arriving_events_lose_double_and_reorder_nothing() throws Exception {
        int last = 60;
        var stories = IntStream.range(0, 4).mapToObj(_ -> {
            var story = new Story(world).submitted();
            IntStream.rangeClosed(2, last).forEach(
                    sequence -> {
                        if (sequence % 3 == 0) {
                            story.poisoned();
                        } else {
                            story.contactRecorded("");
                        }
                    });
            return story;
        }).toList();
        var statuses = ConcurrentHashMap.<Integer>newKeySet();
        Callable<Void> operator = () -> {
            var end = System.nanoTime() + World.PATIENCE.toNanos();
            while (System.nanoTime() < end && stories.stream()
                    .anyMatch(story -> !Integer.toString(last).equals(view(story).text("/version")))) {
                for (var story : stories) {
                    var parked = retry(story);
                    statuses.add(parked.status());
                    if (parked.text("/parked/first/record") != null) {
                        statuses.add(skip(story, parked.text("/parked/first/record"), "unreadable").status());
                    }
                }
            }
            return null;
        };

        try (var operators = Executors.newFixedThreadPool(2)) {
            var acting = List.of(operators.submit(operator), operators.submit(operator));
            for (int sequence = 1; sequence <= last; sequence++) {
                for (var story : stories) {
                    story.sent(sequence, sequence);
                }
            }
            for (var one : acting) {
                one.get();
            }
        }

        assertThat(statuses).isSubsetOf(200, 404, 409);
        for (var story : stories) {
            var poisoned = IntStream.rangeClosed(1, last).filter(sequence -> sequence % 3 == 0).boxed().toList();
            assertThat(ints(view(story).body().get("skipped"))).isEqualTo(poisoned);
            assertThat(sequences(story)).containsExactlyElementsOf(IntStream.rangeClosed(1, last).boxed()
                    .filter(sequence -> !poisoned.contains(sequence)).toList());
            assertThat(find(story)).isNull();
            var actions = actions(story);
            assertThat(actions).filteredOn(action -> "SKIP".equals(action.get("action").asString()))
                    .hasSize(poisoned.size());
            assertThat(actions).extracting(action -> action.at("/record/reason").asString())
                    .allSatisfy(reason -> assertThat(reason).startsWith("unreadable ContactRecorded"));
        }
    }

    @Nested
    class Refusals {

        @ParameterizedTest
        @ValueSource(strings = {"clerk", "verifier", "reviewer", "cashier", "issuer", "applicant", "downstream"})
        void others_neither_see_nor_act(String role) {
            for (var answer : List.of(world.get(port, PARKED, role), world.get(port, PARKED + "/actions", role),
                    world.post(port, PARKED + "/" + UUID.randomUUID() + "/retry", "", role),
                    world.post(port, PARKED + "/" + UUID.randomUUID() + "/skip", "{}", role))) {
                assertThat(answer.status()).isEqualTo(403);
                assertThat(answer.text("/code")).isEqualTo("role-missing");
            }
        }

        @Test
        void an_auditor_sees_and_does_not_act() {
            assertThat(world.get(port, PARKED, "auditor").status()).isEqualTo(200);
            assertThat(world.get(port, PARKED + "/actions", "auditor").status()).isEqualTo(200);
            assertThat(world.get(port, PARKED + "/actions").status()).isEqualTo(401);
            for (var act : List.of("/retry", "/skip")) {
                assertThat(world.post(port, PARKED + "/" + UUID.randomUUID() + act, "{}", "auditor").status())
                        .isEqualTo(403);
            }
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                ``                                    |                | must be one JSON object
                null                                  |                | must be one JSON object
                {"reason":                            |                | is not well-formed JSON
                {}                                    | reason, record | must be
                {"reason":"x"}                        | record         | must be the first record that waits
                {"reason":"x","record":null}          | record         | must be the first record that waits
                {"reason":" ","record":1}             | reason         | must be a text of 1 to 500 characters
                {"reason":"a\\u0000","record":1}      | reason         | must be a text of 1 to 500 characters
                {"reason":"\\ud800","record":1}       | reason         | must be a text of 1 to 500 characters
                {"reason":"x","record":"one"}         | record         | is no member, or not of its kind
                {"reason":{},"record":1}              | reason         | is no member, or not of its kind
                {"reason":"x","record":1,"offset":7}  | offset         | is no member, or not of its kind
                {"reason":"x","record":1} {}          |                | must be one JSON object
                """)
        void a_skip_that_is_not_well_told_is_refused(String body, String fields, String message) {
            var answer = world.post(port, PARKED + "/" + UUID.randomUUID() + "/skip", body, "supervisor");

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text("/code")).isEqualTo("invalid-request");
            assertThat(answer.body().get("errors").valueStream().map(error -> error.get("field").asString()))
                    .containsExactly(fields == null ? new String[]{""} : fields.split(", "));
            assertThat(answer.text("/errors/0/message")).startsWith(message);
        }

        @Test
        void a_reason_is_not_too_long_nor_a_body_too_large() {
            var path = PARKED + "/" + UUID.randomUUID() + "/skip";
            var body = "{\"reason\":\"%s\",\"record\":1}";

            assertThat(world.post(port, path, body.formatted("字".repeat(500)), "supervisor").text("/code"))
                    .isEqualTo("not-parked");
            assertThat(world.post(port, path, body.formatted("字".repeat(501)), "supervisor").text("/code"))
                    .isEqualTo("invalid-request");
            assertThat(world.post(port, path, body.formatted("x".repeat(9_000)), "supervisor").text("/code"))
                    .isEqualTo("body-too-large");
        }

        @Test
        void paths_and_parameters_are_checked() {
            assertThat(world.post(port, PARKED + "/12/retry", "", "supervisor").text("/errors/0/field"))
                    .isEqualTo("applicationId");
            assertThat(world.get(port, PARKED + "?limit=201", "auditor").text("/errors/0/field")).isEqualTo("limit");
            assertThat(world.get(port, PARKED + "?cursor=x", "auditor").text("/errors/0/field")).isEqualTo("cursor");
            assertThat(world.get(port, PARKED + "/actions?actor=x", "auditor").text("/errors/0/message"))
                    .isEqualTo("unknown parameter");
        }

        @ParameterizedTest
        @ValueSource(strings = {"update parked_action set actor = 'nobody'", "delete from parked_action",
                "truncate parked_action"})
        void the_service_cannot_change_what_it_recorded(String statement) throws SQLException {
            var settings = world.installation.queryService();
            try (var service = DriverManager.getConnection(settings.get("dossier.read.url"),
                    settings.get("dossier.read.user"), settings.get("dossier.read.password"));
                    var attempt = service.createStatement()) {
                assertThatThrownBy(() -> attempt.execute(statement)).isInstanceOfSatisfying(SQLException.class,
                        e -> assertThat(e.getSQLState()).isEqualTo("42501"));
            }
        }
    }

    private Answer retry(Story story) {
        return world.post(port, PARKED + "/" + story.id + "/retry", "", "supervisor");
    }

    /** The first record that waits now. */
    private Answer skip(Story story, String reason) {
        return skip(story, find(story).at("/first/record").asString(), reason);
    }

    /** @param giveUp events before it, or the record */
    private Answer skip(Story story, String reason, GiveUp giveUp) {
        return world.post(port, PARKED + "/" + story.id + "/skip", "{\"reason\":\"" + reason + "\",\"record\":"
                + find(story).at("/first/record").asString() + ",\"giveUp\":\"" + giveUp + "\"}", "supervisor");
    }

    private Answer skip(Story story, String record, String reason) {
        return world.post(port, PARKED + "/" + story.id + "/skip",
                "{\"reason\":\"" + reason + "\",\"record\":" + record + "}", "supervisor");
    }

    private JsonNode awaitWaiting(Story story, int records) {
        return await().atMost(World.PATIENCE).until(() -> find(story),
                item -> item != null && item.get("waiting").asInt() == records);
    }

    private JsonNode find(Story story) {
        return list().stream().filter(item -> story.id.toString().equals(item.get("applicationId").asString()))
                .findFirst().orElse(null);
    }

    private List<JsonNode> list() {
        return all(PARKED, 200);
    }

    private List<JsonNode> actions(Story story) {
        return all(PARKED + "/actions", 200).stream()
                .filter(action -> story.id.toString().equals(action.get("applicationId").asString())).toList();
    }

    /** What all pages of this size have together. */
    private List<JsonNode> all(String path, int limit) {
        var items = new ArrayList<JsonNode>();
        var next = "";
        do {
            var page = world.get(port, path + "?limit=" + limit + next, "auditor");
            assertThat(page.body().get("items").size()).isLessThanOrEqualTo(limit);
            page.body().get("items").forEach(items::add);
            next = page.text("/nextCursor") == null ? null : "&cursor=" + page.text("/nextCursor");
        } while (next != null);
        return items;
    }

    private double count(String name) {
        return metrics.get("dossier.projection." + name).counter().count();
    }

    private Answer view(Story story) {
        return world.get(port, "/api/applications/" + story.id, "clerk");
    }

    private JsonNode history(Story story) {
        return world.get(port, "/api/applications/" + story.id + "/history", "clerk").body();
    }

    private List<Integer> sequences(Story story) {
        return history(story).get("entries").valueStream().map(entry -> entry.get("sequence").asInt()).toList();
    }

    private static List<Integer> ints(JsonNode array) {
        return array.valueStream().map(JsonNode::asInt).toList();
    }

    private void awaitVersion(Story story, int version) {
        await().atMost(World.PATIENCE).until(() -> view(story).text("/version"), Integer.toString(version)::equals);
    }
}
