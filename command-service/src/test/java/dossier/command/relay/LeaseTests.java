package dossier.command.relay;

import java.sql.SQLException;

import org.junit.jupiter.api.Test;

import dossier.backing.BackingServices;

import static org.assertj.core.api.Assertions.assertThat;

class LeaseTests {

    final TestLog log = TestLog.in(BackingServices.shared().newInstallation());

    @Test
    void a_lease_from_before_the_clock_was_set_back_is_over() throws SQLException {
        log.asOwner("insert into lease values ('spine', 'dead', clock_timestamp() + interval '10 min')");
        try (var alive = new Lease(log.database(), "alive", () -> {
        })) {
            assertThat(alive.hold()).isTrue();
        }
        assertThat(log.get("select holder from lease", String.class)).isEqualTo("alive");
    }

    @Test
    void a_lease_that_ends_a_little_later_than_ours_would_is_respected() throws SQLException {
        log.asOwner("insert into lease values ('spine', 'other', clock_timestamp() + interval '30 s')");
        try (var late = new Lease(log.database(), "late", () -> {
        })) {
            assertThat(late.hold()).isFalse();
        }
    }
}
