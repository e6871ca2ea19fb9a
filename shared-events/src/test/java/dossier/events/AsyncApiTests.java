package dossier.events;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

import dossier.events.GoldenEventsTests.Version;

import static org.assertj.core.api.Assertions.assertThat;

/** The document others build their consumers from names every message, and only schemas and headers that exist. */
class AsyncApiTests {

    private static final Path RESOURCES = Path.of("src/main/resources");

    private final JsonNode document = new YAMLMapper().readTree(Files.readString(RESOURCES.resolve("asyncapi.yaml")));
    private final JsonNode messages = document.at("/components/messages");

    AsyncApiTests() throws IOException {}

    static Stream<String> published() {
        return Stream.concat(Stream.of("cards.CardIssued.v1"), GoldenEventsTests.versions().map(Version::toString));
    }

    @ParameterizedTest
    @MethodSource("published")
    void everyMessageIsDescribed(String name) {
        var channel = name.startsWith("cards.") ? "cards-issued" : "application-events";
        assertThat(document.at("/channels").path(channel).path("messages").path(name).path("$ref").asString())
                .isEqualTo("#/components/messages/" + name);
        assertThat(messages.path(name).path("name").asString()).isEqualTo("dossier." + name);
        assertThat(messages.path(name).path("payload").path("$ref").asString())
                .isEqualTo("./schemas/" + name + ".json");
        assertThat(RESOURCES.resolve("schemas/" + name + ".json")).exists();
    }

    @Test
    void nothingElseIsDescribed() {
        assertThat(messages.propertyNames()).containsExactlyInAnyOrderElementsOf(published().toList());
    }

    @Test
    void everyInnerReferencePointsToSomething() {
        assertThat(document.findValuesAsString("$ref").stream().filter(reference -> reference.startsWith("#")))
                .isNotEmpty().allSatisfy(
                        reference -> assertThat(document.at(reference.substring(1)).isMissingNode()).isFalse());
    }

    @Test
    void theHeadersAreTheOnesRecordsHave() {
        var shared = document.at("/components/schemas/CloudEventHeaders/properties").propertyNames();
        var own = document.at("/components/schemas/EventHeaders/allOf/1/properties").propertyNames();
        assertThat(Stream.concat(shared.stream(), own.stream()))
                .containsExactlyInAnyOrderElementsOf(PublishedEventTests.headers(
                        PublishedEventTests.APPROVAL.toRecord("events")).keySet());
        assertThat(shared).containsExactlyInAnyOrderElementsOf(PublishedEventTests.headers(
                PublishedEventTests.APPROVAL.toCardNotice("cards", Examples.CARD_ISSUED)).keySet());
    }
}
