package dossier.query;

import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

import dossier.events.Limit;
import dossier.query.World.Answer;

import static org.assertj.core.api.Assertions.assertThat;

@QueryServiceTest
class HistoryTests {

    private final World world = World.SHARED;

    @LocalServerPort
    private int port;

    @Test
    void the_history_is_complete_in_order_and_masked_also_in_free_text() {
        var story = new Story(world).submitted()
                .contactRecorded("电话 13812345678 已接通, 证件 " + Story.CITIZEN_ID).reviewRejected().sent();

        var history = history(story);

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
    void an_event_that_a_later_version_applied_is_left_to_it_to_show() {
        var story = new Story(world).submitted().informationVerified().sent();
        world.get(port, "/api/applications/" + story.id + "?minVersion=2", "clerk");
        world.execute("update history set version = 9 where sequence = 2 and application_id = '" + story.id + "'");

        var history = history(story);

        assertThat(history.status()).isEqualTo(503);
        assertThat(history.response().headers().firstValue("Retry-After")).isPresent();
        assertThat(history.text("/detail")).contains("later version");
    }

    @Test
    void the_history_tells_what_happens_after_the_decision_and_masks_what_was_written_about_it() {
        var free = "致电 13812345678";
        var story = new Story(world).submitted().reviewExtended(free).reviewOverdue().reviewRejected().appealFiled(free)
                .appealUpheld().reviewApproved().paymentRecorded("820.00", "0.00").cardIssued()
                .productionFailureReported(free).cardIssued("second").collectionConfirmed().sent();
        var ended = new Story(world).issued().cardLapsed().applicationLapsed(Limit.PAYMENT)
                .paymentRefunded("820.00", "0.00").sent();

        var history = history(story);

        assertThat(entries(history).map(entry -> entry.get("type").asString())).containsExactly("ApplicationSubmitted",
                "ReviewExtended", "ReviewOverdue", "ReviewRejected", "AppealFiled", "AppealDecided", "ReviewApproved",
                "PaymentRecorded", "CardIssued", "ProductionFailureReported", "CardIssued", "CollectionConfirmed");
        for (var entry : List.of(1, 4, 9)) {
            assertThat(history.text("/entries/" + entry + "/data/personal/note")).isEqualTo("致电 138****5678");
        }
        assertThat(history.text("/entries/1/data/days")).isEqualTo("5");
        assertThat(history.text("/entries/2/role")).isEqualTo("system");
        assertThat(history.text("/entries/2/data/dueOn")).isEqualTo("2026-11-22");
        assertThat(history.text("/entries/5/data/outcome")).isEqualTo("UPHELD");
        assertThat(history.text("/entries/5/data/personal/note")).isEqualTo("证明有效");
        assertThat(history.text("/entries/6/data/assessment/lines/0/rule")).isEqualTo("rates.flexible");
        assertThat(history.text("/entries/9/data/cardNumber")).isEqualTo(story.cardNumber());
        assertThat(history.text("/entries/11/data/collectedBy")).isEqualTo("PROXY");
        var end = history(ended);
        assertThat(end.text("/entries/5/data/lapsedOn")).isEqualTo("2026-11-02");
        assertThat(end.text("/entries/6/data/limit")).isEqualTo("PAYMENT");
        assertThat(end.text("/entries/7/data/amount")).isEqualTo("820.00");
    }

    /** Once all of it is visible. */
    private Answer history(Story story) {
        var path = "/api/applications/" + story.id;
        assertThat(world.get(port, path + "?minVersion=" + story.records.size(), "clerk").status()).isEqualTo(200);
        return world.get(port, path + "/history", "auditor");
    }

    private static Stream<JsonNode> entries(Answer history) {
        return history.body().get("entries").valueStream();
    }
}
