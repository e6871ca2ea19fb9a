package dossier.command.policy;

import java.time.LocalDate;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class WorkingDaysTests {

    private final WorkingDays workingDays = Shipped.workingDays();

    @ParameterizedTest
    @CsvSource({"2026-10-01, false", "2026-10-07, false", "2026-10-08, true", "2026-10-10, true", "2026-10-11, false",
            "2026-02-14, true", "2026-02-23, false", "2025-01-26, true", "2025-10-08, false", "2025-10-11, true"})
    void followTheStateCouncilsNotices(LocalDate day, boolean working) {
        assertThat(workingDays.kindOf(day).isWorking()).isEqualTo(working);
    }

    @Test
    void aLimitCountsFromTheDayAfterItStarted() {
        assertThat(workingDays.after(LocalDate.of(2026, 11, 2), 10))
                .isEqualTo(new WorkingDays.Due(LocalDate.of(2026, 11, 16), "2026"));
    }

    @Test
    void aYearWithoutANoticeHasPlainWeekendsAndSaysSo() {
        assertThat(workingDays.after(LocalDate.of(2026, 12, 31), 1))
                .isEqualTo(new WorkingDays.Due(LocalDate.of(2027, 1, 1), "2027-weekends"));
        assertThat(workingDays.after(LocalDate.of(2026, 12, 30), 2).calendar()).isEqualTo("2026,2027-weekends");
    }

    @Test
    void aLimitOfNothingIsNoLimit() {
        assertThatThrownBy(() -> workingDays.after(LocalDate.of(2026, 1, 1), 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Property
    void theDueDayIsAWorkingDayAndAsManyWorkingDaysAwayAsTheLimit(@ForAll @IntRange(max = 1_000) int day,
            @ForAll @IntRange(min = 1, max = 60) int limit) {
        var start = LocalDate.of(2024, 12, 1).plusDays(day);
        var due = workingDays.after(start, limit).dueOn();
        assertThat(workingDays.kindOf(due).isWorking()).isTrue();
        assertThat(workingDays.between(start.plusDays(1), due.plusDays(1))).isEqualTo(limit);
    }
}
