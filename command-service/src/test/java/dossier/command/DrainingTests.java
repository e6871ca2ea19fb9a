package dossier.command;

import org.junit.jupiter.api.Test;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;

import static org.assertj.core.api.Assertions.assertThat;

class DrainingTests {

    @Test
    void anInstanceThatLeavesAnswersWhoeverStillAsksAndKeepsNoConnection() {
        try (var leaving = CommandApi.start(CommandApi.sharedInstallation())) {
            AvailabilityChangeEvent.publish(leaving.service(), ReadinessState.REFUSING_TRAFFIC); // as its stop begins
            var reply = leaving.post("clerk", "/api/applications", Bodies.application());
            assertThat(reply.status()).isEqualTo(201);
            assertThat(reply.header("Connection")).isEqualTo("close");
            assertThat(leaving.manage("/actuator/health/readiness").status()).isEqualTo(503);
        }
    }
}
