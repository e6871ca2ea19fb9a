package dossier.query;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

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
                        "byDay":[{"day":"2025-03-01","submitted":1,"issued":0},{"day":"2025-03-02","submitted":1,"issued":1}],\
                        "leadTimes":{\
                        "SUBMITTED_TO_VERIFIED":{"cases":1,"p50Hours":1.0,"p90Hours":1.0,"p99Hours":1.0},\
                        "VERIFIED_TO_DECIDED":{"cases":1,"p50Hours":1.0,"p90Hours":1.0,"p99Hours":1.0},\
                        "APPROVED_TO_PAID":{"cases":1,"p50Hours":1.0,"p90Hours":1.0,"p99Hours":1.0},\
                        "PAID_TO_CARD_ISSUED":{"cases":1,"p50Hours":1.0,"p90Hours":1.0,"p99Hours":1.0},\
                        "SUBMITTED_TO_CARD_ISSUED":{"cases":1,"p50Hours":4.0,"p90Hours":4.0,"p99Hours":4.0}},\
                        "overdue":{"byStatus":{"SUBMITTED":1},"reviewsEver":0}}""");
        assertThat(world.get(port, "/api/statistics?from=2025-03-02&to=2025-03-02", "auditor").body()
                .at("/byRegion").toString()).isEqualTo("{\"990001\":1,\"990002\":1}");
    }

    @Test
    void lead_times_are_percentiles_of_the_first_passage_of_each_stage() {
        var begin = Instant.parse("2025-04-01T02:00:00Z");
        for (int hours = 1; hours <= 11; hours++) {
            var story = in("990003", begin).submitted().at(begin.plus(Duration.ofHours(hours)).toString())
                    .informationVerified();
            view(story.sent(), 2);
        }
        var again = in("990003", begin).submitted().at("2025-04-01T08:30:00Z")
                .informationVerified().at("2025-04-02T08:30:00Z").reviewRejected().appealFiled("x").appealUpheld()
                .reviewApproved().paymentRecorded("20.00", "800.00").paymentRecorded("800.00", "0.00").cardIssued()
                .productionFailureReported("x").cardIssued("again").sent();
        view(again, 11);
        var free = in("990003", begin).submitted().informationVerified().reviewApprovedWithNothingDue().sent();
        view(free, 3);

        var times = world.get(port, "/api/statistics?region=990003", "auditor").body().at("/leadTimes");

        assertThat(times.toString()).isEqualTo("""
                {"SUBMITTED_TO_VERIFIED":{"cases":13,"p50Hours":6.0,"p90Hours":9.8,"p99Hours":10.88},\
                "VERIFIED_TO_DECIDED":{"cases":2,"p50Hours":12.5,"p90Hours":21.7,"p99Hours":23.77},\
                "APPROVED_TO_PAID":{"cases":1,"p50Hours":2.0,"p90Hours":2.0,"p99Hours":2.0},\
                "PAID_TO_CARD_ISSUED":{"cases":1,"p50Hours":1.0,"p90Hours":1.0,"p99Hours":1.0},\
                "SUBMITTED_TO_CARD_ISSUED":{"cases":1,"p50Hours":36.5,"p90Hours":36.5,"p99Hours":36.5}}""");
        assertThat(world.get(port, "/api/statistics?region=990003&from=2025-04-02", "auditor").body().at("/leadTimes")
                .isEmpty()).isTrue();
    }

    @Test
    void overdue_are_open_cases_whose_running_limit_is_over() {
        var past = Instant.parse("2025-04-01T02:00:00Z");
        var future = Instant.parse("2999-04-01T02:00:00Z");
        for (var story : List.of(in("990004", past).submitted(), in("990004", past).submitted().supplementRequested(),
                in("990004", past).submitted().informationVerified().reviewOverdue(),
                in("990004", past).submitted().reviewOverdue().informationVerified().reviewApproved(),
                in("990004", past).submitted().reviewOverdue().reviewRejected(), in("990004", past).issued(),
                in("990004", future).submitted(), in("990004", future).submitted().informationVerified())) {
            view(story.sent(), story.records.size());
        }

        var overdue = world.get(port, "/api/statistics?region=990004", "supervisor").body().at("/overdue");

        assertThat(overdue.toString()).isEqualTo("""
                {"byStatus":{"SUBMITTED":1,"SUPPLEMENT_REQUESTED":1,"VERIFIED":1,"APPROVED":1},"reviewsEver":3}""");
    }

    private Story in(String region, Instant submittedAt) {
        return new Story(world).in(region).at(submittedAt.toString());
    }

    private World.Answer view(Story story, int minVersion) {
        return world.get(port, "/api/applications/" + story.id + "?minVersion=" + minVersion, "clerk");
    }
}
