package dossier.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.openapitools.openapidiff.core.OpenApiCompare;
import org.openapitools.openapidiff.core.compare.OpenApiDiffOptions;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code openapi.json} is what callers rely on: it is kept in the repository and may grow, never break. */
class OpenApiTests {

    private static final Path KEPT = Path.of("openapi.json");
    private static final JsonMapper JSON = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /** The domain grows by issues: callers have to expect statuses, and what else is enumerated, that are new to them. */
    private static final OpenApiDiffOptions OPTIONS = OpenApiDiffOptions.builder()
            .configProperty("incompatible.response.enum.increased", "false").build();

    @Test
    void theKeptFileDescribesTheApiAndNothingItPromisedIsBroken() throws IOException {
        var described = CommandApi.shared().send("clerk", "GET", "/v3/api-docs", "");
        assertThat(described.status()).isEqualTo(200);
        var current = JSON.writeValueAsString(described.json()) + "\n";
        if (Files.exists(KEPT)) {
            var difference = OpenApiCompare.fromContents(Files.readString(KEPT), current, null, OPTIONS);
            var broken = difference.getChangedOperations().stream().filter(operation -> !operation.isCompatible())
                    .map(operation -> operation.getHttpMethod() + " " + operation.getPathUrl()).toList();
            assertThat(difference.isCompatible()).as("breaks callers of %s or misses %s", broken,
                    difference.getMissingEndpoints()).isTrue();
        }
        if (Boolean.getBoolean("dossier.regenerate")) {
            Files.writeString(KEPT, current);
        }
        assertThat(KEPT).as("grew; run ./mvnw verify -pl command-service -am -Dtest=OpenApiTests "
                + "-Dsurefire.failIfNoSpecifiedTests=false -Ddossier.regenerate=true").content()
                .isEqualTo(current);
    }
}
