package dossier.command;

import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import dossier.events.Deadline;

import static dossier.command.Cases.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

/** Why an application is due when it is, day by day: the example of {@code domain.md}, and one over a holiday. */
class ClockTests {

    private final CommandApi api = CommandApi.demo();

    @Test
    void explainsAReviewThatWasStoppedForASupplement() {
        var application = submittedOn(LocalDate.of(2026, 11, 2));
        succeeded(api.post("verifier", application + "/supplement-requests",
                "{\"items\":[{\"type\":\"PHOTO\",\"explanation\":\"blurred\"}]}", on(LocalDate.of(2026, 11, 4))));
        var stopped = limits(application);
        assertThat(stopped.get("REVIEW").path("state").asString()).isEqualTo("STOPPED");
        assertThat(stopped.get("REVIEW").path("counted").asInt()).isEqualTo(1);
        assertThat(stopped.get("SUPPLEMENT").path("dueOn").asString()).isEqualTo("2026-11-25");
        succeeded(api.post("clerk", application + "/supplements", "{\"materials\":[" + Bodies.material("PHOTO") + "]}",
                on(LocalDate.of(2026, 11, 9))));
        var review = limits(application).get("REVIEW");
        assertThat(review.path("state").asString()).isEqualTo("RUNNING");
        assertThat(review.path("dueOn").asString()).isEqualTo("2026-11-19");
        assertThat(days(review)).isEqualTo("""
                2026-11-02 STARTED
                2026-11-03 WORKING_DAY 1
                2026-11-04 STOPPED
                2026-11-05 STOPPED
                2026-11-06 STOPPED
                2026-11-07 STOPPED
                2026-11-08 STOPPED
                2026-11-09 WORKING_DAY 2
                2026-11-10 WORKING_DAY 3
                2026-11-11 WORKING_DAY 4
                2026-11-12 WORKING_DAY 5
                2026-11-13 WORKING_DAY 6
                2026-11-14 WEEKEND
                2026-11-15 WEEKEND
                2026-11-16 WORKING_DAY 7
                2026-11-17 WORKING_DAY 8
                2026-11-18 WORKING_DAY 9
                2026-11-19 WORKING_DAY 10""");
    }

    @Test
    void namesHolidaysAndWorkedWeekends() {
        var review = limits(submittedOn(LocalDate.of(2026, 9, 30))).get("REVIEW");
        assertThat(days(review)).contains("2026-10-01 HOLIDAY", "2026-10-10 WORKED_WEEKEND 3", "2026-10-11 WEEKEND");
        assertThat(review.path("dueOn").asString()).isEqualTo("2026-10-20");
        assertThat(review.path("calendar").asString()).isEqualTo("2026");
    }

    @Test
    void saysThatAYearHasNoNoticeYet() {
        var day = LocalDate.of(2024, 11, 18);
        var early = submittedOn(day);
        succeeded(api.put("verifier", early + "/verification", Bodies.verification(), on(day)));
        succeeded(api.put("reviewer", early + "/approval", "{}", on(day)));
        assertThat(limits(early).get("PAYMENT").path("calendar").asString()).isEqualTo("2024-weekends");
    }

    @Test
    void isReadByStaffOnly() {
        var application = submittedOn(LocalDate.of(2026, 11, 2));
        assertThat(api.get("applicant", application + "/clock").code()).isEqualTo("role-missing");
        assertThat(api.get("downstream", application + "/clock").code()).isEqualTo("role-missing");
        assertThat(api.send("downstream", "HEAD", application + "/clock", "").status()).isEqualTo(403);
        assertThat(api.get("supervisor", application + "/clock").status()).isEqualTo(200);
    }

    @Test
    void ofAnUnknownApplicationIs404() {
        var reply = api.get("clerk", "/api/applications/" + UUID.randomUUID() + "/clock");
        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.code()).isEqualTo("unknown-application");
    }

    private String submittedOn(LocalDate day) {
        return succeeded(api.post("clerk", "/api/applications", Bodies.application(), on(day))).header("Location");
    }

    private Map<String, JsonNode> limits(String application) {
        return StreamSupport.stream(api.get("clerk", application + "/clock").json().path("limits").spliterator(), false)
                .collect(Collectors.toMap(limit -> limit.path("limit").asString(), limit -> limit));
    }

    private static String days(JsonNode limit) {
        return StreamSupport.stream(limit.path("days").spliterator(), false)
                .map(day -> day.path("day").asString() + " " + day.path("why").asString()
                        + (day.has("number") ? " " + day.path("number").asInt() : ""))
                .collect(Collectors.joining("\n"));
    }

    private static String[] on(LocalDate day) {
        return new String[]{"Dossier-Clock", day.atTime(LocalTime.NOON).atZone(Deadline.ZONE).toInstant().toString()};
    }
}
