package dossier.command;

import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;

import org.junit.jupiter.api.Test;

import dossier.command.CommandApi.Reply;

import static org.assertj.core.api.Assertions.assertThat;

/** One caller's commands beyond the limit are refused at once; the others are not kept from anything. */
class CallerLimitTests {

    private static final int TOO_MANY = 10;

    private final CommandApi api = CommandApi.demo();

    @Test
    void commandsBeyondTheLimitAreRefusedAndTheOthersSucceed() throws Exception {
        int all = CommandApi.DEMO_COMMANDS_AT_ONCE + TOO_MANY;
        try (var threads = Executors.newFixedThreadPool(all + 1)) {
            CompletionService<Reply> replies = new ExecutorCompletionService<>(threads);
            var refused = new ArrayList<Reply>();
            try (var log = CommandApi.sharedInstallation().log(); var statement = log.createStatement()) {
                log.setAutoCommit(false);
                statement.execute("lock table event in exclusive mode"); // no append gets through
                for (int i = 0; i < all; i++) {
                    replies.submit(submission("clerk"));
                }
                for (int i = 0; i < TOO_MANY; i++) {
                    refused.add(replies.take().get());
                }
                replies.submit(submission("clerk2"));
                log.rollback();
            }
            assertThat(refused).allSatisfy(reply -> {
                assertThat(reply.status()).isEqualTo(429);
                assertThat(reply.code()).isEqualTo("too-many-requests");
                assertThat(reply.header("Retry-After")).isEqualTo("1");
                assertThat(reply.json().path("detail").asString())
                        .isEqualTo("You have " + CommandApi.DEMO_COMMANDS_AT_ONCE + " commands under way already.");
            });
            for (int i = 0; i < all + 1 - TOO_MANY; i++) {
                assertThat(replies.take().get().status()).isEqualTo(201);
            }
        }
        assertThat(submission("clerk").call().status()).isEqualTo(201);
    }

    private Callable<Reply> submission(String who) {
        return () -> api.post(who, "/api/applications", Bodies.application());
    }
}
