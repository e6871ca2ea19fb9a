package dossier.standalone;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import dossier.events.Sex;

import static org.assertj.core.api.Assertions.assertThat;

class DemoPersonTests {

    static final LocalDate TODAY = LocalDate.of(2026, 11, 23);
    static final DateTimeFormatter STRICT = DateTimeFormatter.ofPattern("uuuuMMdd")
            .withResolverStyle(ResolverStyle.STRICT);

    @Test
    void check_characters_are_those_of_the_standards_own_examples() {
        assertThat(Identifiers.citizenId("11010519491231002")).isEqualTo("11010519491231002X");
        assertThat(Identifiers.citizenId("44052418800101001")).isEqualTo("440524188001010014");
        assertThat(Identifiers.creditCode("91350100M000100Y4")).isEqualTo("91350100M000100Y43");
    }

    @Test
    void ten_thousand_people_have_ten_thousand_citizen_ids() {
        assertThat(citizenIds(7)).hasSize(10_000).doesNotHaveDuplicates();
    }

    @Test
    void hardly_anybody_of_one_seed_is_known_to_another() {
        assertThat(citizenIds(8).stream().filter(Set.copyOf(citizenIds(7))::contains)).hasSizeLessThan(10);
    }

    @Test
    void a_citizen_id_says_when_its_owner_was_born_and_of_which_sex() {
        for (int number = 0; number < 10_000; number++) {
            boolean retired = number % 2 == 0;
            var person = DemoPerson.applicant(new Chance(number), 7, number, retired, TODAY);
            var id = person.citizenId();
            assertThat(id).matches("\\d{17}[\\dX]").isEqualTo(Identifiers.citizenId(id.substring(0, 17)));
            var born = LocalDate.parse(id.substring(6, 14), STRICT);
            assertThat(born.plusYears(60).isBefore(TODAY)).isEqualTo(retired);
            assertThat(born.plusYears(18)).isBefore(TODAY);
            assertThat(id.charAt(16) % 2 == 1).isEqualTo(person.sex() == Sex.MALE);
        }
    }

    private static List<String> citizenIds(long seed) {
        return IntStream.range(0, 10_000)
                .mapToObj(number -> DemoPerson.applicant(new Chance(number + seed), seed, number, false, TODAY))
                .map(DemoPerson::citizenId).toList();
    }
}
