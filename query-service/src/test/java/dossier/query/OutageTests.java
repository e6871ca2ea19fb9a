package dossier.query;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;

import dossier.backing.BackingServices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@QueryServiceTest
class OutageTests {

    private final World world = World.SHARED;

    @LocalServerPort
    private int port;
    @LocalManagementPort
    private int managementPort;
    @Autowired
    private ProjectionStatus status;

    @Test
    void while_the_database_is_away_callers_are_told_to_come_back_and_nothing_is_lost() {
        var before = new Story(world).submitted().sent();
        awaitVersion(before, 1);
        var during = new Story(world).issued();
        var postgres = BackingServices.shared().postgres();

        postgres.kill();
        try {
            during.sent();
            for (var path : new String[]{"/api/applications", "/api/applications/" + before.id,
                    "/api/applications/" + before.id + "/history",
                    "/api/applications/" + before.id + "?minVersion=2"}) {
                var answer = world.get(port, path, "clerk");
                assertThat(answer.status()).as(path).isEqualTo(503);
                assertThat(answer.response().headers().firstValue("Retry-After")).isPresent();
                assertThat(answer.text("/code")).isEqualTo("unavailable");
            }
            assertThat(world.get(port, "/api/tracking/" + before.trackingCode).status()).isEqualTo(503);
            assertThat(world.get(port, "/api/statistics", "auditor").status()).isEqualTo(503);
        } finally {
            postgres.restart();
        }

        awaitVersion(during, 5);
        assertThat(world.sql("select count(*) from parked_record where application_id = '" + during.id + "'"))
                .isEqualTo("0");
    }

    @Test
    void while_Kafka_is_away_reads_go_on_and_afterwards_so_do_events() {
        var before = new Story(world).submitted().sent();
        awaitVersion(before, 1);
        var kafka = BackingServices.shared().kafka();

        kafka.kill();
        try {
            assertThat(world.get(port, "/api/applications/" + before.id, "clerk").status()).isEqualTo(200);
            await().atMost(World.PATIENCE).until(status::stalled, seconds -> seconds > 5);
            for (var probe : new String[]{"startup", "readiness", "liveness"}) {
                assertThat(world.get(managementPort, "/actuator/health/" + probe).status()).as(probe).isEqualTo(200);
            }
        } finally {
            kafka.restart();
        }

        before.informationVerified().sent(2, 2);
        awaitVersion(before, 2);
        await().atMost(World.PATIENCE).until(status::stalled, seconds -> seconds < 5);
    }

    private void awaitVersion(Story story, int version) {
        await().atMost(World.PATIENCE).until(
                () -> world.get(port, "/api/applications/" + story.id, "clerk").text("/version"),
                Integer.toString(version)::equals);
    }
}
