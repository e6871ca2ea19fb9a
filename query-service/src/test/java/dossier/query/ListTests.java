package dossier.query;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

import dossier.events.Category;

import static org.assertj.core.api.Assertions.assertThat;

@QueryServiceTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ListTests {

    private static final String REGION = "980001";

    private final World world = World.SHARED;
    private final List<Story> stories = new ArrayList<>();

    @LocalServerPort
    private int port;

    /** Many with the same time, so that the order among equals matters. */
    @BeforeAll
    void manyCases() {
        var random = new Random(7);
        for (int i = 0; i < 60; i++) {
            var story = new Story(world).in(REGION).of(i % 2 == 0 ? "欧阳修" + i : "苏轼").as(
                    i % 3 == 0 ? Category.EMPLOYEE : Category.FLEXIBLE)
                    .at("2026-0%d-1%dT10:00:00Z".formatted(1 + random.nextInt(3), random.nextInt(3))).submitted();
            stories.add(i % 4 == 0 ? story.reviewRejected().sent() : story.sent());
        }
        stories.forEach(story -> assertThat(world.get(port,
                "/api/applications/" + story.id + "?minVersion=" + story.records.size(), "clerk").status())
                .isEqualTo(200));
    }

    @ParameterizedTest
    @CsvSource({"submittedAt,7", "-submittedAt,1", "-submittedAt,59", "dueAt,13", "-dueAt,20", "submittedAt,60",
            "-submittedAt,200"})
    void pages_one_after_another_are_the_whole_list_in_order(String sort, int limit) {
        var ids = new ArrayList<String>();
        var keys = new ArrayList<String>();
        String cursor = null;
        do {
            var page = list("region=" + REGION + "&sort=" + sort + "&limit=" + limit
                    + (cursor == null ? "" : "&cursor=" + cursor));
            assertThat(page.status()).isEqualTo(200);
            page.body().get("items").valueStream().forEach(item -> {
                ids.add(item.get("applicationId").asString());
                var key = item.get(sort.replace("-", ""));
                keys.add(key.isNull() ? "9999" : key.asString());
            });
            cursor = page.text("/nextCursor");
        } while (cursor != null);

        assertThat(ids).doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(stories.stream().map(story -> story.id.toString()).toList());
        assertThat(keys).isSortedAccordingTo(
                sort.startsWith("-") ? Comparator.<String>reverseOrder() : Comparator.naturalOrder());
    }

    @ParameterizedTest
    @CsvSource({"status=REJECTED,15", "category=EMPLOYEE,20", "applicant=苏轼,30", "applicant=苏,0", "q=欧阳,30",
            "q=欧阳修1,5", "q=苏轼,30", "from=2026-01-01&to=2026-03-31,60", "from=2027-01-01,0",
            "status=REJECTED&category=EMPLOYEE,5",
            "status=APPEALED,0", "status=CARD_FAILED,0"})
    void filters_narrow_the_list(String filter, int expected) {
        assertThat(list("region=" + REGION + "&limit=200&" + encoded(filter)).body().get("items").size())
                .isEqualTo(expected);
    }

    @Test
    void a_day_belongs_to_Shanghai() {
        var late = new Story(world).in("980002").at("2026-05-01T15:59:59.999999Z").submitted().sent();
        var next = new Story(world).in("980002").at("2026-05-01T16:00:00Z").submitted().sent();
        for (var story : List.of(late, next)) {
            world.get(port, "/api/applications/" + story.id + "?minVersion=1", "clerk");
        }

        assertThat(list("region=980002&to=2026-05-01").text("/items/0/applicationId")).isEqualTo(late.id.toString());
        assertThat(list("region=980002&from=2026-05-02").text("/items/0/applicationId"))
                .isEqualTo(next.id.toString());
        assertThat(list("region=980002&from=2026-05-01&to=2026-05-02").body().get("items").size()).isEqualTo(2);
    }

    @Test
    void a_case_is_found_by_tracking_code_and_by_card_number() {
        var story = new Story(world).issued().sent();
        world.get(port, "/api/applications/" + story.id + "?minVersion=5", "clerk");

        for (var q : List.of(story.trackingCode, story.cardNumber())) {
            assertThat(list("q=" + q).text("/items/0/applicationId")).isEqualTo(story.id.toString());
        }
    }

    @Test
    void blank_parameters_count_as_absent() {
        assertThat(list("status=&region=" + REGION + "&category=&applicant=&q=&from=&to=&sort=&limit=&cursor=").body()
                .get("items").size()).isEqualTo(50);
    }

    @Test
    void everything_wrong_with_a_request_is_said_at_once() {
        var answer = list(
                "status=OPEN&region=44&category=x&from=2026-02-30&sort=name&limit=201&cursor=%21%21&colour=red"
                        + "&q=%00");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("/code")).isEqualTo("invalid-request");
        assertThat(answer.response().headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.body().get("errors").valueStream().map(error -> error.get("field").asString()))
                .containsExactlyInAnyOrder("status", "region", "category", "q", "from", "sort", "limit", "cursor",
                        "colour");
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=0", "limit=-1", "limit=99999999999", "from=2026-02-02&to=2026-02-01",
            "from=%2B999999999-12-31", "status=SUBMITTED&status=PAID", "cursor=AAAA", "cursor=T0xERVNUIDAgeA",
            "cursor=T0xERVNUIDkyMjMzNzIwMzY4NTQ3NzU4MDcgMDAwMDAwMDAtMDAwMC0wMDAwLTAwMDAtMDAwMDAwMDAwMDAw",
            "region=%EF%BC%91%EF%BC%91%EF%BC%91%EF%BC%91%EF%BC%91%EF%BC%91"})
    void a_value_that_makes_no_sense_is_refused(String query) {
        var answer = list(query);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body().get("errors").size()).isEqualTo(1);
    }

    private World.Answer list(String query) {
        return world.get(port, "/api/applications?" + query, "clerk");
    }

    private static String encoded(String filter) {
        return URLEncoder.encode(filter, StandardCharsets.UTF_8).replace("%3D", "=").replace("%26", "&");
    }
}
