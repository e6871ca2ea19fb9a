package dossier.query;

import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

@QueryServiceTest
class StatisticsTests {

    private final World world = World.SHARED;

    @LocalServerPort
    private int port;

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

    private World.Answer view(Story story, int minVersion) {
        return world.get(port, "/api/applications/" + story.id + "?minVersion=" + minVersion, "clerk");
    }
}
