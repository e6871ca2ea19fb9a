package dossier.command.policy;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dossier.command.policy.WorkingDays.Kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class WorkingDaysTests {

    /** A made-up notice of a year that has none yet. */
    private static final String NOTICE_2027 = """
            {"source": "notice", "off": ["2027-01-01/2027-01-03", "2027-05-05"], "worked": ["2027-01-09"]}""";

    private final WorkingDays workingDays = Shipped.workingDays();

    @ParameterizedTest
    @CsvSource({"2026-10-01, HOLIDAY", "2026-10-07, HOLIDAY", "2026-10-08, WORKING_DAY", "2026-10-10, WORKED_WEEKEND",
            "2026-10-11, WEEKEND", "2026-02-14, WORKED_WEEKEND", "2026-02-22, HOLIDAY", "2026-02-23, HOLIDAY",
            "2025-01-26, WORKED_WEEKEND", "2025-10-08, HOLIDAY", "2025-10-11, WORKED_WEEKEND",
            "2027-01-01, WORKING_DAY", "2027-01-02, WEEKEND"})
    void followTheStateCouncilsNotices(LocalDate day, Kind kind) {
        assertThat(workingDays.kindOf(day)).isEqualTo(kind);
        assertThat(kind.isWorking()).isEqualTo(kind == Kind.WORKING_DAY || kind == Kind.WORKED_WEEKEND);
    }

    /** Calculated by hand from the notices as the domain's document gives them. */
    @ParameterizedTest
    @CsvSource({"2025, 248", "2026, 248"})
    void areAsManyAYearAsTheNoticeLeaves(int year, int count) {
        assertThat(workingDays.between(LocalDate.of(year, 1, 1), LocalDate.of(year + 1, 1, 1))).isEqualTo(count);
    }

    @Test
    void aLimitCountsFromTheDayAfterItStarted() {
        assertThat(workingDays.after(LocalDate.of(2026, 11, 2), 10))
                .isEqualTo(new WorkingDays.Due(LocalDate.of(2026, 11, 16), "2026"));
    }

    @Test
    void aYearWithoutANoticeHasPlainWeekendsAndSaysSo() {
        assertThat(workingDays.hasNotice(2026)).isTrue();
        assertThat(workingDays.hasNotice(2027)).isFalse();
        assertThat(workingDays.after(LocalDate.of(2026, 12, 31), 1))
                .isEqualTo(new WorkingDays.Due(LocalDate.of(2027, 1, 1), "2027-weekends"));
        assertThat(workingDays.after(LocalDate.of(2026, 12, 30), 2).calendar()).isEqualTo("2026,2027-weekends");
    }

    @Test
    void aYearIsAddedByAFile() {
        var files = new ArrayList<>(DataFile.in(Path.of("src/main/resources/working-days"), ".json"));
        files.add(file(NOTICE_2027));
        var extended = WorkingDays.of(files);
        assertThat(extended.hasNotice(2027)).isTrue();
        assertThat(extended.kindOf(LocalDate.of(2027, 1, 9))).isEqualTo(Kind.WORKED_WEEKEND);
        assertThat(extended.after(LocalDate.of(2026, 12, 31), 5))
                .isEqualTo(new WorkingDays.Due(LocalDate.of(2027, 1, 8), "2027"));
        assertThat(extended.after(LocalDate.of(2026, 12, 30), 2))
                .isEqualTo(new WorkingDays.Due(LocalDate.of(2027, 1, 4), "2026,2027"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "\"notice\" | 1 | 2027.json: source: must say which notice this is",
            "\"source\" | \"origin\" | 2027.json: origin: is not a known member",
            "2027-05-05 | 2026-05-05 | 2027.json: off[1]: must be a day of 2027 like 2027-05-01, or two with a slash",
            "2027-05-05 | 2027-02-30 | 2027.json: off[1]: must be a day of 2027 like 2027-05-01, or two with a slash",
            "2027-05-05 | 2027-01-02 | 2027.json: off[1]: 2027-01-02 is there twice",
            "/2027-01-03 | /2026-12-31 | 2027.json: off[0]: must be a day of 2027 like 2027-05-01, or two with a slash",
            "[\"2027-01-09\"] | \"2027-01-09\" | 2027.json: worked: must be a list of days",
            "[\"2027-01-09\"] | [20270109] | 2027.json: worked[0]: must be a day of 2027 like 2027-05-01, or two with a slash",
            "2027-01-09 | 2027-01-02 | 2027.json: worked: 2027-01-02 is off as well",
            "2027-01-09 | 2027-01-11 | 2027.json: worked: 2027-01-11 is no day of a weekend",
            "\"source\": | \"off\": [], \"source\": | 2027.json:1: is no JSON",
            "{ | [ | 2027.json:1: is no JSON"})
    void aBadNoticeIsRefusedWithFileAndField(String written, String instead, String finding) {
        assertThatThrownBy(() -> WorkingDays.of(List.of(file(NOTICE_2027.replace(written, instead)))))
                .isInstanceOf(BadFiles.class).hasMessageStartingWith(finding);
    }

    @Test
    void aNoticeIsNamedAfterItsYear() {
        assertThatThrownBy(() -> WorkingDays.of(List.of(new DataFile("next.json", "next.json", NOTICE_2027))))
                .hasMessage("next.json: must be named after its year, like 2027.json");
    }

    @Test
    void aLimitOfNothingIsNoLimit() {
        assertThatThrownBy(() -> workingDays.after(LocalDate.of(2026, 1, 1), 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** A calendar on the wall: walk through it and tick the days off. */
    @Property
    void countAsOneWouldDayByDay(@ForAll @IntRange(max = 1_200) int offset,
            @ForAll @IntRange(min = 1, max = 80) int limit) {
        var start = LocalDate.of(2024, 12, 1).plusDays(offset);
        var day = start;
        int ticked = 0;
        while (ticked < limit) {
            day = day.plusDays(1);
            if (workingDays.kindOf(day).isWorking()) {
                ticked++;
            }
        }
        assertThat(workingDays.after(start, limit).dueOn()).isEqualTo(day);
        assertThat(workingDays.from(start.plusDays(1), limit).dueOn()).isEqualTo(day);
        assertThat(workingDays.between(start.plusDays(1), day.plusDays(1))).isEqualTo(limit);
        assertThat(workingDays.between(start.plusDays(1), day)).isEqualTo(limit - 1);
        assertThat(workingDays.between(day, start)).isZero();
    }

    private static DataFile file(String text) {
        return new DataFile("2027.json", "2027.json", text);
    }
}
