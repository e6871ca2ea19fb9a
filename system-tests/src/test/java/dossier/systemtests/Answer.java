package dossier.systemtests;

import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a service said.
 *
 * @param raw the body as it came
 */
record Answer(int status, HttpHeaders headers, String raw, JsonNode body) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    static Answer of(HttpResponse<String> response) {
        var text = response.body();
        return new Answer(response.statusCode(), response.headers(), text,
                text.isEmpty() ? JSON.missingNode() : JSON.readTree(text));
    }

    UUID id() {
        return UUID.fromString(text("applicationId"));
    }

    int version() {
        return body.path("version").asInt();
    }

    /** A member of the body, nested ones by their path as in {@code applicant.name}; empty when it is not there. */
    String text(String member) {
        return body.at("/" + member.replace('.', '/')).asString("");
    }

    /** The stable code of a problem. */
    String code() {
        return text("code");
    }

    String header(String name) {
        return headers.firstValue(name).orElse("");
    }

    /** The commands that may follow, as a view tells them. */
    List<String> nextSteps() {
        return body.path("nextSteps").valueStream().map(step -> step.path("command").asString()).toList();
    }

    /** The names of the fields that a 400 complains about. */
    List<String> wrongFields() {
        return body.path("errors").valueStream().map(error -> error.path("field").asString()).toList();
    }
}
