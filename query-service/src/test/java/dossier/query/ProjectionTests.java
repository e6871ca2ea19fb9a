package dossier.query;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

import io.micrometer.core.instrument.MeterRegistry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

import dossier.query.Offsets.Advance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@QueryServiceTest
class ProjectionTests {

    private final World world = World.SHARED;

    @LocalServerPort
    private int port;
    @Autowired
    private Projection projection;
    @Autowired
    private MeterRegistry metrics;

    @Test
    void redelivery_changes_nothing() {
        var story = new Story(world).issued().sent();
        awaitVersion(story, 5);
        var before = rowsOf(story);

        story.sent().sent(2, 4);
        var later = new Story(world, sibling(story)).submitted().sent();
        awaitVersion(later, 1);

        assertThat(rowsOf(story)).isEqualTo(before);
        assertThat(parkedOf(story)).isEqualTo("0");
    }

    @Test
    void what_the_database_lost_comes_again_though_nothing_new_arrives() {
        awaitVersion(new Story(world).submitted().sent(), 1);
        var offsets = world.sql("select string_agg(format('(%s, %s)', partition, next_offset), ', ')"
                + " from consumer_offset");
        var story = new Story(world).issued().sent();
        awaitVersion(story, 5);
        var before = rowsOf(story);

        world.execute("""
                delete from history where application_id = '%1$s';
                delete from name_token where application_id = '%1$s';
                delete from application where application_id = '%1$s';
                update consumer_offset o set next_offset = lost.next from (values %2$s) lost (partition, next)
                where o.partition = lost.partition""".formatted(story.id, offsets));

        awaitVersion(story, 5);
        assertThat(rowsOf(story)).isEqualTo(before);
    }

    @Test
    void what_arrives_while_a_batch_is_being_written_lags_and_is_applied_after_it() throws SQLException {
        var story = new Story(world).issued();
        var other = new Story(world).issued();
        try (var read = world.installation.read(); var lock = read.createStatement()) {
            read.setAutoCommit(false);
            lock.execute("lock table application");
            story.sent(1, 1);
            await().atMost(World.PATIENCE).until(() -> world.sql("select count(*) > 0 from pg_locks"
                    + " where relation = 'application'::regclass and not granted"), "t"::equals);
            story.sent(2, 3);
            other.sent(1, 5);
            story.sent(4, 5);
            await().atMost(World.PATIENCE).until(this::lag, lag -> lag >= 10);
        }
        awaitVersion(story, 5);
        awaitVersion(other, 5);
        await().atMost(World.PATIENCE).until(this::lag, lag -> lag == 0);
        assertThat(parkedOf(story)).isEqualTo("0");
        assertThat(parkedOf(other)).isEqualTo("0");
    }

    @Test
    void what_the_database_refuses_parks_its_application_only_among_many_events_too() {
        var refused = new Story(world).submitted();
        IntStream.range(0, 600).forEach(_ -> refused.contactRecorded("here"));
        refused.records.getLast().headers().remove("ce_time").add("ce_time",
                "+900000000-01-01T00:00:00Z".getBytes(StandardCharsets.UTF_8));
        var neighbour = new Story(world, sibling(refused)).submitted();
        IntStream.range(0, 300).forEach(_ -> neighbour.contactRecorded("here"));
        refused.sent();
        neighbour.sent();

        awaitVersion(neighbour, 301);
        awaitVersion(refused, 600);
        await().atMost(World.PATIENCE).until(() -> parkedOf(refused), "1"::equals);
    }

    @Test
    void a_gap_parks_its_application_only_and_closes_when_the_missing_event_arrives() {
        var gap = new Story(world).issued().sent(1, 1).sent(3, 4);
        var neighbour = new Story(world, sibling(gap)).issued().sent();
        awaitVersion(neighbour, 5);
        gap.sent(5, 5);

        await().atMost(World.PATIENCE).until(() -> parkedOf(gap), "3"::equals);
        awaitVersion(gap, 1);
        assertThat(reasonsOf(gap)).startsWith("sequence 3 where 2 was expected|behind");
        await().atMost(World.PATIENCE)
                .until(() -> metrics.get("dossier.projection.parked").gauge().value() >= 1);

        gap.sent(2, 2);

        awaitVersion(gap, 5);
        assertThat(parkedOf(gap)).isEqualTo("0");
        assertThat(world.sql("select string_agg(sequence::text, ',' order by sequence) from history "
                + "where application_id = '" + gap.id + "'")).isEqualTo("1,2,3,4,5");
    }

