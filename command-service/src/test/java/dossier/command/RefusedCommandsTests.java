package dossier.command;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.StringUtils;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import tools.jackson.databind.JsonNode;

import dossier.command.CommandApi.Reply;
import dossier.command.Refusal.Code;
import dossier.command.log.EventLog;
import dossier.command.log.Provenance;
import dossier.events.ApplicationEvent.ContactRecorded;
import dossier.events.ContactChannel;
import dossier.events.Deadline;
import dossier.events.Encrypted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What was refused is kept and shown to auditors, apart from every application's events. */
class RefusedCommandsTests {

    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private final CommandApi api = CommandApi.demo();
    private final UUID id = UUID.randomUUID();
    private final String path = "/api/applications/" + id;
    private final String person = Bodies.citizenId();

    /** A refused request; {@link #id} is always the application it was about. */
    private record Tried(String actor, String command, Reply reply) {}

    @ParameterizedTest
    @EnumSource(value = Code.class, names = "TOO_MANY_REQUESTS", mode = EnumSource.Mode.EXCLUDE)
    void everyRefusalSaysWhoTriedWhatOnWhichApplication(Code code) throws SQLException {
        var tried = provoke(code);
        assertThat(tried.reply().status()).as(tried.reply().json().toString()).isEqualTo(code.status);
        assertThat(tried.reply().code()).isEqualTo(code.toString());
        assertThat(tried.reply().json().path("detail").asString()).matches(message(code));
        var refused = items("applicationId=" + id + "&code=" + code);
        assertThat(refused).singleElement().satisfies(item -> {
            assertThat(item.path("actor").asString()).isEqualTo(tried.actor());
            assertThat(item.path("command").asString()).isEqualTo(tried.command());
            assertThat(item.path("applicationId").asString()).isEqualTo(id.toString());
            assertThat(item.path("code").asString()).isEqualTo(code.toString());
            assertThat(item.path("status").asInt()).isEqualTo(code.status);
            assertThat(item.path("roles").get(0).asString()).isEqualTo(
                    tried.actor().equals("allround") ? "clerk" : tried.actor());
        });
        assertThat(text("select string_agg(r::text, ' ') from refusal r")).contains(id.toString())
                .doesNotContain("王小明", person, "13812345678", "id.pdf", "8000.00", "R-", "identity");
    }

    private static String message(Code code) {
        return switch (code) {
            case INVALID_REQUEST -> "The request has 1 invalid member\\(s\\)\\.";
            case ROLE_MISSING -> "This takes one of the roles \\[reviewer\\]\\.";
            case SEPARATION_OF_DUTIES -> "Who verified this application may not do this as well\\.";
            case UNKNOWN_APPLICATION -> "There is no application [0-9a-f-]{36}\\.";
            case WRONG_STATUS -> "IssueCard is not allowed while the application is SUBMITTED\\.";
            case FAILED_CHECK -> "A failed check is no verification; request a supplement or reject\\.";
            case DUPLICATE_APPLICATION -> "This person already has an open application\\.";
            case DUPLICATE_RECEIPT -> "This receipt number was already used\\.";
            case OVERPAYMENT -> "Only 20\\.00 is outstanding\\.";
            case REFUND_EXCEEDS_PAYMENT -> "Only 0\\.00 was paid and not yet refunded\\.";
            case MISSING_MATERIALS -> "Required materials are missing: \\[IDENTITY_DOCUMENT\\]\\.";
            case LIMIT_PASSED -> "The review was due until \\d{4}-\\d{2}-\\d{2}\\.";
            case ALREADY_EXTENDED -> "The review was extended once already\\.";
            case ALREADY_APPEALED -> "An appeal against this rejection was dismissed\\.";
            case TOO_MANY_EVENTS -> "The application already has 1000 events\\.";
            case STALE_VERSION -> "The application is at version 1, not 7\\.";
            case BODY_TOO_LARGE -> "A body has at most 262144 bytes\\.";
            case UNSUPPORTED_MEDIA_TYPE -> "Bodies are application/json\\.";
            case IDEMPOTENCY_KEY_REUSED -> "This Idempotency-Key was used for another request\\.";
            case TOO_MANY_REQUESTS -> "You have \\d+ commands under way already\\.";
        };
    }

