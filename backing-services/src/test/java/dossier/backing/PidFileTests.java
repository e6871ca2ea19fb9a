package dossier.backing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class PidFileTests {

    static final Duration WITHIN = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    @Test
    void a_leftover_is_asked_to_end() throws InterruptedException {
        var child = started("echo up; exec sleep 600");
        assertThat(PidFile.endLeftovers(directory, WITHIN)).containsExactly("child");
        assertThat(child.onExit().join()).isEqualTo(128 + 15);
        assertThat(PidFile.endLeftovers(directory, WITHIN)).isEmpty();
    }

    @Test
    void a_leftover_that_does_not_listen_is_killed() throws InterruptedException {
        var child = started("trap '' TERM; echo up; exec sleep 600");
        assertThat(PidFile.endLeftovers(directory, Duration.ofMillis(50))).containsExactly("child");
        assertThat(child.onExit().join()).isEqualTo(128 + 9);
    }

    @Test
    void a_process_that_only_has_the_number_of_a_leftover_is_left_alone() throws Exception {
        var bystander = started("echo up; exec sleep 600");
        Files.writeString(directory.resolve("child.pid"), bystander.handle().pid() + " 1000 TERM");
        assertThat(PidFile.endLeftovers(directory, WITHIN)).isEmpty();
        assertThat(bystander.isAlive()).isTrue();
        bystander.kill();
    }

    @Test
    void a_process_leads_a_group_of_its_own() throws Exception {
        var child = started("echo up; exec sleep 600");
        var fields = Files.readString(Path.of("/proc/" + child.handle().pid() + "/stat")).split(" ");
        assertThat(fields[4]).as("process group").isEqualTo(Long.toString(child.handle().pid()));
        child.stop(WITHIN);
        assertThat(child.isAlive()).isFalse();
    }

    /** Returns when the script has said that it is up: only then is it in the group, and deaf or not, for good. */
    private ChildProcess started(String script) throws InterruptedException {
        var up = new CountDownLatch(1);
        var child = ChildProcess.start("child", List.of("sh", "-c", script), ChildProcess.Stop.TERM,
                directory.resolve("child.pid"), _ -> up.countDown());
        up.await();
        return child;
    }
}
