package dossier.query;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.openapitools.openapidiff.core.OpenApiCompare;
import org.openapitools.openapidiff.core.compare.OpenApiDiffOptions;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;

/** The API as {@code openapi.json} beside the module's POM says it, which callers build against. */
@QueryServiceTest
class OpenApiTests {

    private static final Path KEPT = Path.of("openapi.json");
    private static final String REGENERATE = "mvn -pl query-service -am test -Dtest=OpenApiTests "
            + "-Dsurefire.failIfNoSpecifiedTests=false -Ddossier.regenerate=true";

    private static final JsonMapper JSON = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY).build();

    /** The domain grows by issues: callers have to expect statuses, and what else is enumerated, that are new to them. */
    private static final OpenApiDiffOptions OPTIONS = OpenApiDiffOptions.builder()
            .configProperty("incompatible.response.enum.increased", "false").build();

    private final World world = World.SHARED;

    @LocalServerPort
    private int port;

    @Test
    void the_kept_description_is_the_one_we_serve() throws IOException {
        var served = served();
        var kept = Files.readString(KEPT);

        var difference = OpenApiCompare.fromContents(kept, served, null, OPTIONS);
        assertThat(difference.isIncompatible())
                .as("a change that breaks callers: it needs a new path or a new member instead").isFalse();
        if (Boolean.getBoolean("dossier.regenerate")) {
            Files.writeString(KEPT, served);
        }
        assertThat(KEPT).as("the API changed compatibly; keep its description by: " + REGENERATE).content()
                .isEqualTo(served);
    }

    @Test
    void a_change_that_breaks_callers_is_known_as_one() throws IOException {
        var kept = Files.readString(KEPT);
        var broken = kept.replace("\"/api/tracking/{trackingCode}\"", "\"/api/track/{trackingCode}\"");

        assertThat(broken).isNotEqualTo(kept);
        assertThat(OpenApiCompare.fromContents(kept, broken, null, OPTIONS).isIncompatible()).isTrue();
    }

    /** Without the address, which changes with every start. */
    private String served() {
        var answer = world.get(port, "/v3/api-docs");
        assertThat(answer.status()).isEqualTo(200);
        var description = (ObjectNode) answer.body();
        description.remove("servers");
        return JSON.writeValueAsString(JSON.treeToValue(description, Object.class)) + "\n";
    }
}
