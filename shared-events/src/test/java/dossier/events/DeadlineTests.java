package dossier.events;

import java.time.Instant;
import java.time.LocalDate;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Which limit runs after which event, and up to when. */
class DeadlineTests {

    private static final Deadline RUNNING = new Deadline(Limit.PAYMENT, LocalDate.of(2026, 12, 31));

    @ParameterizedTest
    @CsvSource({"ApplicationSubmitted, REVIEW, 2026-12-07", "SupplementRequested, SUPPLEMENT, 2026-12-15",
            "SupplementSubmitted, REVIEW, 2026-12-08", "ReviewExtended, REVIEW, 2026-12-14",
            "ReviewApproved, PAYMENT, 2027-01-06", "CardIssued, COLLECTION, 2027-11-27",
            "AppealDecided, REVIEW, 2026-12-17"})
    void isStartedBy(String event, Limit limit, LocalDate dueOn) {
        assertThat(Deadline.after(RUNNING, Examples.of(event))).isEqualTo(new Deadline(limit, dueOn));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ContactRecorded", "InformationVerified", "ReviewOverdue", "PaymentRefunded", "AppealFiled",
            "PaymentRecorded"})
    void goesOnAfter(String event) {
        assertThat(Deadline.after(RUNNING, Examples.of(event))).isEqualTo(RUNNING);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ReviewRejected", "ProductionFailureReported", "CollectionConfirmed", "CardLapsed",
            "ApplicationWithdrawn", "ApplicationLapsed"})
    void isEndedBy(String event) {
        assertThat(Deadline.after(RUNNING, Examples.of(event))).isNull();
    }

    @Test
    void endsWithTheLastPayment() {
        assertThat(Deadline.after(RUNNING, Examples.payment("0.00"))).isNull();
    }

    @Test
    void isOverWhenItsDayIsOverInShanghai() {
        assertThat(RUNNING.endsAt()).isEqualTo(Instant.parse("2026-12-31T16:00:00Z"));
        assertThat(RUNNING.isPassedOn(RUNNING.dueOn())).isFalse();
        assertThat(RUNNING.isPassedOn(RUNNING.dueOn().plusDays(1))).isTrue();
    }
}
