package dossier.command;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

import javax.sql.DataSource;

import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.config.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

import dossier.backing.BackingServices;
import dossier.backing.Installation;
import dossier.events.ApplicationStatus;
import dossier.events.Deadline;
import dossier.events.Rule;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Limits that pass by themselves: once, whatever restarts, instances and clocks do. */
class TimersTests {

    private static final Installation INSTALLATION = BackingServices.shared().newInstallation();
    private static final CommandApi API = CommandApi.startWithoutTimers(INSTALLATION);
    private static final Duration SIXTY_DAYS = Duration.ofDays(60);

    @AfterAll
    static void stop() {
        API.close();
    }

    @Test
    void aLimitThatPassedWhileNoInstanceRanPassesOnceWhenTwoStart() {
        var installation = BackingServices.shared().newInstallation();
        String review;
        String supplement;
        String payment;
        try (var first = CommandApi.start(installation, "dossier.demo-clock=true")) {
            var then = new Cases(first, Instant.now().minus(SIXTY_DAYS));
            review = then.in(ApplicationStatus.SUBMITTED);
            supplement = then.in(ApplicationStatus.SUPPLEMENT_REQUESTED);
            payment = then.in(ApplicationStatus.APPROVED);
        }
        try (var second = CommandApi.start(installation); var third = CommandApi.start(installation)) {
            await().atMost(60, SECONDS).untilAsserted(() -> {
                assertThat(last(installation, review)).isEqualTo("ReviewOverdue");
                assertThat(last(installation, supplement)).isEqualTo("ApplicationLapsed");
                assertThat(last(installation, payment)).isEqualTo("ApplicationLapsed");
                assertThat(column(installation, "select count(*)::text from deadline")).containsExactly("0");
            });
            assertThat(column(installation, "select type || ' ' || actor || ' ' || role || ' ' || command || ' ' ||"
                    + " count(*) from event where actor = 'system' group by type, actor, role, command order by type"))
                    .containsExactly("ApplicationLapsed system system PassLimit 2",
                            "ReviewOverdue system system PassLimit 1");
            assertThat(second.get("clerk", payment + "/clock").json().path("status").asString()).isEqualTo("LAPSED");
            assertThat(third.put("clerk", review + "/withdrawal", "{\"reason\":\"late\"}").status()).isEqualTo(200);
        }
    }

    @Test
    void aClockThatJumpsRaisesNothingTwiceAndNothingEarly() throws SQLException {
        var application = new Cases(API, Instant.now().minus(SIXTY_DAYS)).in(ApplicationStatus.SUBMITTED);
        dueNow();
        timers(Instant.now().minus(Duration.ofDays(59))).passLimits();
        assertThat(last(INSTALLATION, application)).isEqualTo("ApplicationSubmitted");
        timers(Instant.now().plus(Duration.ofDays(366))).passLimits();
        assertThat(last(INSTALLATION, application)).isEqualTo("ReviewOverdue");
        dueNow();
        timers(Instant.now().minus(Duration.ofDays(30))).passLimits();
        timers(Instant.now()).passLimits();
        assertThat(column(INSTALLATION, "select type from event where application_id = '" + id(application) + "'"))
                .containsExactly("ApplicationSubmitted", "ReviewOverdue");
    }

    @Test
    void aClockThatIsSetBackStopsNoTimerAndOneSetForwardIsFollowed() {
        var machine = new AtomicReference<>(Instant.now());
        InstantSource source = machine::get;
        var scheduler = TimerConfiguration.steady(source.withZone(ZoneOffset.UTC));
        var before = scheduler.now();
        machine.set(before.minus(SIXTY_DAYS));
        assertThat(scheduler.now()).isAfterOrEqualTo(before);
        machine.set(before.plus(SIXTY_DAYS));
        assertThat(scheduler.now()).isAfterOrEqualTo(before.plus(SIXTY_DAYS));
    }

    @Test
    void aTimerWhoseLimitIsGoneIsRemoved() throws SQLException {
        var application = Cases.today(API).in(ApplicationStatus.PAID);
        var id = id(application);
        execute("insert into deadline values ('" + id + "', now() - interval '1 day', now() - interval '1 day')");
        timers(Instant.now()).passLimits();
        assertThat(last(INSTALLATION, application)).isEqualTo("PaymentRecorded");
        assertThat(column(INSTALLATION, "select 'there' from deadline where application_id = '" + id + "'")).isEmpty();
    }

    @Test
    void aTimerThatFailsMakesRoomForTheOthers() throws SQLException {
        var unknown = UUID.randomUUID();
        execute("insert into deadline values ('" + unknown + "', now() - interval '1 day', '-infinity')");
        timers(Instant.now()).passLimits();
        assertThat(column(INSTALLATION, "select 'later' from deadline where fire_at > now() and application_id = '"
                + unknown + "'")).containsExactly("later");
        execute("delete from deadline where application_id = '" + unknown + "'");
    }

    @Test
    void theLapseFreesThePersonAndNamesTheLimit() {
        var then = Instant.now().minus(SIXTY_DAYS);
        var cases = new Cases(API, then);
        var application = cases.in(ApplicationStatus.SUPPLEMENT_REQUESTED);
        var late = Cases.today(API).give(Rule.SUBMIT_SUPPLEMENT, "clerk", application);
        assertThat(late.json().path("applicationStatus").asString()).isEqualTo("LAPSED");
        var requestedOn = LocalDate.ofInstant(then, Deadline.ZONE);
        assertThat(payload(application)).contains("\"limit\":\"SUPPLEMENT\"",
                "\"dueOn\":\"" + ReferenceModel.after(requestedOn, 15) + "\"",
                "\"lapsedOn\":\"" + ReferenceModel.after(requestedOn, 15).plusDays(1) + "\"");
        assertThat(column(INSTALLATION, "select application_id::text from open_application where application_id = '"
                + id(application) + "'")).isEmpty();
    }

    private static Timers timers(Instant now) {
        return new Timers(JdbcClient.create(API.service().getBean("logDatabase", DataSource.class)),
                API.service().getBean(Configuration.class).getComponent(CommandGateway.class),
                Clock.fixed(now, ZoneOffset.UTC), API.service().getBean(RecentApplications.class));
    }

    private static String id(String application) {
        return application.substring(application.lastIndexOf('/') + 1);
    }

    private static void dueNow() throws SQLException {
        execute("update deadline set fire_at = now()");
    }

    private static void execute(String sql) throws SQLException {
        try (var log = INSTALLATION.log(); var statement = log.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String last(Installation installation, String application) {
        return column(installation, "select type from event where application_id = '"
                + id(application) + "' order by sequence desc limit 1")
                .getFirst();
    }

    private static String payload(String application) {
        return column(INSTALLATION, "select convert_from(payload, 'UTF8') from event where type = 'ApplicationLapsed'"
                + " and application_id = '" + id(application) + "'")
                .getFirst();
    }

    private static List<String> column(Installation installation, String sql) {
        try (var log = installation.log(); var rows = log.createStatement().executeQuery(sql)) {
            var values = new ArrayList<String>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
