package dossier.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dossier.events.ApplicationStatus;
import dossier.events.EventCodec;
import dossier.events.MasterKey;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever was ever stored, in whichever version: its application can go on. */
class GoldenEventsTests {

    private static final Path KEPT = Path.of("../shared-events/src/test/resources");

    private final EventCodec codec = new EventCodec();
    private final CommandApi api = CommandApi.shared();
    private final UUID application = UUID.randomUUID();

    private record Golden(String type, int version) {

        static Golden of(String name) {
            int dot = name.indexOf(".v");
            return new Golden(name.substring(0, dot), Integer.parseInt(name.substring(dot + 2)));
        }

        byte[] payload() throws IOException {
            return Files.readAllBytes(KEPT.resolve("golden/" + type + ".v" + version + ".json"));
        }
    }

    static Stream<String> versions() throws IOException {
        try (var files = Files.list(KEPT.resolve("golden"))) {
            return files.map(file -> file.getFileName().toString().replace(".json", "")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void aCommandFollowsEveryVersionOfEveryEvent(String version) throws Exception {
        var last = Golden.of(version);
        var life = lifeUpTo(last);
        var status = ApplicationStatus.SUBMITTED;
        for (int i = 0; i < life.size(); i++) {
            var event = life.get(i);
            store(i + 1, event.type(), event.version(), event.payload());
            status = status.after(codec.decode(event.type(), event.version(), event.payload()));
        }

        var reply = recordContact();

        if (status.isOpen()) {
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.json().path("status").asString()).isEqualTo(status.name());
            assertThat(reply.json().path("version").asInt()).isEqualTo(life.size() + 1);
        } else {
            assertThat(reply.status()).isEqualTo(409);
            assertThat(reply.json().path("applicationStatus").asString()).isEqualTo(status.name());
        }
    }

    @Test
    void whatOnlyALaterVersionCanReadIsLeftToIt() throws Exception {
        store(1, "ApplicationSubmitted", 1, Golden.of("ApplicationSubmitted.v1").payload());
        store(2, "ReviewApproved", 9, "{}".getBytes());

        var reply = recordContact();

        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.header("Retry-After")).isNotEmpty();
        assertThat(reply.json().path("detail").asString()).contains("later version");
    }

    /** The events of a life up to this one, all others in the version of today. */
    private List<Golden> lifeUpTo(Golden last) throws IOException {
        var life = Files.readAllLines(KEPT.resolve("lives.txt")).stream().map(line -> List.of(line.split(" ")))
                .filter(types -> types.contains(last.type())).findFirst().orElseThrow();
        return life.subList(0, life.indexOf(last.type()) + 1).stream()
                .map(type -> type.equals(last.type()) ? last : new Golden(type, codec.currentVersion(type))).toList();
    }

    private CommandApi.Reply recordContact() throws SQLException {
        var master = new MasterKey(Base64.getDecoder().decode(CommandApi.sharedInstallation().masterKey()));
        try (var keys = CommandApi.sharedInstallation().keys();
                var insert = keys.prepareStatement("insert into application_key values (?, ?)")) {
            insert.setObject(1, application);
            insert.setBytes(2, master.newWrappedKey(application));
            insert.executeUpdate();
        }
        return api.post("clerk", "/api/applications/" + application + "/contacts",
                "{\"channel\":\"PHONE\",\"reached\":true,\"note\":\"goes on\"}", "Idempotency-Key",
                UUID.randomUUID().toString());
    }

    private void store(int sequence, String type, int version, byte[] payload) throws SQLException {
        try (var log = CommandApi.sharedInstallation().log();
                var insert = log.prepareStatement("insert into event (event_id, application_id, sequence, type,"
                        + " version, occurred_at, actor, role, command, payload)"
                        + " values (gen_random_uuid(), ?, ?, ?, ?, now(), 'somebody', 'clerk', 'Golden', ?)")) {
            insert.setObject(1, application);
            insert.setInt(2, sequence);
            insert.setString(3, type);
            insert.setInt(4, version);
            insert.setBytes(5, payload);
            insert.executeUpdate();
        }
    }
}
