package dossier.command;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dossier.backing.BackingServices;
import dossier.command.CommandApi.Reply;

import static org.assertj.core.api.Assertions.assertThat;

/** What the API refuses, with which code, and that a refusal leaves no event. */
class RefusalTests {

    private final CommandApi api = CommandApi.shared();
    private String application;
    private long eventsBefore;

    @BeforeEach
    void submitted() throws SQLException {
        application = api.post("clerk", "/api/applications", Bodies.application()).header("Location");
        eventsBefore = events();
    }

    @AfterEach
    void leftNoEvent() throws SQLException {
        assertThat(events()).isEqualTo(eventsBefore);
    }

    @Nested
    class BadBodies {

        @Test
        void areToldEverythingAtOnce() {
            var reply = api.post("clerk", "/api/applications", """
                    {"region":"990000","reason":"BORED","category":"EMPLOYEE","salary":1,
                     "applicant":{"name":"","citizenId":"11010519491231002Y","mobile":12345},
                     "declaredMonthlyWage":"1e3","coverageLapsedOn":"2999-01-01","creditedMonths":5,
                     "materials":[{"type":"PHOTO","fileName":"x","mediaType":"image/png","size":0,"sha256":"zz"}],
                     "invoices":[{"number":"1","issuer":"H","issuedOn":"2026-02-30","amount":"1.001"}]}""");
            assertRefused(reply, 400, "invalid-request");
            assertThat(fields(reply)).containsExactlyInAnyOrder("region", "reason", "salary", "applicant.name",
                    "applicant.citizenId", "applicant.mobile", "declaredMonthlyWage", "coverageLapsedOn",
                    "creditedMonths", "employer", "materials[0].size", "materials[0].sha256",
                    "invoices[0].issuedOn", "invoices[0].amount");
        }

        @Test
        void withNothingInThemAreToldWhatIsRequired() {
            assertThat(fields(api.post("clerk", "/api/applications", "{}"))).containsExactlyInAnyOrder("region",
                    "reason", "category", "applicant", "declaredMonthlyWage", "materials");
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "null", "[]", "\"text\"", "17", "{", "{\"note\":\"a\",\"note\":\"b\"}",
                "{\"note\":17}", "{\"note\":\"\\u0000\"}", "{\"note\":\"\\ud800\"}", "{\"note\":[\"a\"]}",
                "{\"note\":\"a\"} {}", "{\"unknown\":null}", "{\"note\":{\"a\":{}}}", "\u0000"})
        void areRefusedAs400(String body) {
            assertRefused(api.put("reviewer", application + "/approval", body), 400, "invalid-request");
        }

        @Test
        void areRefusedWithBytesThatAreNoUtf8() {
            var body = new String(new byte[]{'{', '"', 'n', 'o', 't', 'e', '"', ':', '"', (byte) 0xff, '"', '}'},
                    java.nio.charset.StandardCharsets.ISO_8859_1);
            assertRefused(api.sendLatin1("reviewer", "PUT", application + "/approval", body), 400, "invalid-request");
        }

        @ParameterizedTest
        @ValueSource(strings = {"application/vnd.api+json", "text/plain", "nonsense"})
        void ofAMediaTypeLikeJsonAre415(String mediaType) {
            assertRefused(api.put("reviewer", application + "/approval", "{}", "Content-Type", mediaType), 415,
                    "unsupported-media-type");
        }

        @Test
        void overTheLimitAre413() {
            assertRefused(api.put("reviewer", application + "/approval",
                    "{\"note\":\"" + "a".repeat(300_000) + "\"}"), 413, "body-too-large");
        }

