package dossier.query;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import dossier.query.CaseProgress.Waiting;

import static org.assertj.core.api.Assertions.assertThat;

class CaseProgressTests {

    private static final Story STORY = new Story(World.SHARED).submitted().supplementRequested().supplementSubmitted()
            .reviewExtended("").reviewOverdue().reviewRejected().appealFiled("").appealUpheld().reviewApproved()
            .paymentRecorded("820.00", "0.00").cardIssued().productionFailureReported("").cardIssued("2").cardLapsed();

    @Property(tries = 300)
    void however_events_arrive_and_repeat_the_case_ends_as_if_they_had_come_once_in_order(@ForAll Random random) {
        var arriving = new ArrayList<Incoming>();
        for (int copy = 0; copy < 2; copy++) {
            for (int i = 0; i < STORY.records.size(); i++) {
                arriving.add(STORY.received(i, copy * 100L + i));
            }
        }
        var inOrder = CaseProgress.of(STORY.id, null, arriving.subList(0, STORY.records.size())).state();
        Collections.shuffle(arriving, random);

        CaseState state = null;
        List<Incoming> parked = List.of();
        int applied = 0;
        while (!arriving.isEmpty()) {
            var batch = new ArrayList<>(parked);
            var some = arriving.subList(0, 1 + random.nextInt(arriving.size()));
            batch.addAll(some);
            some.clear();
            var progress = CaseProgress.of(STORY.id, state, batch);
            state = progress.state();
            parked = progress.waiting().stream().map(Waiting::incoming).toList();
            applied += progress.applied().size();
        }

        assertThat(state).isEqualTo(inOrder);
        assertThat(applied).isEqualTo(STORY.records.size());
        assertThat(parked).isEmpty();
    }
}
