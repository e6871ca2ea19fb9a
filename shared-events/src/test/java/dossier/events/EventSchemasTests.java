package dossier.events;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import java.util.stream.Stream;

import com.github.victools.jsonschema.generator.CustomDefinition;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dossier.events.GoldenEventsTests.Version;
import dossier.events.PublishedEvent.CardNotice;

import static org.assertj.core.api.Assertions.assertThat;

/** The JSON Schemas that other systems read our events by are what the code says, and what the events are. */
class EventSchemasTests {

    private static final String NOTICE = "cards.CardIssued.v1";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    static Stream<Version> versions() {
        return GoldenEventsTests.versions();
    }

    static Stream<Version> currentVersions() {
        return GoldenEventsTests.currentVersions();
    }

    @ParameterizedTest
    @MethodSource("currentVersions")
    void theSchemaOfEachEventIsTheOneThatIsKept(Version version) throws Exception {
        Kept.assertUnchanged(Kept.SCHEMAS.resolve(version + ".json"),
                generate(Examples.of(version.type()).getClass(), version.toString()));
    }

    @Test
    void theSchemaOfTheCardNoticeIsTheOneThatIsKept() throws Exception {
        Kept.assertUnchanged(Kept.SCHEMAS.resolve(NOTICE + ".json"), generate(CardNotice.class, NOTICE));
    }

    @ParameterizedTest
    @MethodSource("versions")
    void theGoldenFileIsValid(Version version) throws Exception {
        assertThat(errors(version.toString(), version.golden())).isEmpty();
    }

    @Test
    void aCardNoticeIsValid() throws Exception {
        var notice = new CardNotice(UUID.fromString("3f6c1d1e-7d0a-4e4b-9d57-6a1f0c2b8e90"), "44050000000000015",
                "440500", Category.FLEXIBLE, Examples.CARD_ISSUED.benefitsFrom(),
                Instant.parse("2026-11-27T01:02:03.000004Z"));
        assertThat(errors(NOTICE, EventJson.MAPPER.writeValueAsBytes(notice))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("currentVersions")
    void whatTheCodecRefusesTheSchemaRefusesToo(Version version) throws Exception {
        var json = new String(version.golden(), StandardCharsets.UTF_8);
        assertThat(errors(version.toString(), json.replaceFirst("\\{", "{\"extra\":1,"))).isNotEmpty();
        assertThat(errors(version.toString(), "{}")).isNotEmpty();
    }

    @Test
    void everySchemaBelongsToAVersion() throws IOException {
        try (var files = Files.list(Kept.SCHEMAS)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrderElementsOf(
                    Stream.concat(Stream.of(NOTICE), versions().map(Version::toString)).map(name -> name + ".json")
                            .toList());
        }
    }

    private static Iterable<?> errors(String schema, byte[] json) throws IOException {
        return errors(schema, new String(json, StandardCharsets.UTF_8));
    }

    private static Iterable<?> errors(String schema, String json) throws IOException {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(Kept.SCHEMAS.resolve(schema + ".json")))
                .validate(json, InputFormat.JSON, context -> context
                        .executionConfig(config -> config.formatAssertionsEnabled(true)));
    }

    private static byte[] generate(Class<?> type, String name) {
        var config = new SchemaGeneratorConfigBuilder(SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
                .with(Option.FORBIDDEN_ADDITIONAL_PROPERTIES_BY_DEFAULT, Option.EXTRA_OPEN_API_FORMAT_VALUES,
                        Option.PLAIN_DEFINITION_KEYS, Option.DEFINITIONS_FOR_ALL_OBJECTS);
        config.forFields().withRequiredCheck(
                field -> !field.getRawMember().getAnnotatedType().isAnnotationPresent(Nullable.class));
        config.forTypesInGeneral().withPropertySorter((_, _) -> 0)
                .withIdResolver(scope -> scope.getType().getErasedType() == type ? "urn:dossier:schemas:" + name : null)
                .withCustomDefinitionProvider((resolved, _) -> {
                    if (resolved.getErasedType() == BigDecimal.class) {
                        return new CustomDefinition(JSON.createObjectNode().put("type", "string")
                                .put("pattern", "^(0|[1-9][0-9]*)(\\.[0-9]+)?$"), true);
                    }
                    if (resolved.getErasedType() == Encrypted.class) {
                        return new CustomDefinition(JSON.createObjectNode().put("type", "string")
                                .put("contentEncoding", "base64").put("pattern", "^[A-Za-z0-9+/]+={0,2}$")
                                .put("description", "AES-256-GCM ciphertext of personal data, gone with its key"),
                                true);
                    }
                    if (resolved.getErasedType().isEnum()) {
                        var names = JSON.createArrayNode();
                        Arrays.stream(resolved.getErasedType().getEnumConstants())
                                .forEach(constant -> names.add(EventJson.MAPPER.<JsonNode>valueToTree(constant)));
                        return new CustomDefinition(
                                JSON.createObjectNode().put("type", "string").set("enum", names), true);
                    }
                    return null;
                });
        var schema = new SchemaGenerator(config.build()).generateSchema(type);
        return (JSON.writerWithDefaultPrettyPrinter().writeValueAsString(schema) + "\n")
                .getBytes(StandardCharsets.UTF_8);
    }
}
