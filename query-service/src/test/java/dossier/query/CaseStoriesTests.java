package dossier.query;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

import dossier.query.World.Answer;

import static org.assertj.core.api.Assertions.assertThat;

@QueryServiceTest
class CaseStoriesTests {

    private static final List<String> TABLES = List.of("application", "history", "name_token", "parked_record",
            "consumer_offset");

    private final World world = World.SHARED;

    @LocalServerPort
    private int port;

    @Test
    void a_case_is_seen_from_its_submission_to_its_card() {
        var story = new Story(world).issued().sent();

        var view = view(story, 5);

        assertThat(view.status()).isEqualTo(200);
        assertThat(view.response().headers().firstValue("ETag")).contains("\"5\"");
        assertThat(view.body().propertyNames()).containsExactly("applicationId", "version", "status", "region",
                "category", "reason", "trackingCode", "applicant", "submittedAt", "dueAt", "assessment", "paid",
                "outstanding", "cardNumber", "benefitsFrom", "materials", "nextSteps", "asOf");
        assertThat(view.text("/status")).isEqualTo("CARD_ISSUED");
        assertThat(view.text("/assessment/total")).isEqualTo("820.00");
        assertThat(view.text("/assessment/lines/0/base")).isEqualTo("8000.00");
        assertThat(view.body().at("/paid").isString()).isTrue();
        assertThat(view.text("/paid")).isEqualTo("820.00");
        assertThat(view.text("/outstanding")).isEqualTo("0.00");
        assertThat(view.text("/cardNumber")).isEqualTo(story.cardNumber());
        assertThat(view.text("/benefitsFrom")).isEqualTo("2027-06-01");
        assertThat(view.text("/dueAt")).isNull();
        assertThat(view.text("/submittedAt")).isEqualTo("2026-11-02T02:00:00Z");
        assertThat(view.text("/asOf")).isEqualTo("2026-11-02T06:00:00Z");
        assertThat(view.body().at("/nextSteps").isEmpty()).isTrue();
    }

    @Test
    void a_limit_is_due_when_its_last_day_ends_in_Shanghai_and_follows_the_events() {
        var story = new Story(world).submitted().sent();
        assertThat(view(story, 1).text("/dueAt")).isEqualTo("2026-11-12T16:00:00Z");
        assertThat(steps(view(story, 1))).containsExactly("VerifyInformation", "RequestSupplement", "RejectReview",
                "RecordContact", "WithdrawApplication");

        story.supplementRequested().sent(2, 2);
        assertThat(view(story, 2).text("/dueAt")).isEqualTo("2026-11-17T16:00:00Z");
        assertThat(view(story, 2).text("/nextSteps/0/roles/0")).isEqualTo("clerk");

        story.supplementSubmitted().sent(3, 3);
        assertThat(view(story, 3).text("/status")).isEqualTo("SUBMITTED");
        assertThat(view(story, 3).body().at("/materials").size()).isEqualTo(2);

        story.informationVerified().reviewApproved().paymentRecorded("400.00", "420.00").sent(4, 6);
        assertThat(view(story, 6).text("/status")).isEqualTo("APPROVED");
        assertThat(view(story, 6).text("/outstanding")).isEqualTo("420.00");
        assertThat(view(story, 6).text("/dueAt")).isEqualTo("2026-12-02T16:00:00Z");

        story.applicationWithdrawn().sent(7, 7);
        assertThat(view(story, 7).text("/status")).isEqualTo("WITHDRAWN");
        assertThat(view(story, 7).text("/dueAt")).isNull();
    }

    @Test
    void the_history_is_complete_in_order_and_masked_also_in_free_text() {
        var story = new Story(world).submitted()
                .contactRecorded("电话 13812345678 已接通, 证件 " + Story.CITIZEN_ID).reviewRejected().sent();
        view(story, 3);

        var history = world.get(port, "/api/applications/" + story.id + "/history", "auditor");

        assertThat(entries(history).map(entry -> entry.get("sequence").asInt())).containsExactly(1, 2, 3);
        assertThat(entries(history).map(entry -> entry.get("type").asString()))
                .containsExactly("ApplicationSubmitted", "ContactRecorded", "ReviewRejected");
        assertThat(entries(history).map(entry -> entry.get("actor").asString() + " as " + entry.get("role").asString()))
                .containsExactly("clerk-person as clerk", "clerk-person as clerk", "reviewer-person as reviewer");
        assertThat(history.text("/entries/1/occurredAt")).isEqualTo("2026-11-02T03:00:00Z");
        assertThat(history.text("/entries/0/data/personal/applicant/name")).isEqualTo("王小明");
        assertThat(history.text("/entries/0/data/personal/applicant/citizenIdMasked"))
                .isEqualTo("110***********002X");
        assertThat(history.text("/entries/0/data/personal/proxy/mobileMasked")).isEqualTo("+86139****4321");
        assertThat(history.text("/entries/0/data/declaredMonthlyWage")).isEqualTo("8000.00");
        assertThat(history.text("/entries/1/data/personal/note"))
                .isEqualTo("电话 138****5678 已接通, 证件 110***********002X");
        assertThat(history.text("/entries/2/data/personal/reasons/0")).isEqualTo("居住证明无效");
        assertThat(history.response().body()).doesNotContain(Story.CITIZEN_ID).doesNotContain("13812345678")
                .doesNotContain("汕头市金平区");
    }