        @Test
        void ofAnotherMediaTypeAre415() {
            assertRefused(api.put("reviewer", application + "/approval", "note=a", "Content-Type",
                    "application/x-www-form-urlencoded"), 415, "unsupported-media-type");
        }
    }

    @Nested
    class BadHeadersAndPaths {

        @ParameterizedTest
        @CsvSource({"If-Match, 3", "If-Match, \"x\"", "If-Match, W/\"3\"", "Idempotency-Key, a b",
                "Idempotency-Key, \"\""})
        void areRefusedAs400(String header, String value) {
            var reply = api.put("reviewer", application + "/approval", "{}", header, value);
            assertRefused(reply, 400, "invalid-request");
            assertThat(fields(reply)).containsExactly(header);
        }

        @Test
        void aTabIsNoKeyEither() {
            assertRefused(api.put("reviewer", application + "/approval", "{}", "Idempotency-Key", "a\tb"), 400,
                    "invalid-request");
        }

        /** Java's client sends no control character. */
        @Test
        void aHeaderWithAControlCharacterIs400() throws IOException {
            var port = api.service().getEnvironment().getRequiredProperty("local.server.port", Integer.class);
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.getOutputStream().write(("PUT " + application + "/approval HTTP/1.1\r\nHost: localhost\r\n"
                        + "Authorization: Bearer " + CommandApi.token("reviewer") + "\r\nContent-Type: application/json"
                        + "\r\nIf-Match: \u0085\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")
                        .getBytes(StandardCharsets.ISO_8859_1));
                var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertThat(answer).startsWith("HTTP/1.1 400").contains("\"code\":\"invalid-request\"");
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"Bearer ", "Bearer  x", "Bearer a!b"})
        void aMalformedTokenIs401(String authorization) {
            assertRefused(api.put("", application + "/approval", "{}", "Authorization", authorization), 401,
                    "unauthenticated");
        }

        @Test
        void keysOfOver128CharactersAreRefused() {
            assertRefused(api.put("reviewer", application + "/approval", "{}", "Idempotency-Key", "k".repeat(129)), 400,
                    "invalid-request");
        }

        @Test
        void anAnswerThatTheCallerWouldNotTakeIsRefusedBeforeAnythingIsDone() {
            assertRefused(api.put("verifier", application + "/verification", Bodies.verification(), "Accept",
                    "text/plain"), 406, "not-acceptable");
        }

        @Test
        void aUrlThatIsMalformedIs400() {
            assertRefused(api.put("reviewer", "/api/applications/x;y/approval", "{}"), 400, "invalid-request");
        }

        @Test
        void anIdThatIsNoUuidIs400() {
            assertRefused(api.put("reviewer", "/api/applications/17/approval", "{}"), 400, "invalid-request");
        }

        @Test
        void pathsThatAreNotThereAre404() {
            assertRefused(api.put("reviewer", application + "/nothing", "{}"), 404, "not-found");
        }

        @Test
        void methodsThatAreNotThereAre405() {
            assertRefused(api.send("reviewer", "DELETE", application + "/approval", ""), 405, "method-not-allowed");
        }
    }

    @Nested
    class Callers {

        @Test
        void withoutATokenAre401() {
            assertRefused(api.put("", application + "/approval", "{}"), 401, "unauthenticated");
        }

        @Test
        void withAnExpiredTokenAre401() {
            var expired = BackingServices.shared().signIn().token("reviewer", List.of("reviewer"),
                    Instant.now().minusSeconds(3_600));
            assertRefused(api.put("", application + "/approval", "{}", "Authorization", "Bearer " + expired), 401,
                    "unauthenticated");
        }

        @Test
        void whoCallThemselvesSystemAre401() {
            var system = BackingServices.shared().signIn().token("system", "reviewer");
            assertRefused(api.put("", application + "/approval", "{}", "Authorization", "Bearer " + system), 401,
                    "unauthenticated");
        }

        @ParameterizedTest
        @ValueSource(strings = {"Bearer x", "Bearer a.b.c", "Basic Y2xlcms6ZGVtbw=="})
        void withSomethingElseAre401(String authorization) {
            assertRefused(api.put("", application + "/approval", "{}", "Authorization", authorization), 401,
                    "unauthenticated");
        }

        @Test
        void withABadTokenAre401AlsoWhereNoneIsNeeded() {
            assertThat(api.get("", "/api/regions").status()).isEqualTo(200);
            assertRefused(api.send("", "GET", "/api/regions", "", "Authorization", "Bearer a.b.c"), 401,
                    "unauthenticated");
        }

        @ParameterizedTest
        @CsvSource({"verifier, PUT, /approval, {}", "clerk, PUT, /card, {}",
                "auditor, PUT, /withdrawal, {\"reason\":\"r\"}",
                "downstream, POST, /contacts, '{\"channel\":\"PHONE\",\"reached\":true,\"note\":\"n\"}'"})
        void withoutTheRoleAre403(String who, String method, String path, String body) {
            assertRefused(api.send(who, method, application + path, body), 403, "role-missing");
        }

        @Test
        void areToldOfTheirBodyBeforeTheirRole() {
            assertRefused(api.put("verifier", application + "/approval", "{\"x\":1}"), 400, "invalid-request");
        }
    }

    @Nested
    class Cases {

        @Test
        void thatDoNotExistAre404() {
            assertRefused(api.put("reviewer", "/api/applications/" + UUID.randomUUID() + "/approval", "{}"), 404,
                    "unknown-application");
            assertRefused(api.put("issuer", "/api/applications/" + UUID.randomUUID() + "/card", "{}"), 404,
                    "unknown-application");
        }

        @Test
        void inAnotherStatusAre409() {
            assertRefused(api.put("issuer", application + "/card", "{}"), 409, "wrong-status");
        }

        @Test
        void thatMovedOnAre412() {
            assertRefused(api.put("verifier", application + "/verification", Bodies.verification(), "If-Match",
                    "\"7\""), 412, "stale-version");
        }

        @Test
        void withAFailedCheckAre409() {
            assertRefused(api.put("verifier", application + "/verification",
                    "{\"checks\":[{\"name\":\"identity\",\"passed\":false}]}"), 409, "failed-check");
        }

        @Test
        void thatAreTakenAre409() {
            var taken = application.substring(application.lastIndexOf('/') + 1);
            assertRefused(api.post("clerk", "/api/applications", Bodies.application().replaceFirst("\\{",
                    "{\"applicationId\":\"" + taken + "\",")), 409, "duplicate-application");
        }
    }

    @Nested
    class Claims {

        private final String person = Bodies.citizenId();
        private String open;

        @BeforeEach
        void personHasAnOpenApplication() throws SQLException {
            open = api.post("clerk", "/api/applications", Bodies.application(person)).header("Location");
            eventsBefore = events();
        }

        @Test
        void ofASecondOpenApplicationAre409() {
            assertRefused(api.post("clerk", "/api/applications", Bodies.application(person)), 409,
                    "duplicate-application");
        }

        @Test
        void areFreeAgainAfterAWithdrawal() {
            assertThat(api.put("clerk", open + "/withdrawal", "{\"reason\":\"found it\"}").status()).isEqualTo(200);
            assertThat(api.post("clerk", "/api/applications", Bodies.application(person)).status()).isEqualTo(201);
            eventsBefore += 2;
        }

        @Test
        void ofAReceiptThatWasUsedAre409() {
            var payment = Bodies.payment("5.00");
            approve(open);
            approve(application);
            assertThat(api.post("cashier", open + "/payments", payment).status()).isEqualTo(200);
            assertRefused(api.post("cashier", application + "/payments", payment), 409, "duplicate-receipt");
            eventsBefore += 5;
        }

        @Test
        void ofAPaymentsReceiptForARefundAre409() {
            var payment = Bodies.payment("5.00");
            approve(open);
            assertThat(api.post("cashier", open + "/payments", payment).status()).isEqualTo(200);
            assertThat(api.put("clerk", open + "/withdrawal", "{\"reason\":\"found it\"}").status()).isEqualTo(200);
            var refund = payment.replace("paidOn", "refundedOn");
            assertRefused(api.post("cashier", open + "/refunds", refund), 409, "duplicate-receipt");
            eventsBefore += 4;
        }

        @Test
        void ofMoreThanIsOwedAre409() {
            approve(open);
            assertRefused(api.post("cashier", open + "/payments", Bodies.payment("20.01")), 409, "overpayment");
            eventsBefore += 2;
        }

        private void approve(String location) {
            api.put("verifier", location + "/verification", Bodies.verification());
            api.put("reviewer", location + "/approval", "{}");
        }
    }

    private static void assertRefused(Reply reply, int status, String code) {
        assertThat(reply.status()).as(reply.json().toString()).isEqualTo(status);
        assertThat(reply.code()).isEqualTo(code);
        assertThat(reply.header("Content-Type")).startsWith("application/problem+json");
        assertThat(reply.json().toString()).doesNotContain("Exception", "at dossier", "at org.");
    }

    private static List<String> fields(Reply reply) {
        return StreamSupport.stream(reply.json().path("errors").spliterator(), false)
                .map(error -> error.path("field").asString()).toList();
    }

    private static long events() throws SQLException {
        try (var log = CommandApi.sharedInstallation().log();
                var count = log.createStatement().executeQuery("select count(*) from event where actor <> 'system'")) {
            count.next();
            return count.getLong(1);
        }
    }
}
