package dossier.query;

import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.json.JsonMapper;

import dossier.query.Arrivals.KeyRead;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

@QueryServiceTest
class ArrivalsTests {

    private final Story story = new Story(World.SHARED).submitted().supplementRequested().supplementSubmitted()
            .reviewExtended("").reviewOverdue().reviewRejected().appealFiled("").appealUpheld().reviewApproved()
            .paymentRecorded("820.00", "0.00").cardIssued().productionFailureReported("").cardIssued("2").cardLapsed();

    @Autowired
    private JsonMapper json;

    @Test
    void what_waiting_readers_are_handed_is_what_others_read() {
        for (int events = 1; events <= story.records.size(); events++) {
            var state = after(events);
            assertThat(json.readValue(json.writeValueAsString(state), CaseState.class)).isEqualTo(state);
        }
    }

    @Test
    void a_reader_who_need_not_wait_takes_nothing_from_one_who_waits() throws InterruptedException {
        var arrivals = new Arrivals();
        var waiting = arrivals.expect(story.id);

        arrivals.forget(arrivals.expect(story.id));
        arrivals.announce(after(1));

        assertThat(waiting.await()).isEqualTo(after(1));
    }

    @Test
    void who_begins_to_wait_after_the_key_was_read_is_not_handed_it_since_it_may_be_destroyed() throws Exception {
        var arrivals = new Arrivals();
        var early = arrivals.expect(story.id);
        arrivals.of(List.of(story.id)).forEach(arrival -> arrival.keyRead(null));
        var late = arrivals.expect(story.id);

        arrivals.announce(after(1));

        assertThat(early.await()).isEqualTo(after(1));
        assertThat(early.keyRead()).isEqualTo(new KeyRead(null));
        assertThat(late.await()).isEqualTo(after(1));
        assertThat(late.keyRead()).isNull();
    }

    private CaseState after(int events) {
        var arrived = IntStream.range(0, events).mapToObj(index -> story.received(index, index)).toList();
        return requireNonNull(CaseProgress.of(story.id, null, arrived).state());
    }
}
