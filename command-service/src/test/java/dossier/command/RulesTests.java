package dossier.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import dossier.events.ApplicationStatus;
import dossier.events.Role;
import dossier.events.Rule;

import static org.assertj.core.api.Assertions.assertThat;

/** The table of {@code docs/rules.md} is what the code says, and the API keeps to it cell by cell. */
class RulesTests {

    private static final Path DOCUMENT = Path.of("../docs/rules.md");
    private static final List<String> CALLERS = Stream.concat(
            Arrays.stream(Role.values()).filter(role -> role != Role.SYSTEM).map(Role::toString),
            Stream.of("supervisor", "auditor", "downstream")).toList();
    private static final List<Rule> GIVEN_BY_PEOPLE = Arrays.stream(Rule.values())
            .filter(rule -> rule != Rule.PASS_LIMIT).toList();

    /** One application a status, on which everything that is refused is tried: a refusal leaves it as it is. */
    private static final Map<ApplicationStatus, String> UNTOUCHED = new EnumMap<>(ApplicationStatus.class);

    private final Cases cases = Cases.today(CommandApi.demo());

    static Stream<Arguments> cells() {
        return Arrays.stream(ApplicationStatus.values()).flatMap(status -> GIVEN_BY_PEOPLE.stream()
                .filter(rule -> rule != Rule.SUBMIT_APPLICATION)
                .flatMap(rule -> CALLERS.stream().map(caller -> Arguments.of(status, rule, caller))));
    }

    @ParameterizedTest
    @MethodSource("cells")
    void theApiKeepsToTheTable(ApplicationStatus status, Rule rule, String caller) {
        boolean role = rule.roles().stream().anyMatch(allowed -> allowed.toString().equals(caller));
        boolean allowed = role && rule.statuses().contains(status);
        var application = allowed ? fresh(status, rule) : UNTOUCHED.computeIfAbsent(status, cases::in);
        var reply = cases.give(rule, caller + "7", application); // nobody who did anything on the case before
        if (allowed) {
            assertThat(reply.status()).as(reply.json().toString()).isEqualTo(200);
        } else if (role) {
            assertThat(reply.status()).isEqualTo(409);
            assertThat(reply.code()).isEqualTo("wrong-status");
            assertThat(reply.json().path("detail").asString())
                    .isEqualTo(rule.command() + " is not allowed while the application is " + status + ".");
        } else {
            assertThat(reply.status()).isEqualTo(403);
            assertThat(reply.code()).isEqualTo("role-missing");
        }
    }

    @ParameterizedTest
    @MethodSource("callers")
    void anApplicationIsSubmittedByClerksAndApplicants(String caller) {
        boolean allowed = List.of("clerk", "applicant").contains(caller);
        assertThat(cases.give(Rule.SUBMIT_APPLICATION, caller, "").status()).isEqualTo(allowed ? 201 : 403);
    }

    static List<String> callers() {
        return CALLERS;
    }

    @Test
    void theDocumentIsWhatTheCodeSays() throws IOException {
        if (Boolean.getBoolean("dossier.regenerate")) {
            Files.writeString(DOCUMENT, document());
        }
        assertThat(DOCUMENT)
                .as("run ./mvnw verify -pl command-service -am -Dtest=RulesTests "
                        + "-Dsurefire.failIfNoSpecifiedTests=false -Ddossier.regenerate=true")
                .content()
                .isEqualTo(document());
    }

    private String fresh(ApplicationStatus status, Rule rule) {
        return rule == Rule.REFUND_PAYMENT && status == ApplicationStatus.LAPSED
                ? cases.lapsedAfterAPayment()
                : cases.in(status);
    }

    private static String document() {
        var statuses = ApplicationStatus.values();
        var text = new StringBuilder(
                """
                        # Who may do what, and when

                        Generated from [`Rule`](../shared-events/src/main/java/dossier/events/Rule.java) and tested cell by cell
                        over HTTP by [`RulesTests`](../command-service/src/test/java/dossier/command/RulesTests.java). A cell names
                        the roles that may give the command in that status; an empty one means 409 `wrong-status`, and any other
                        role gets 403 `role-missing`, in every status. `SubmitApplication` begins an application and has no row.

                        """);
        row(text, "command", Arrays.stream(statuses).map(Enum::name));
        row(text, "---", Arrays.stream(statuses).map(_ -> "---"));
        for (var rule : Rule.values()) {
            if (rule != Rule.SUBMIT_APPLICATION) {
                row(text, rule.command(),
                        Arrays.stream(statuses).map(status -> rule.statuses().contains(status) ? roles(rule) : ""));
            }
        }
        text.append("""

                Separation of duties, decided from the case's own history (403 `separation-of-duties`):

                | whoever | may not give |
                |---|---|
                """);
        for (var duty : Rule.Duty.values()) {
            text.append("| ").append(duty.verb()).append(" the application | ")
                    .append(Arrays.stream(Rule.values()).filter(rule -> rule.excludedBy().contains(duty))
                            .map(Rule::command).collect(Collectors.joining(", ")))
                    .append(" |\n");
        }
        return text.toString();
    }

    private static void row(StringBuilder text, String first, Stream<String> cells) {
        text.append("| ").append(first).append(" | ").append(cells.collect(Collectors.joining(" | "))).append(" |\n");
    }

    private static String roles(Rule rule) {
        return rule.roles().stream().map(Role::toString).collect(Collectors.joining(", "));
    }
}
