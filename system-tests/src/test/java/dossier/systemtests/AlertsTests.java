package dossier.systemtests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

/** The alerts speak of what the services tell; that they fire when they should is for {@code docs/alerts/test}. */
class AlertsTests {

    private static final Path DOCS = Path.of("..", "docs");
    private static final Pattern ALERT = Pattern.compile("- alert: (\\w+)\n +expr: ([^|>\n].*)\n");
    private static final Pattern OF_NO_METRIC = Pattern
            .compile("\\{[^}]*}|\\[[^]]*]|\\b(by|without) *\\([^)]*\\)|\\boffset +\\w+|#.*");
    private static final Pattern NAME = Pattern.compile("\\b[a-z]\\w*\\b(?! *\\()");
    private static final Set<String> OPERATORS = Set.of("and", "or", "unless");
    private static final String ADDED_BY_PROMETHEUS = "up";

    private final String rules = Files.readString(DOCS.resolve("alerts/dossier.rules.yml"));
    private final List<MatchResult> alerts = ALERT.matcher(rules).results().toList();

    AlertsTests() throws IOException {}

    @Test
    @Tag(DossierProcesses.ONLY)
    void everyMetricIsTold() {
        var dossier = DossierProcesses.shared();
        assertThat(dossier.as("clerk").get("/api/applications").status()).isEqualTo(200);
        var told = Stream.of(dossier.commands(), dossier.queries()).flatMap(service -> service.metrics().lines())
                .map(line -> line.split("[{ ]", 2)[0]).collect(toSet());
        var used = alerts.stream().flatMap(alert -> metrics(alert.group(2))).collect(toSet());
        assertThat(used).contains("dossier_relay_stalled_seconds", "http_server_requests_seconds_count");
        assertThat(told).containsAll(used);
    }

    @Test
    void everyAlertIsTestedAndHasItsSection() throws IOException {
        var tests = Files.readString(DOCS.resolve("alerts/dossier.rules.test.yml"));
        var runbook = Files.readString(DOCS.resolve("operations.md"));
        assertThat(alerts).hasSize(rules.split("expr:", -1).length - 1);
        for (var alert : alerts) {
            var name = alert.group(1);
            assertThat(rules).contains("runbook: docs/operations.md#" + name.toLowerCase(Locale.ROOT) + "\n");
            assertThat(runbook).contains("\n### " + name + "\n");
            assertThat(tests).contains("- alertname: " + name + "\n", "{alertname: " + name + ", ");
        }
    }

    private static Stream<String> metrics(String expression) {
        return NAME.matcher(OF_NO_METRIC.matcher(expression).replaceAll("")).results().map(MatchResult::group)
                .filter(name -> !OPERATORS.contains(name) && !name.equals(ADDED_BY_PROMETHEUS));
    }
}
