package dossier.query;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.web.server.LocalServerPort;

import dossier.events.ApplicationStatus;
import dossier.events.EventCodec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** Whatever was ever published, in whichever version: it is shown. */
@QueryServiceTest
class GoldenEventsTests {

    private static final Path KEPT = Path.of("../shared-events/src/test/resources");
    private static final String TRACKING_CODE = "K7QW2M9XTR4HP6VB3NDJ8CFG5S";

    private final EventCodec codec = new EventCodec();
    private final World world = World.SHARED;

    @LocalServerPort
    private int port;

    private record Golden(String type, int version) {

        static Golden of(String name) {
            int dot = name.indexOf(".v");
            return new Golden(name.substring(0, dot), Integer.parseInt(name.substring(dot + 2)));
        }

        String payload() throws IOException {
            return Files.readString(KEPT.resolve("golden/" + this + ".json"));
        }

        @Override
        public String toString() {
            return type + ".v" + version;
        }
    }

    static Stream<String> versions() throws IOException {
        try (var files = Files.list(KEPT.resolve("golden"))) {
            return files.map(file -> file.getFileName().toString().replace(".json", "")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void every_version_of_every_event_is_applied_and_shown(String version) throws Exception {
        var life = lifeUpTo(Golden.of(version));
        var story = new Story(world);
        world.destroyKey(story.id); // the golden persons are encrypted under a key of theirs
        var status = ApplicationStatus.SUBMITTED;
        for (var event : life) {
            var payload = event.payload().replace(TRACKING_CODE, story.trackingCode).getBytes(UTF_8); // is unique
            story.stored("clerk", event.type(), event.version(), payload);
            status = status.after(codec.decode(event.type(), event.version(), payload));
        }
        story.sent();

        var view = world.get(port, "/api/applications/" + story.id + "?minVersion=" + life.size(), "clerk");

        assertThat(view.text("/version")).isEqualTo(Integer.toString(life.size()));
        assertThat(view.text("/status")).isEqualTo(status.name());
        var history = world.get(port, "/api/applications/" + story.id + "/history", "auditor");
        assertThat(history.body().get("entries").valueStream().map(entry -> entry.get("type").asString()))
                .containsExactlyElementsOf(life.stream().map(Golden::type).toList());
    }

    /** The events of a life up to this one, all others in the version of today. */
    private List<Golden> lifeUpTo(Golden last) throws IOException {
        var life = Files.readAllLines(KEPT.resolve("lives.txt")).stream().map(line -> List.of(line.split(" ")))
                .filter(types -> types.contains(last.type())).findFirst().orElseThrow();
        return life.subList(0, life.indexOf(last.type()) + 1).stream()
                .map(type -> type.equals(last.type()) ? last : new Golden(type, codec.currentVersion(type))).toList();
    }
}