    private Tried provoke(Code code) throws SQLException {
        switch (code) {
            case UNKNOWN_APPLICATION, BODY_TOO_LARGE, UNSUPPORTED_MEDIA_TYPE, TOO_MANY_REQUESTS -> {
            }
            case MISSING_MATERIALS -> submit(application().replace("IDENTITY_DOCUMENT", "HOUSEHOLD_REGISTER"));
            case INVALID_REQUEST, ROLE_MISSING, SEPARATION_OF_DUTIES, WRONG_STATUS, FAILED_CHECK, DUPLICATE_APPLICATION,
                    DUPLICATE_RECEIPT, OVERPAYMENT, REFUND_EXCEEDS_PAYMENT, ALREADY_EXTENDED, ALREADY_APPEALED,
                    TOO_MANY_EVENTS, STALE_VERSION, IDEMPOTENCY_KEY_REUSED ->
                submit(application());
            case LIMIT_PASSED -> done(api.post("clerk", "/api/applications", application(), "Dossier-Clock",
                    Instant.now().minus(Duration.ofDays(60)).toString()));
        }
        return switch (code) {
            case INVALID_REQUEST -> tryPut("reviewer", "ApproveReview", "/approval", "{\"note\":17}");
            case ROLE_MISSING -> tryPut("verifier", "ApproveReview", "/approval", "{}");
            case SEPARATION_OF_DUTIES -> {
                done(api.put("allround", path + "/verification", Bodies.verification()));
                yield tryPut("allround", "ApproveReview", "/approval", "{}");
            }
            case UNKNOWN_APPLICATION, WRONG_STATUS -> tryPut("issuer", "IssueCard", "/card", "{}");
            case FAILED_CHECK -> tryPut("verifier", "VerifyInformation", "/verification",
                    "{\"checks\":[{\"name\":\"identity\",\"passed\":false}]}");
            case DUPLICATE_APPLICATION -> trySubmit();
            case DUPLICATE_RECEIPT -> {
                var payment = Bodies.payment("5.00");
                var other = api.post("clerk", "/api/applications", Bodies.application()).header("Location");
                approve(other);
                done(api.post("cashier", other + "/payments", payment));
                approve(path);
                yield tryPost("cashier", "RecordPayment", "/payments", payment);
            }
            case OVERPAYMENT -> {
                approve(path);
                yield tryPost("cashier", "RecordPayment", "/payments", Bodies.payment("20.01"));
            }
            case REFUND_EXCEEDS_PAYMENT -> {
                done(api.put("clerk", path + "/withdrawal", "{\"reason\":\"found it\"}"));
                yield tryPost("cashier", "RefundPayment", "/refunds",
                        Bodies.payment("0.01").replace("paidOn", "refundedOn"));
            }
            case LIMIT_PASSED -> tryPut("reviewer", "ExtendReview", "/extension", extension());
            case ALREADY_EXTENDED -> {
                done(api.put("reviewer", path + "/extension", extension()));
                yield tryPut("reviewer", "ExtendReview", "/extension", extension());
            }
            case ALREADY_APPEALED -> {
                done(api.put("reviewer2", path + "/rejection", "{\"reasons\":[\"no\"],\"remedies\":\"none\"}"));
                done(api.post("clerk", path + "/appeals", "{\"reason\":\"not so\"}"));
                done(api.put("reviewer", path + "/appeal-decision",
                        "{\"outcome\":\"DISMISSED\",\"reason\":\"it is so\"}"));
                yield tryPost("clerk", "FileAppeal", "/appeals", "{\"reason\":\"still not\"}");
            }
            case MISSING_MATERIALS -> tryPut("verifier", "VerifyInformation", "/verification", Bodies.verification());
            case TOO_MANY_EVENTS -> {
                fillWithContacts();
                yield tryPost("clerk", "RecordContact", "/contacts",
                        "{\"channel\":\"PHONE\",\"reached\":false,\"note\":\"nobody\"}");
            }
            case STALE_VERSION -> tryPut("verifier", "VerifyInformation", "/verification", Bodies.verification(),
                    "If-Match", "\"7\"");
            case BODY_TOO_LARGE -> tryPut("clerk", "WithdrawApplication", "/withdrawal",
                    "{\"reason\":\"" + "a".repeat(300_000) + "\"}");
            case UNSUPPORTED_MEDIA_TYPE -> tryPut("clerk", "WithdrawApplication", "/withdrawal",
                    "{\"reason\":\"" + person + "\"}", "Content-Type", "text/plain");
            case TOO_MANY_REQUESTS -> throw new IllegalArgumentException("CallerLimitTests provokes it");
            case IDEMPOTENCY_KEY_REUSED -> {
                var key = UUID.randomUUID().toString();
                done(api.put("verifier", path + "/verification", Bodies.verification(), "Idempotency-Key", key));
                yield tryPut("verifier", "VerifyInformation", "/verification",
                        "{\"checks\":[{\"name\":\"other\",\"passed\":true}]}", "Idempotency-Key", key);
            }
        };
    }

