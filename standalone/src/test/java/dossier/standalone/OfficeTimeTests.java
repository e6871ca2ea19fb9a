package dossier.standalone;

import java.time.Instant;
import java.time.LocalDate;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class OfficeTimeTests {

    @Test
    void the_office_closes_at_noon_and_in_the_evening() {
        var opens = OfficeTime.on(LocalDate.of(2026, 11, 23), 0);
        assertThat(opens.toInstant()).isEqualTo(Instant.parse("2026-11-23T01:00:00Z"));
        assertThat(opens.plusHours(2.5).toInstant()).isEqualTo(Instant.parse("2026-11-23T03:30:00Z"));
        assertThat(opens.plusHours(3).toInstant()).isEqualTo(Instant.parse("2026-11-23T05:30:00Z"));
        assertThat(opens.plusHours(7).toInstant()).isEqualTo(Instant.parse("2026-11-24T01:00:00Z"));
        assertThat(opens.laterToday(0.999999).toInstant()).isBetween(opens.toInstant(),
                Instant.parse("2026-11-23T09:30:00Z"));
    }

    @Test
    void the_office_has_the_holidays_of_the_notices_and_works_on_the_weekends_they_name() {
        assertThat(OfficeDays.after(LocalDate.of(2026, 2, 13), 1)).isEqualTo(LocalDate.of(2026, 2, 14));
        assertThat(OfficeDays.after(LocalDate.of(2026, 2, 13), 2)).isEqualTo(LocalDate.of(2026, 2, 24));
        assertThat(OfficeDays.between(LocalDate.of(2026, 2, 14), LocalDate.of(2026, 2, 25))).isEqualTo(2);
    }

    @Test
    void a_year_without_a_notice_has_weekends() {
        assertThat(OfficeDays.after(LocalDate.of(2031, 9, 30), 1)).isEqualTo(LocalDate.of(2031, 10, 1));
        assertThat(OfficeDays.after(LocalDate.of(2031, 10, 3), 1)).isEqualTo(LocalDate.of(2031, 10, 6));
    }
}