    @Test
    void a_record_nobody_can_read_parks_its_application_only_with_all_behind_it_in_order() {
        var poisoned = new Story(world).submitted().poisoned().informationVerified().reviewApproved().sent();
        var neighbour = new Story(world, sibling(poisoned)).issued().sent();

        awaitVersion(neighbour, 5);
        await().atMost(World.PATIENCE).until(() -> parkedOf(poisoned), "3"::equals);

        awaitVersion(poisoned, 1);
        assertThat(reasonsOf(poisoned)).startsWith("unreadable ContactRecorded v1").endsWith("waits");
        assertThat(world.sql("select string_agg(case when convert_from(value, 'UTF8') like '{broken%' then 'x' "
                + "else 'o' end, ',' order by id) from parked_record where application_id = '" + poisoned.id + "'"))
                .isEqualTo("x,o,o");
    }

    @Test
    void a_record_of_no_application_stops_nobody() {
        world.send(new ProducerRecord<>(world.topic, "nobody", "?".getBytes(StandardCharsets.UTF_8)));
        world.send(new ProducerRecord<>(world.topic, null, null));
        var story = new Story(world).submitted().sent();

        awaitVersion(story, 1);
        await().atMost(World.PATIENCE).until(
                () -> world.sql("select count(*) from parked_record where application_id is null"), "2"::equals);
    }

    @Test
    void what_the_database_refuses_parks_its_application_only() {
        var first = new Story(world).submitted().sent();
        awaitVersion(first, 1);
        var copy = new Story(world, sibling(first));
        copy.trackingCode = first.trackingCode;
        copy.submitted().informationVerified().sent();
        var neighbour = new Story(world, sibling(first)).submitted().sent();

        awaitVersion(neighbour, 1);
        await().atMost(World.PATIENCE).until(() -> parkedOf(copy), "2"::equals);
        assertThat(reasonsOf(copy)).isEqualTo("refused by the database, SQL state 23505"
                + "|behind a record that waits");
    }

    @Test
    void a_time_that_the_database_cannot_keep_parks_its_application_only() {
        var far = new Story(world).submitted();
        far.records.getFirst().headers().remove("ce_time").add("ce_time",
                "+900000000-01-01T00:00:00Z".getBytes(StandardCharsets.UTF_8));
        far.sent();
        var neighbour = new Story(world, sibling(far)).submitted().sent();

        awaitVersion(neighbour, 1);
        await().atMost(World.PATIENCE).until(() -> parkedOf(far), "1"::equals);
        assertThat(reasonsOf(far)).isEqualTo("refused by the database, SQL state 22008");
    }

    @Test
    void events_before_one_that_the_database_refuses_are_applied_though_all_came_at_once() {
        var story = new Story(world).submitted().informationVerified().contactRecorded("far away")
                .contactRecorded("here");
        story.records.get(2).headers().remove("ce_time").add("ce_time",
                "+900000000-01-01T00:00:00Z".getBytes(StandardCharsets.UTF_8));
        story.sent(2, 4);
        await().atMost(World.PATIENCE).until(() -> parkedOf(story), "3"::equals);

        story.sent(1, 1);

        awaitVersion(story, 2);
        await().atMost(World.PATIENCE).until(() -> parkedOf(story), "2"::equals);
        assertThat(reasonsOf(story)).isEqualTo("refused by the database, SQL state 22008|behind a record that waits");
    }

    @Test
    void a_second_submission_of_an_application_waits() {
        var twice = new Story(world).submitted().submitted().sent();

        awaitVersion(twice, 1);
        await().atMost(World.PATIENCE).until(() -> parkedOf(twice), "1"::equals);
        assertThat(reasonsOf(twice)).isEqualTo("an application begins with ApplicationSubmitted, once");
    }

