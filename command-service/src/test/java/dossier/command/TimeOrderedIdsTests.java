package dossier.command;

import java.util.UUID;
import java.util.stream.Stream;

import org.axonframework.eventhandling.GenericEventMessage;
import org.junit.jupiter.api.Test;

import dossier.command.log.TimeOrderedIds;

import static org.assertj.core.api.Assertions.assertThat;

class TimeOrderedIdsTests {

    private final CommandApi api = CommandApi.shared();

    @Test
    void anApplicationIsNamedByWhenItWasSubmitted() {
        long before = System.currentTimeMillis();
        var location = api.post("clerk", "/api/applications", Bodies.application()).header("Location");
        var id = UUID.fromString(location.substring(location.lastIndexOf('/') + 1));
        assertThat(id.version()).isEqualTo(7);
        assertThat(id.getMostSignificantBits() >>> 16).isBetween(before, System.currentTimeMillis());
    }

    @Test
    void axonNamesEventsInTheSameWay() {
        var id = UUID.fromString(GenericEventMessage.asEventMessage("something happened").getIdentifier());
        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
    }

    @Test
    void noneIsGivenTwiceWithinAMillisecond() {
        assertThat(Stream.generate(TimeOrderedIds::next).limit(100_000)).doesNotHaveDuplicates();
    }
}
