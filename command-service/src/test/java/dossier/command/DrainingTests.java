package dossier.command;

import java.time.Duration;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class DrainingTests {

    @Test
    void anInstanceThatLeavesAnswersWhoeverStillAsksAndKeepsNoConnection() throws Exception {
        var leaving = CommandApi.start(CommandApi.sharedInstallation());
        var stop = Thread.ofVirtual().start(leaving::close);
        try {
            await().pollInterval(Duration.ofMillis(10)).until(() -> {
                var reply = leaving.post("clerk", "/api/applications", Bodies.application());
                assertThat(reply.status()).isEqualTo(201);
                return reply.response().headers().firstValue("Connection").equals(Optional.of("close"));
            });
        } finally {
            stop.join();
        }
    }
}
