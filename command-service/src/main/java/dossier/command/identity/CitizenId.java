package dossier.command.identity;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Optional;

import dossier.events.Sex;

/**
 * A resident identity number, GB 11643-1999: area 6, birth date 8, sequence 3, check character by ISO 7064 MOD 11-2.
 * Area codes may be withdrawn ones, so only the province is checked.
 */
public record CitizenId(String value) {

    private static final int[] WEIGHTS = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    private static final String CHECK_CHARACTERS = "10X98765432";
    private static final DateTimeFormatter BIRTH_DATE = DateTimeFormatter.ofPattern("uuuuMMdd")
            .withResolverStyle(ResolverStyle.STRICT);

    /** The number in its canonical spelling, with an upper-case X; empty if it is not one on {@code today}. */
    public static Optional<CitizenId> parse(String text, LocalDate today) {
        var value = text.replace('x', 'X');
        return value.matches("\\d{17}[\\dX]") && Region.isProvince(value.substring(0, 2))
                && isBirthDate(value.substring(6, 14), today) && value.charAt(17) == checkCharacter(value)
                        ? Optional.of(new CitizenId(value))
                        : Optional.empty();
    }

    public Sex sex() {
        return (value.charAt(16) - '0') % 2 == 1 ? Sex.MALE : Sex.FEMALE;
    }

    /** Personal data: only the length is told. */
    @Override
    public String toString() {
        return "CitizenId[" + value.length() + " characters]";
    }

    private static char checkCharacter(String value) {
        int sum = 0;
        for (int i = 0; i < WEIGHTS.length; i++) {
            sum += WEIGHTS[i] * (value.charAt(i) - '0');
        }
        return CHECK_CHARACTERS.charAt(sum % 11);
    }

    private static boolean isBirthDate(String text, LocalDate today) {
        try {
            return !LocalDate.parse(text, BIRTH_DATE).isAfter(today);
        } catch (DateTimeException e) {
            return false;
        }
    }
}