    @Test
    void aSubmissionThatProposesNoIdIsKeptWithoutOne() throws SQLException {
        var body = Bodies.application(person).replace("LOST", "BORED").replace("13812345678", "13812345678x");
        assertThat(api.post("clerk", "/api/applications", body, "traceparent", TRACE).code())
                .isEqualTo("invalid-request");
        assertThat(text("select r::text from refusal r where traceparent = '" + TRACE + "'"))
                .contains("SubmitApplication", "invalid-request").doesNotContain("王小明", person, "13812345678");
        assertThat(text("select application_id from refusal where traceparent = '" + TRACE + "'")).isNull();
    }

    @Test
    void aPathWithoutAUuidIsKeptWithoutAnApplication() throws SQLException {
        var newest = refusals();
        api.put("reviewer", "/api/applications/440524195001010014/approval", "{}");
        assertThat(refusals()).isEqualTo(newest + 1);
        assertThat(text("select r::text from refusal r order by id desc limit 1")).contains("ApproveReview")
                .doesNotContain("440524195001010014");
    }

    @Test
    void whatIsNoCommandOfAKnownPersonIsNotKept() throws SQLException {
        var before = refusals();
        assertThat(api.put("", path + "/approval", "{}").status()).isEqualTo(401);
        assertThat(api.put("reviewer", path + "/nothing", "{}").status()).isEqualTo(404);
        assertThat(api.get("clerk", "/api/audit/refusals").status()).isEqualTo(403);
        assertThat(api.get("clerk", "/api/schemas/CardIssued.v99").status()).isEqualTo(404);
        assertThat(refusals()).isEqualTo(before);
    }

    @Test
    void aRefusalThatCannotBeKeptIsAnswered503() throws SQLException {
        try (var owner = CommandApi.sharedInstallation().log(); var statement = owner.createStatement()) {
            statement.execute("revoke insert on refusal from dossier_command");
            try {
                var reply = api.put("verifier", path + "/approval", "{}");
                assertThat(reply.status()).isEqualTo(503);
                assertThat(reply.code()).isEqualTo("unavailable");
                assertThat(reply.header("Retry-After")).isEqualTo("1");
            } finally {
                statement.execute("grant insert on refusal to dossier_command");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"update refusal set actor = 'nobody'", "delete from refusal", "truncate refusal"})
    void theServiceCannotChangeWhatItKept(String statement) throws SQLException {
        var settings = CommandApi.sharedInstallation().commandService();
        try (var service = DriverManager.getConnection(settings.get("dossier.log.url"),
                settings.get("dossier.log.user"), settings.get("dossier.log.password"));
                var attempt = service.createStatement()) {
            assertThatThrownBy(() -> attempt.execute(statement)).isInstanceOfSatisfying(SQLException.class,
                    e -> assertThat(e.getSQLState()).isEqualTo("42501"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"clerk", "verifier", "reviewer", "cashier", "issuer", "supervisor", "applicant",
            "downstream", "allround"})
    void onlyAuditorsReadThem(String who) {
        var reply = api.get(who, "/api/audit/refusals");
        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.code()).isEqualTo("role-missing");
    }

    @Test
    void pagesAreCompleteAndWithoutDoublesWhileNewRefusalsArrive() {
        IntStream.range(0, 7).forEach(_ -> refuse("verifier"));
        var expected = ids(items("applicationId=" + id));
        assertThat(expected).hasSize(7).isSortedAccordingTo((one, other) -> Long.compare(other, one));
        var read = new ArrayList<Long>();
        var cursor = "";
        do {
            var page = list("applicationId=" + id + "&limit=2&cursor=" + cursor);
            read.addAll(ids(items(page)));
            refuse("verifier");
            cursor = page.path("nextCursor").asString("");
        } while (!cursor.isEmpty());
        assertThat(read).isEqualTo(expected);
        assertThat(items("applicationId=" + id)).hasSize(11);
    }

    @Test
    void filtersNarrowTheList() throws SQLException {
        refuse("verifier");
        refuse("cashier");
        tryPut("reviewer", "RejectReview", "/rejection", "{}");
        var day = LocalDate.ofInstant(
                Instant.parse(items("applicationId=" + id).getFirst().path("refusedAt").asString()), Deadline.ZONE);
        assertThat(actors("actor=cashier")).containsExactly("cashier");
        assertThat(actors("command=RejectReview")).containsExactly("reviewer");
        assertThat(actors("code=role-missing")).containsExactly("cashier", "verifier");
        assertThat(actors("from=" + day + "&to=")).contains("reviewer");
        assertThat(actors("to=" + day.minusDays(1))).isEmpty();
        assertThat(actors("from=" + day.plusDays(1))).isEmpty();
    }

    @Test
    void badParametersAreToldAllAtOnce() {
        var reply = api.get("auditor", "/api/audit/refusals?from=2026-02-30&to=x&command=Approve&code=409"
                + "&applicationId=17&limit=201&cursor=%00&actor=a&actor=b&sort=up");
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.code()).isEqualTo("invalid-request");
        assertThat(StreamSupport.stream(reply.json().path("errors").spliterator(), false)
                .map(error -> error.path("field").asString())).containsExactlyInAnyOrder("from", "to", "command",
                        "code", "applicationId", "limit", "cursor", "actor", "sort");
    }

    @ParameterizedTest
    @CsvSource({"from=2026-02-02&to=2026-02-01, to", "limit=0, limit", "cursor=x, cursor", "cursor=OTk5, cursor"})
    void aBadParameterIsNamed(String query, String field) {
        var reply = api.get("auditor", "/api/audit/refusals?" + query);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().at("/errors/0/field").asString()).isEqualTo(field);
    }

