package dossier.query;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

import dossier.events.Limit;
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
                "category", "reason", "trackingCode", "applicant", "submittedAt", "dueAt", "overdue",
                "lapsedLimit", "appealUntil", "assessment", "paid", "outstanding", "refunded", "cardNumber",
                "benefitsFrom", "materials", "nextSteps", "asOf", "skipped");
        assertThat(view.text("/status")).isEqualTo("CARD_ISSUED");
        assertThat(view.text("/assessment/total")).isEqualTo("820.00");
        assertThat(view.text("/assessment/lines/0/base")).isEqualTo("8000.00");
        assertThat(view.body().at("/paid").isString()).isTrue();
        assertThat(view.text("/paid")).isEqualTo("820.00");
        assertThat(view.text("/outstanding")).isEqualTo("0.00");
        assertThat(view.text("/refunded")).isEqualTo("0.00");
        assertThat(view.body().at("/overdue").asBoolean()).isFalse();
        assertThat(view.text("/cardNumber")).isEqualTo(story.cardNumber());
        assertThat(view.text("/benefitsFrom")).isEqualTo("2027-06-01");
        assertThat(view.text("/dueAt")).as("a card that waits to be collected").isNull();
        assertThat(view.text("/submittedAt")).isEqualTo("2026-11-02T02:00:00Z");
        assertThat(view.text("/asOf")).isEqualTo("2026-11-02T06:00:00Z");
    }

    @Test
    void a_limit_is_due_when_its_last_day_ends_in_Shanghai_and_follows_the_events() {
        var story = new Story(world).submitted().sent();
        assertThat(view(story, 1).text("/dueAt")).isEqualTo("2026-11-12T16:00:00Z");

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
    void a_review_is_overdue_until_its_limit_moves_or_it_is_decided() {
        var story = new Story(world).submitted().reviewOverdue().informationVerified().reviewExtended("原参保地未答复")
                .reviewOverdue().reviewRejected().sent(1, 2);
        assertThat(overdue(view(story, 2))).isTrue();
        assertThat(view(story, 2).text("/dueAt")).isEqualTo("2026-11-12T16:00:00Z");

        story.sent(3, 4);
        assertThat(overdue(view(story, 4))).isFalse();
        assertThat(view(story, 4).text("/dueAt")).isEqualTo("2026-11-22T16:00:00Z");

        story.sent(5, 5);
        assertThat(overdue(view(story, 5))).isTrue();

        story.sent(6, 6);
        assertThat(overdue(view(story, 6))).isFalse();
        assertThat(view(story, 6).text("/dueAt")).isNull();
    }

    @Test
    void a_rejection_may_be_appealed_once_and_an_upheld_appeal_reopens_the_review() {
        var story = new Story(world).submitted().informationVerified().reviewRejected().appealFiled("从未在外地参保")
                .appealUpheld().reviewRejected().appealFiled("请再核实").appealDismissed().sent(1, 3);
        assertThat(view(story, 3).text("/appealUntil")).isEqualTo("2027-01-01");

        story.sent(4, 4);
        assertThat(view(story, 4).text("/status")).isEqualTo("APPEALED");
        assertThat(view(story, 4).text("/appealUntil")).isNull();
        assertThat(view(story, 4).text("/dueAt")).isNull();

        story.sent(5, 5);
        assertThat(view(story, 5).text("/status")).isEqualTo("VERIFIED");
        assertThat(view(story, 5).text("/dueAt")).isEqualTo("2026-11-14T16:00:00Z");

        story.sent(6, 6);
        assertThat(view(story, 6).text("/appealUntil")).isEqualTo("2027-01-01");

        story.sent(7, 8);
        assertThat(view(story, 8).text("/status")).isEqualTo("REJECTED");
        assertThat(view(story, 8).text("/appealUntil")).isNull();
    }

    @Test
    void what_was_paid_and_given_back_is_told_apart() {
        var story = new Story(world).submitted().informationVerified().reviewApproved()
                .paymentRecorded("400.00", "420.00").applicationLapsed(Limit.PAYMENT)
                .paymentRefunded("300.00", "100.00")
                .paymentRefunded("100.00", "0.00").sent(1, 6);
        assertThat(view(story, 6).text("/status")).isEqualTo("LAPSED");
        assertThat(view(story, 6).text("/lapsedLimit")).isEqualTo("PAYMENT");
        assertThat(view(story, 6).text("/dueAt")).isNull();
        assertThat(view(story, 6).text("/paid")).isEqualTo("400.00");
        assertThat(view(story, 6).text("/refunded")).isEqualTo("300.00");
        assertThat(steps(view(story, 6))).containsExactly("RefundPayment");

        story.sent(7, 7);
        assertThat(view(story, 7).text("/paid")).isEqualTo("400.00");
        assertThat(view(story, 7).text("/refunded")).isEqualTo("400.00");
        assertThat(steps(view(story, 7))).isEmpty();
    }

    @Test
    void a_card_that_could_not_be_made_is_shown_no_longer_and_another_takes_its_place() {
        var story = new Story(world).issued().productionFailureReported("芯片无法写入").sent();
        assertThat(view(story, 6).text("/status")).isEqualTo("CARD_FAILED");
        assertThat(view(story, 6).text("/cardNumber")).isNull();
        assertThat(view(story, 6).text("/benefitsFrom")).isEqualTo("2027-06-01");
        assertThat(found(story.cardNumber())).isZero();

        story.cardIssued("second-" + story.id).collectionConfirmed().sent(7, 8);
        assertThat(view(story, 8).text("/status")).isEqualTo("CARD_COLLECTED");
        assertThat(view(story, 8).text("/cardNumber")).isEqualTo("second-" + story.id);
        assertThat(found("second-" + story.id)).isEqualTo(1);
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
        assertThat(answer.join().body()).isEqualTo(view(story, 1).body());
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

    private Answer view(Story story, int minVersion) {
        return world.get(port, "/api/applications/" + story.id + "?minVersion=" + minVersion, "clerk");
    }

    private static Stream<JsonNode> entries(Answer history) {
        return history.body().get("entries").valueStream();
    }

    /** How many cases are found by a card number. */
    private int found(String cardNumber) {
        return world.get(port, "/api/applications?q=" + cardNumber, "clerk").body().at("/items").size();
    }

    private static boolean overdue(Answer view) {
        return view.body().at("/overdue").booleanValue();
    }

    private static Stream<String> steps(Answer view) {
        return view.body().get("nextSteps").valueStream().map(step -> step.get("command").asString());
    }
}
