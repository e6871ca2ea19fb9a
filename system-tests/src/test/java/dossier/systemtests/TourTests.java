package dossier.systemtests;

import java.io.IOException;
import java.net.http.HttpHeaders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@code requests.http} as an editor sends it, from top to bottom; of the format this knows what the file uses. Only the
 * requests for tokens are not sent, as the sign-in of tests takes none: {@code StartTests} sends such to the real one.
 */
class TourTests {

    private static final Pattern VARIABLE = Pattern.compile("(?m)^@(\\w+) = (.+)$");
    private static final Pattern REFERENCE = Pattern.compile("\\{\\{(.+?)}}");
    private static final Pattern OF_AN_ANSWER = Pattern.compile("(\\w+)\\.response\\.body\\.\\$\\.(\\w+)");
    private static final Pattern REQUEST = Pattern.compile("""
            (?<status>\\d{3}) .+
            (# @name (?<name>\\w+)
            )?(?<call>(GET|POST|PUT) http://127\\.0\\.0\\.1:\\d+)(?<path>/\\S+)
            (?<headers>([\\w-]+: .+
            )*)(
            (?<body>[^#\\s][^#]*))?\\s*""");
    private static final Pattern SIGN_IN = Pattern.compile("""
            Authorization: Basic (\\w+) demo
            Content-Type: application/x-www-form-urlencoded
            """);

    private final DossierSystem dossier = DossierSystem.shared();
    private final Map<String, String> variables = new HashMap<>();
    private final Map<String, Answer> answers = new HashMap<>();

    @TestFactory
    Stream<DynamicTest> everyRequestIsAnsweredWithTheStatusThatItStates() throws IOException {
        var parts = Files.readString(Path.of("../requests.http")).split("(?m)^### ");
        assertThat(parts).hasSizeGreaterThan(1);
        VARIABLE.matcher(parts[0]).results().forEach(found -> variables.put(found.group(1), found.group(2)));
        variables.replace("id", UUID.randomUUID().toString()); // a system in containers has had the tour before
        return Arrays.stream(parts).skip(1)
                .map(part -> DynamicTest.dynamicTest(part.lines().findFirst().orElseThrow(), () -> send(part)));
    }

    private void send(String part) {
        var request = REQUEST.matcher(resolved(part));
        assertThat(request.matches()).as("is a request:\n%s", part).isTrue();
        var answer = Awaitility.await().atMost(DossierSystem.SOON).pollDelay(Duration.ZERO)
                .until(() -> answer(request), found -> !found.code().equals("not-yet-visible"));
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(Integer.parseInt(request.group("status")));
        if (request.group("name") != null) {
            answers.put(request.group("name"), answer);
        }
    }

    private Answer answer(Matcher request) {
        var path = request.group("path");
        var headers = request.group("headers");
        var body = request.group("body");
        var caller = dossier.anonymous();
        for (var header : headers.lines().toList()) {
            var nameAndValue = header.split(": ", 2);
            caller = caller.with(nameAndValue[0], nameAndValue[1]);
        }
        assertThat(body == null || headers.contains("Content-Type: ")).as("says what its body is").isTrue();
        return switch (request.group("call")) {
            case "POST http://127.0.0.1:8081" -> caller.post(path, body);
            case "PUT http://127.0.0.1:8081" -> caller.put(path, body);
            case "GET http://127.0.0.1:8081" -> caller.ask(path);
            case "GET http://127.0.0.1:8082" -> caller.get(path);
            case "POST http://127.0.0.1:8083" -> token(path, headers, body);
            default -> throw new AssertionError("nobody answers " + request.group("call"));
        };
    }

    private Answer token(String path, String headers, String body) {
        var signIn = SIGN_IN.matcher(headers);
        assertThat(signIn.matches()).as("%s", headers).isTrue();
        assertThat(path).isEqualTo("/oauth2/token");
        assertThat(body.strip()).isEqualTo("grant_type=client_credentials");
        var raw = "{\"access_token\":\"" + dossier.token(signIn.group(1)) + "\"}";
        return new Answer(200, HttpHeaders.of(Map.of(), (_, _) -> true), raw, Applicants.json(raw));
    }

    private String resolved(String text) {
        return REFERENCE.matcher(text).replaceAll(found -> Matcher.quoteReplacement(value(found.group(1))));
    }

    private String value(String reference) {
        var ofAnAnswer = OF_AN_ANSWER.matcher(reference);
        if (ofAnAnswer.matches()) {
            assertThat(answers).containsKey(ofAnAnswer.group(1));
            return answers.get(ofAnAnswer.group(1)).text(ofAnAnswer.group(2));
        }
        assertThat(variables).containsKey(reference);
        return resolved(variables.get(reference));
    }
}
