package dossier.systemtests;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import dossier.systemtests.Applicants.Person;

import static dossier.systemtests.CardCase.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

/** Who a person is can be read with the key of the application only: nowhere does it stand in clear. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PrivacyTests {

    private static final String FREE_TEXT = "has a sister in Chaozhou";

    private final DossierSystem dossier = DossierSystem.shared();
    private final Person applicant = Applicants.somebody();
    private final Person proxy = Applicants.somebody();
    private CardCase card;
    private CardCase appealed;

    @BeforeAll
    void somebodyAppliesTwice() {
        var application = Applicants.lostCard(applicant);
        application.putObject("proxy").put("name", proxy.name()).put("citizenId", proxy.citizenId())
                .put("mobile", proxy.mobile()).put("relation", "aunt");
        card = CardCase.submitted(dossier, application);
        succeeded(dossier.as("clerk").post(card.path() + "/contacts",
                "{\"channel\":\"COUNTER\",\"reached\":true,\"note\":\"" + FREE_TEXT + "\"}"));
        succeeded(card.verify("verifier"));
        succeeded(card.approve("reviewer"));
        succeeded(card.pay("cashier", "20.00"));
        succeeded(card.issue("issuer"));
        succeeded(dossier.as("issuer").post(card.path() + "/production-failures", because("")));
        card.view(7);
        nextApplicationIsRejectedAndAppealed();
    }

    private void nextApplicationIsRejectedAndAppealed() {
        appealed = CardCase.submitted(dossier, Applicants.lostCard(applicant));
        succeeded(dossier.as("reviewer").put(appealed.path() + "/extension", because("\"days\":1,")));
        succeeded(dossier.as("reviewer").put(appealed.path() + "/rejection",
                "{\"reasons\":[\"" + FREE_TEXT + "\"],\"remedies\":\"" + FREE_TEXT + "\"}"));
        succeeded(dossier.as("clerk").post(appealed.path() + "/appeals", because("")));
        succeeded(dossier.as("reviewer2").put(appealed.path() + "/appeal-decision",
                because("\"outcome\":\"UPHELD\",")));
        var again = Applicants.lostCard(applicant).put("applicationId", appealed.id().toString());
        assertThat(dossier.as("clerk").post("/api/applications", again).status()).isEqualTo(409);
        assertThat(dossier.as("clerk").post("/api/applications", again.put("category", applicant.citizenId()))
                .status()).isEqualTo(400);
        assertThat(dossier.as("clerk").put(appealed.path() + "/rejection", because("")).status()).isEqualTo(400);
        succeeded(dossier.as("clerk").put(appealed.path() + "/withdrawal", because("")));
        appealed.view(6);
    }

    @Test
    void noTableOfLogKeysOrReadModelsHasIt() throws Exception {
        var rows = dossier.everythingStored();
        assertThat(rows).as("the rows of this case are among them").anyMatch(row -> row.contains(card.id().toString()))
                .anyMatch(row -> row.startsWith("refusal: ") && row.contains(appealed.id().toString()))
                .noneMatch(this::namesSomebody);
    }

    @Test
    void noRecordOfATopicHasIt() {
        dossier.topics().cardNotices(card.id(), 1);
        assertThat(dossier.topics().everything()).anyMatch(message -> message.key().equals(card.id().toString()))
                .noneMatch(message -> namesSomebody(message.toString()));
    }

    @Test
    @Tag(DossierProcesses.ONLY)
    void noServiceLogsIt() throws Exception {
        var processes = DossierProcesses.shared();
        for (var service : List.of(processes.commands(), processes.queries())) {
            assertThat(Files.readAllLines(service.log())).isNotEmpty().noneMatch(this::namesSomebody);
        }
    }

    @Test
    void whoMaySeeTheCaseSeesThePersonMasked() {
        var view = card.view(7);
        assertThat(view.text("applicant.name")).isEqualTo(applicant.name());
        assertThat(view.body().toString()).doesNotContain(applicant.citizenId(), applicant.mobile(),
                proxy.citizenId(), proxy.mobile());
        assertThat(dossier.as("clerk").get(card.path() + "/history").body().toString())
                .doesNotContain(applicant.citizenId(), applicant.mobile(), proxy.citizenId(), proxy.mobile());
    }

    private static String because(String members) {
        return "{" + members + "\"reason\":\"" + FREE_TEXT + "\"}";
    }

    /** In clear, or in the forms in which the databases print bytes and JSON escapes text. */
    private boolean namesSomebody(String text) {
        return Stream.of(applicant.name(), applicant.citizenId(), applicant.mobile(), proxy.name(), proxy.citizenId(),
                proxy.mobile(), FREE_TEXT).flatMap(PrivacyTests::spellings).anyMatch(text::contains);
    }

    private static Stream<String> spellings(String secret) {
        var bytes = secret.getBytes(StandardCharsets.UTF_8);
        var escaped = new StringBuilder();
        secret.chars().forEach(character -> escaped.append(
                character < 128 ? "" + (char) character : "\\u%04x".formatted(character)));
        return Stream.of(secret, HexFormat.of().formatHex(bytes), Base64.getEncoder().encodeToString(bytes),
                escaped.toString(), escaped.toString().toUpperCase(Locale.ROOT));
    }
}