    @Test
    void what_a_later_version_folded_is_shown_but_left_to_it() {
        var story = new Story(world).submitted().sent();
        awaitVersion(story, 1);
        world.execute("update application set state = jsonb_set(state::jsonb, '{later}', '7') where application_id = '"
                + story.id + "'");
        var neighbour = new Story(world, sibling(story)).issued().sent();

        story.informationVerified().reviewApproved().sent(2, 3);

        await().atMost(World.PATIENCE).until(() -> parkedOf(story), "2"::equals);
        awaitVersion(neighbour, 5);
        assertThat(reasonsOf(story)).isEqualTo("the case was folded by another version|behind a record that waits");
        assertThat(world.sql("select version || state from application where application_id = '" + story.id + "'"))
                .startsWith("1{").contains("\"later\": 7");
        awaitVersion(story, 1);

        world.execute("update application set state = (state::jsonb - 'later') where application_id = '"
                + story.id + "'");
        story.paymentRecorded("820.00", "0.00").sent(4, 4);

        awaitVersion(story, 4);
        assertThat(parkedOf(story)).isEqualTo("0");
    }

    @Test
    void a_consumer_that_was_overtaken_writes_nothing() throws SQLException {
        var story = new Story(world).submitted().sent();
        awaitVersion(story, 1);
        var late = new Story(world).submitted();
        var message = late.records.getFirst();
        var topicId = world.sql("select topic_id from consumer_offset limit 1");
        var received = new ConsumerRecord<>(world.topic, 0, 0, message.key(), message.value());
        message.headers().forEach(received.headers()::add);
        var incoming = Incoming.read(new Incoming.Source(topicId, received, null));
        var current = Long.parseLong(world.sql("select next_offset from consumer_offset where partition = 0"));

        var stale = new Projection.Batch(world.topic, topicId, List.of(new Advance(0, current + 1, current + 2)),
                List.of(incoming));
        var otherTopic = new Projection.Batch(world.topic, "another", List.of(new Advance(0, current, current + 1)),
                List.of(incoming));

        var other = Long.parseLong(world.sql("select next_offset from consumer_offset where partition = 1"));
        var partlyStale = new Projection.Batch(world.topic, topicId,
                List.of(new Advance(0, current, current + 1), new Advance(1, other + 1, other + 2)), List.of(incoming));

        assertThat(projection.apply(stale)).isFalse();
        assertThat(projection.apply(partlyStale)).isFalse();
        assertThat(projection.apply(otherTopic)).isFalse();
        assertThat(world.sql("select count(*) from history where application_id = '" + late.id + "'")).isEqualTo("0");
        assertThat(world.sql("select next_offset from consumer_offset where partition = 0"))
                .isEqualTo(Long.toString(current));
    }

    /** An id of its own; that it shares a batch with the other is likely, and nothing depends on it. */
    private static UUID sibling(Story story) {
        return new UUID(story.id.getMostSignificantBits(), UUID.randomUUID().getLeastSignificantBits());
    }

    private double lag() {
        return metrics.get("dossier.projection.lag").gauge().value();
    }

    private void awaitVersion(Story story, int version) {
        await().atMost(World.PATIENCE).until(
                () -> world.get(port, "/api/applications/" + story.id, "clerk").text("/version"),
                Integer.toString(version)::equals);
    }

    private String rowsOf(Story story) {
        return world.sql("select (select a::text from application a where application_id = '" + story.id + "') || "
                + "(select string_agg(h::text, '|' order by sequence) from history h where application_id = '"
                + story.id + "') || (select count(*) from name_token where application_id = '" + story.id + "')");
    }

    private String parkedOf(Story story) {
        return world.sql("select count(*) from parked_record where application_id = '" + story.id + "'");
    }

    private String reasonsOf(Story story) {
        return world.sql("select string_agg(reason, '|' order by id) from parked_record where application_id = '"
                + story.id + "'");
    }
}
