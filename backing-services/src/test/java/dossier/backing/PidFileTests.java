package dossier.backing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class PidFileTests {

    static final Duration WITHIN = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    @Test
    void a_leftover_is_asked_to_end() {
        var child = start("exec sleep 600");
        assertThat(PidFile.endLeftovers(directory, WITHIN)).containsExactly("child");
        assertThat(child.onExit().join()).isEqualTo(128 + 15);
        assertThat(PidFile.endLeftovers(directory, WITHIN)).isEmpty();
    }

    @Test
    void a_leftover_that_does_not_listen_is_killed() throws InterruptedException {
        var deaf = new CountDownLatch(1);
        var child = start("trap '' TERM; echo deaf; exec sleep 600", _ -> deaf.countDown());
        deaf.await();
        assertThat(PidFile.endLeftovers(directory, Duration.ofMillis(50))).containsExactly("child");
        assertThat(child.onExit().join()).isEqualTo(128 + 9);
    }

    @Test
    void a_process_that_only_has_the_number_of_a_leftover_is_left_alone() throws IOException {
        var bystander = start("exec sleep 600");
        Files.writeString(directory.resolve("child.pid"), bystander.handle().pid() + " 1000 TERM");
        assertThat(PidFile.endLeftovers(directory, WITHIN)).isEmpty();
        assertThat(bystander.isAlive()).isTrue();
        bystander.kill();
    }

    @Test
    void a_process_leads_a_group_of_its_own() throws IOException {
        var child = start("exec sleep 600");
        var fields = Files.readString(Path.of("/proc/" + child.handle().pid() + "/stat")).split(" ");
        assertThat(fields[4]).as("process group").isEqualTo(Long.toString(child.handle().pid()));
        child.stop(WITHIN);
        assertThat(child.isAlive()).isFalse();
    }

    private ChildProcess start(String script) {
        return start(script, _ -> {
        });
    }

    private ChildProcess start(String script, Consumer<String> log) {
        return ChildProcess.start("child", List.of("sh", "-c", script), ChildProcess.Stop.TERM,
                directory.resolve("child.pid"), log);
    }
}
