package dossier.query;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.stream.IntStream;

import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@QueryServiceTest
class InstancesTests {

    private final World world = World.SHARED;

    @LocalServerPort
    private int port;
    @LocalManagementPort
    private int managementPort;
    @Autowired
    private MeterRegistry metrics;

    @Test
    void two_instances_share_the_partitions_and_give_the_answers_of_one() {
        try (var second = world.start("second")) {
            var secondPort = port(second);
            await().atMost(World.PATIENCE).until(() -> second.getBean(ProjectionStatus.class).isCaughtUp());
            var before = applied(metrics);
            var stories = new ArrayList<Story>();
            await().atMost(World.PATIENCE).untilAsserted(() -> {
                stories.add(new Story(world).issued().sent());
                assertThat(applied(second.getBean(MeterRegistry.class))).isPositive();
                assertThat(applied(metrics)).isGreaterThan(before);
            });

            for (var story : stories) {
                var path = "/api/applications/" + story.id;
                var one = world.get(port, path + "?minVersion=5", "clerk");
                var other = world.get(secondPort, path + "?minVersion=5", "clerk");
                assertThat(one.status()).isEqualTo(200);
                assertThat(other.body()).isEqualTo(one.body());
                assertThat(world.get(secondPort, path + "/history", "clerk").body())
                        .isEqualTo(world.get(port, path + "/history", "clerk").body());
            }
        }
        var after = IntStream.range(0, 8).mapToObj(_ -> new Story(world).submitted().sent()).toList();
        after.forEach(story -> await().atMost(World.PATIENCE).until(
                () -> world.get(port, "/api/applications/" + story.id, "clerk").status(), status -> status == 200));
    }

    @Test
    void an_instance_that_leaves_answers_whoever_still_asks_and_keeps_no_connection() {
        var elsewhere = new World();
        elsewhere.createTopic();
        try (var leaving = elsewhere.start("leaving")) {
            AvailabilityChangeEvent.publish(leaving, ReadinessState.REFUSING_TRAFFIC); // as its stop begins
            var answer = elsewhere.get(port(leaving), "/api/applications", "clerk");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.response().headers().firstValue("Connection")).hasValue("close");
        }
    }

    @Test
    void a_topic_made_anew_is_followed_from_its_start_and_what_is_known_stays() {
        var story = new Story(world).submitted().sent();
        awaitVersion(story, 1);
        var topicId = world.sql("select min(topic_id) from consumer_offset");

        world.deleteTopic();
        await().atMost(World.PATIENCE).ignoreExceptions().untilAsserted(world::createTopic);
        story.informationVerified().sent();
        var fresh = new Story(world).issued().sent();

        awaitVersion(fresh, 5);
        awaitVersion(story, 2);
        assertThat(world.sql("select min(topic_id) from consumer_offset")).isNotEqualTo(topicId);
        assertThat(world.sql("select count(*) from parked_record where application_id = '" + story.id + "'"))
                .isEqualTo("0");
    }

    @Test
    void readiness_is_told_without_sign_in_on_the_management_port() {
        await().atMost(World.PATIENCE).until(
                () -> world.get(managementPort, "/actuator/health/readiness").text("/status"), "UP"::equals);
        for (var probe : new String[]{"startup", "liveness", "progress"}) {
            assertThat(world.get(managementPort, "/actuator/health/" + probe).text("/status")).as(probe)
                    .isEqualTo("UP");
        }
        assertThat(world.get(managementPort, "/actuator/metrics/dossier.projection.lag").status()).isEqualTo(200);
        assertThat(world.get(managementPort, "/actuator/env").status()).isEqualTo(404);
    }

    @Test
    void an_instance_waits_for_the_topic_and_is_ready_as_soon_as_it_exists() {
        var elsewhere = new World();
        try (var early = elsewhere.start("early")) {
            assertThat(early.getBean(ProjectionStatus.class).isCaughtUp()).isFalse();

            elsewhere.createTopic();

            await().atMost(World.PATIENCE).until(() -> early.getBean(ProjectionStatus.class).isCaughtUp());
            var story = new Story(elsewhere).submitted().sent();
            assertThat(elsewhere.get(port(early), "/api/applications/" + story.id + "?minVersion=1", "clerk").status())
                    .isEqualTo(200);
        }
    }

    @Test
    void an_instance_that_finds_a_long_topic_applies_all_of_it_and_parks_only_what_must_wait() {
        var elsewhere = new World();
        elsewhere.createTopic();
        var gap = new Story(elsewhere).issued().sent(1, 1).sent(3, 5);
        var stories = IntStream.range(0, 400).mapToObj(_ -> new Story(elsewhere).issued()).toList();
        IntStream.range(0, 5).forEach(event -> stories.forEach(story -> elsewhere.send(story.records.get(event))));
        elsewhere.flush();

        try (var only = elsewhere.start("only")) {
            await().atMost(World.PATIENCE).until(() -> only.getBean(ProjectionStatus.class).isCaughtUp());

            assertThat(elsewhere.sql("select count(*) from history")).isEqualTo("2001");
            assertThat(elsewhere.sql("select count(*) from application where version = 5")).isEqualTo("400");
            assertThat(elsewhere.sql("select count(*) || ' of ' || min(application_id::text) from parked_record"))
                    .isEqualTo("3 of " + gap.id);
        }
    }

    @Test
    void parked_records_are_tried_again_when_an_instance_starts() {
        var elsewhere = new World();
        elsewhere.createTopic();
        var story = new Story(elsewhere).submitted().poisoned().informationVerified();
        try (var _ = elsewhere.start("only")) {
            story.sent();
            await().atMost(World.PATIENCE).until(() -> elsewhere.sql("select count(*) from parked_record"),
                    "2"::equals);
        }
        elsewhere.execute("update parked_record set value = '\\x" + HexFormat.of().formatHex("""
                {"channel":"PHONE","reached":true,"personal":"AAAA"}""".getBytes(StandardCharsets.UTF_8))
                + "' where value = '{broken'::bytea");

        try (var again = elsewhere.start("only")) {
            await().atMost(World.PATIENCE).until(() -> elsewhere.sql("select count(*) from parked_record"),
                    "0"::equals);
            assertThat(elsewhere.get(port(again), "/api/applications/" + story.id, "clerk").text("/version"))
                    .isEqualTo("3");
        }
    }

    private void awaitVersion(Story story, int version) {
        await().atMost(World.PATIENCE).until(
                () -> world.get(port, "/api/applications/" + story.id, "clerk").text("/version"),
                Integer.toString(version)::equals);
    }

    private static double applied(MeterRegistry registry) {
        return registry.get("dossier.projection.events").counter().count();
    }

    private static int port(ConfigurableApplicationContext context) {
        return ((WebServerApplicationContext) context).getWebServer().getPort();
    }
}