    @Test
    void no_table_holds_a_person_in_clear() {
        var story = new Story(world).issued().sent();
        var parked = new Story(world).submitted().contactRecorded("x").informationVerified().sent(1, 1).sent(3, 3);
        view(story, 5);
        view(parked, 1);

        for (var table : TABLES) {
            var rows = world.sql("select coalesce(string_agg(t::text, ' '), '') from " + table + " t");
            var bytes = table.equals("history")
                    ? world.sql("select string_agg(convert_from(payload, 'UTF8'), ' ') from history where type <> ''")
                    : "";
            for (var secret : List.of(Story.CITIZEN_ID, "13812345678", "王小明", "李代办", "13987654321")) {
                assertThat((rows + bytes).contains(secret)).as("%s in %s", secret, table).isFalse();
            }
        }
    }

    @Test
    void a_destroyed_key_erases_the_person_everywhere_and_nothing_else() {
        var story = new Story(world).of("赵将忘").issued().sent();
        view(story, 5);
        assertThat(world.get(port, "/api/applications?applicant=%E8%B5%B5%E5%B0%86%E5%BF%98", "clerk")
                .text("/items/0/applicationId")).isEqualTo(story.id.toString());

        world.destroyKey(story.id);

        assertThat(view(story, 5).body().at("/applicant").isNull()).isTrue();
        assertThat(view(story, 5).text("/status")).isEqualTo("CARD_ISSUED");
        var history = world.get(port, "/api/applications/" + story.id + "/history", "auditor");
        assertThat(entries(history)).hasSize(5);
        assertThat(history.body().at("/entries/0/data/personal").isNull()).isTrue();
        assertThat(history.text("/entries/0/data/region")).isEqualTo("440500");
        assertThat(world.get(port, "/api/applications?applicant=%E8%B5%B5%E5%B0%86%E5%BF%98", "clerk").body()
                .at("/items").isEmpty()).isTrue();
        assertThat(world.get(port, "/api/applications?q=" + story.trackingCode, "clerk").body().at("/items").size())
                .isEqualTo(1);
    }

    @Test
    void a_case_whose_key_was_destroyed_before_it_was_projected_is_shown_without_the_person() {
        var story = new Story(world).submitted();
        world.destroyKey(story.id);
        story.sent();

        assertThat(view(story, 1).body().at("/applicant").isNull()).isTrue();
        assertThat(view(story, 1).text("/region")).isEqualTo("440500");
    }

    @Test
    void minVersion_waits_for_a_case_that_is_not_there_yet() {
        var story = new Story(world).submitted();
        var answer = CompletableFuture.supplyAsync(() -> view(story, 1));

        story.sent();

        assertThat(answer.join().status()).isEqualTo(200);
        assertThat(answer.join().text("/version")).isEqualTo("1");
    }

    @Test
    void minVersion_gives_up_after_a_while() {
        var answer = world.get(port, "/api/applications/" + UUID.randomUUID() + "?minVersion=1", "clerk");

        assertThat(answer.status()).isEqualTo(504);
        assertThat(answer.text("/code")).isEqualTo("not-yet-visible");
    }

    @Test
    void tracking_tells_anybody_with_the_code_what_comes_next_and_nothing_about_the_person() {
        var story = new Story(world).submitted().sent();
        view(story, 1);

        var answer = world.get(port, "/api/tracking/" + story.trackingCode);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().propertyNames()).containsExactly("trackingCode", "status", "nextStep", "dueAt");
        assertThat(answer.text("/status")).isEqualTo("SUBMITTED");
        assertThat(answer.text("/nextStep/command")).isEqualTo("VerifyInformation");
        assertThat(answer.text("/dueAt")).isEqualTo("2026-11-12T16:00:00Z");
        assertThat(world.get(port, "/api/tracking/NOBODY").text("/code")).isEqualTo("unknown-application");
    }

    @Test
    void statistics_count_by_status_region_and_day() {
        var first = new Story(world).in("990001").at("2025-03-01T15:59:00Z").issued().sent();
        var second = new Story(world).in("990001").at("2025-03-01T16:00:00Z").submitted().sent();
        var other = new Story(world).in("990002").at("2025-03-01T16:00:00Z").submitted().sent();
        view(first, 5);
        view(second, 1);
        view(other, 1);

        var answer = world.get(port, "/api/statistics?region=990001&from=2025-03-01&to=2025-03-31", "supervisor");

        assertThat(answer.body().toString()).isEqualTo(
                """
                        {"submitted":2,"byStatus":{"SUBMITTED":1,"CARD_ISSUED":1},"byRegion":{"990001":2},\
                        "byDay":[{"day":"2025-03-01","submitted":1,"issued":0},{"day":"2025-03-02","submitted":1,"issued":1}]}""");
        assertThat(world.get(port, "/api/statistics?from=2025-03-02&to=2025-03-02", "auditor").body()
                .at("/byRegion").toString()).isEqualTo("{\"990001\":1,\"990002\":1}");
    }

    private Answer view(Story story, int minVersion) {
        return world.get(port, "/api/applications/" + story.id + "?minVersion=" + minVersion, "clerk");
    }

    private static Stream<JsonNode> entries(Answer history) {
        return history.body().get("entries").valueStream();
    }

    private static Stream<String> steps(Answer view) {
        return view.body().get("nextSteps").valueStream().map(step -> step.get("command").asString());
    }
}
