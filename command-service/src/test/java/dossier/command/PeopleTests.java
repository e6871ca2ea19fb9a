package dossier.command;

import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dossier.command.CommandApi.Reply;
import dossier.events.ApplicationEvent.ApplicationSubmitted;
import dossier.events.EventCodec;
import dossier.events.Personal;

import static dossier.command.Cases.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

/** Whom an application is for, who acts for them, and what they have to bring. */
class PeopleTests {

    private final CommandApi api = CommandApi.shared();
    private final String person = Bodies.citizenId();

    @Nested
    class WithAnAppeal {

        private final String appealed = submitted(Bodies.application(person));

        WithAnAppeal() {
            succeeded(api.put("reviewer", appealed + "/rejection",
                    "{\"reasons\":[\"insured elsewhere\"],\"remedies\":\"apply there\"}"));
            succeeded(api.post("clerk", appealed + "/appeals", "{\"reason\":\"not so\"}"));
        }

        @Test
        void mayApplyAgainMeanwhileButThenItIsNotUpheld() {
            var other = submitted(Bodies.application(person));
            assertRefused(decided("UPHELD"));
            assertThat(status(appealed)).isEqualTo("APPEALED");

            succeeded(api.put("clerk", other + "/withdrawal", "{\"reason\":\"one is enough\"}"));
            assertThat(succeeded(decided("UPHELD")).json().path("status").asString()).isEqualTo("VERIFIED");
            assertRefused(submit(Bodies.application(person)));
        }

        @Test
        void mayBeDismissedWhileAnotherApplicationIsOpen() {
            submitted(Bodies.application(person));
            assertRefused(decided("UPHELD"));
            assertThat(succeeded(decided("DISMISSED")).json().path("status").asString()).isEqualTo("REJECTED");
            assertRefused(submit(Bodies.application(person)));
        }

        @Test
        void holdTheirOneApplicationAgainFromTheDecisionOn() {
            succeeded(decided("UPHELD"));
            assertRefused(submit(Bodies.application(person)));
            succeeded(api.put("clerk", appealed + "/withdrawal", "{\"reason\":\"found it\"}"));
            submitted(Bodies.application(person));
        }

        private Reply decided(String outcome) {
            return api.put("reviewer2", appealed + "/appeal-decision",
                    "{\"outcome\":\"" + outcome + "\",\"reason\":\"looked at again\"}");
        }
    }

    @Nested
    class WithAProxy {

        private final String proxy = Bodies.citizenId();

        @ParameterizedTest
        @CsvSource({"citizenId, 11010519491231002X, 110105194912310021", "citizenId, 11010519491231002X, ",
                "mobile, 13987654321, 0754-88888888", "mobile, 13987654321, ", "relation, aunt, ''", "relation, aunt, ",
                "name, 李代办, ''", "name, 李代办, "})
        void areToldWhatIsWrongWithIt(String field, String valid, String wrong) {
            var body = application("11010519491231002X").replace("\"" + valid + "\"",
                    wrong == null ? "null" : "\"" + wrong + "\"");
            var refused = submit(body);
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.json().path("errors").valueStream().map(error -> error.path("field").asString()))
                    .containsExactly("proxy." + field);
        }

        @Test
        void applyUnderTheirOwnIdWhileTheProxyKeepsAnother() throws SQLException {
            var submission = submission(submitted(application(proxy)));
            assertThat(submission.applicant().citizenId()).isEqualTo(person);
            assertThat(submission.proxy())
                    .isEqualTo(new Personal.Proxy("李代办", proxy, "+8613987654321", "aunt"));
        }

        @Test
        void cannotBeTheirOwnProxy() {
            var refused = submit(application(person));
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.json().at("/errors/0/field").asString()).isEqualTo("proxy.citizenId");
        }

        @Test
        void leaveTheProxyAnApplicationOfTheirOwn() {
            submitted(application(proxy));
            submitted(Bodies.application(proxy));
            assertRefused(submit(application(proxy)));
        }

        private String application(String proxysId) {
            return Bodies.application(person).replace("\"materials\"", """
                    "proxy":{"name":"李代办","citizenId":"%s","mobile":"13987654321","relation":"aunt"},"materials\""""
                    .formatted(proxysId));
        }
    }

    @ParameterizedTest
    @CsvSource({"440512, FLEXIBLE, IDENTITY_DOCUMENT PROOF_OF_RESIDENCE, PROOF_OF_RESIDENCE",
            "110105, EMPLOYEE, IDENTITY_DOCUMENT OLD_CARD, IDENTITY_DOCUMENT",
            "420100, UNEMPLOYED, IDENTITY_DOCUMENT HOUSEHOLD_REGISTER, HOUSEHOLD_REGISTER"})
    void learnOfEverythingThatIsMissingAtOnce(String region, String category, String required, String brought) {
        var all = List.of(required.split(" "));
        var application = submitted(Bodies.application().replace("440500", region).replace("FLEXIBLE", category)
                .replace("\"materials\":[" + Bodies.material("IDENTITY_DOCUMENT") + "]", "\"materials\":[]")
                .replace("\"declaredMonthlyWage\"", category.equals("EMPLOYEE")
                        ? "\"employer\":{\"name\":\"厂\",\"creditCode\":\"91350100M000100Y43\"},\"declaredMonthlyWage\""
                        : "\"declaredMonthlyWage\""));
        assertThat(missing(application)).containsExactlyElementsOf(all);

        bring(application, brought);
        assertThat(missing(application)).containsExactlyElementsOf(all.stream().filter(type -> !type.equals(brought))
                .toList());

        all.forEach(type -> bring(application, type));
        succeeded(api.put("verifier", application + "/verification", Bodies.verification()));
    }

    private List<String> missing(String application) {
        var refused = api.put("verifier", application + "/verification", Bodies.verification());
        assertThat(refused.code()).isEqualTo("missing-materials");
        return refused.json().path("missing").valueStream().map(type -> type.asString()).toList();
    }

    private void bring(String application, String type) {
        succeeded(api.post("verifier", application + "/supplement-requests",
                "{\"items\":[{\"type\":\"" + type + "\",\"explanation\":\"is missing\"}]}"));
        succeeded(api.post("clerk", application + "/supplements",
                "{\"materials\":[" + Bodies.material(type) + "]}"));
    }

    private Reply submit(String body) {
        return api.post("clerk", "/api/applications", body);
    }

    private String submitted(String body) {
        return succeeded(submit(body)).header("Location");
    }

    private String status(String application) {
        return api.get("clerk", application + "/clock").json().path("status").asString();
    }

    private Personal.Submission submission(String application) throws SQLException {
        var id = UUID.fromString(application.substring(application.lastIndexOf('/') + 1));
        try (var log = CommandApi.sharedInstallation().log();
                var row = log.createStatement().executeQuery("select type, version, payload from event"
                        + " where sequence = 1 and application_id = '" + id + "'")) {
            row.next();
            var event = (ApplicationSubmitted) new EventCodec().decode(row.getString(1), row.getInt(2),
                    row.getBytes(3));
            return api.service().getBean(PersonalKeys.class).with(id,
                    key -> key.decrypt(event.personal(), Personal.Submission.class));
        }
    }

    private static void assertRefused(Reply duplicate) {
        assertThat(duplicate.status()).isEqualTo(409);
        assertThat(duplicate.code()).isEqualTo("duplicate-application");
    }
}