    @Test
    void everyHandlerIsNamedAfterItsCommand() {
        var commands = Arrays.stream(ApplicationCommand.class.getPermittedSubclasses()).map(Class::getSimpleName);
        var handlers = Arrays.stream(ApplicationsController.class.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(PostMapping.class)
                        || method.isAnnotationPresent(PutMapping.class))
                .map(method -> StringUtils.capitalize(method.getName())).toList();
        assertThat(handlers).isNotEmpty().isSubsetOf(commands.toList());
    }

    private String application() {
        return Bodies.application(person).replaceFirst("\\{", "{\"applicationId\":\"" + id + "\",");
    }

    private void submit(String body) {
        done(api.post("clerk", "/api/applications", body));
    }

    private void approve(String application) {
        done(api.put("verifier", application + "/verification", Bodies.verification()));
        done(api.put("reviewer", application + "/approval", "{}"));
    }

    private void fillWithContacts() {
        var by = new Provenance(id, "clerk", "clerk", "RecordContact", Instant.parse("2026-01-05T08:00:00Z"), null);
        var contact = new ContactRecorded(ContactChannel.PHONE, false, new Encrypted<>("ciphertext"));
        api.service().getBean(EventLog.class).appendEvents(IntStream.range(1, 1_000)
                .mapToObj(n -> new GenericDomainEventMessage<>("CardApplication", id.toString(), n, contact,
                        Map.of(Provenance.KEY, by)))
                .toList());
    }

    private static String extension() {
        return "{\"days\":1,\"reason\":\"abroad\"}";
    }

    private void refuse(String actor) {
        assertThat(api.put(actor, path + "/approval", "{}").code()).isEqualTo("role-missing");
    }

    private Tried trySubmit() throws SQLException {
        return unchanged("clerk", "SubmitApplication", () -> api.post("clerk", "/api/applications", application()));
    }

    private Tried tryPut(String actor, String command, String resource, String body, String... headers)
            throws SQLException {
        return unchanged(actor, command, () -> api.put(actor, path + resource, body, headers));
    }

    private Tried tryPost(String actor, String command, String resource, String body) throws SQLException {
        return unchanged(actor, command, () -> api.post(actor, path + resource, body));
    }

    private interface Call {
        Reply send();
    }

    private static Tried unchanged(String actor, String command, Call call) throws SQLException {
        var before = text("select count(*) from event where actor <> 'system'");
        var reply = call.send();
        assertThat(text("select count(*) from event where actor <> 'system'")).isEqualTo(before);
        return new Tried(actor, command, reply);
    }

    private static void done(Reply reply) {
        assertThat(reply.status()).as(reply.json().toString()).isBetween(200, 201);
    }

    private List<String> actors(String filter) {
        return items("applicationId=" + id + "&" + filter).stream().map(item -> item.path("actor").asString())
                .toList();
    }

    private static List<Long> ids(List<JsonNode> items) {
        return items.stream().map(item -> item.path("id").asLong()).toList();
    }

    private List<JsonNode> items(String query) {
        return items(list(query));
    }

    private static List<JsonNode> items(JsonNode page) {
        return StreamSupport.stream(page.path("items").spliterator(), false).toList();
    }

    private JsonNode list(String query) {
        var reply = api.get("auditor", "/api/audit/refusals?" + query);
        assertThat(reply.status()).as(reply.json().toString()).isEqualTo(200);
        return reply.json();
    }

    private static long refusals() throws SQLException {
        return Long.parseLong(text("select count(*) from refusal"));
    }

    private static String text(String query) throws SQLException {
        try (var log = CommandApi.sharedInstallation().log(); var row = log.createStatement().executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }
}
