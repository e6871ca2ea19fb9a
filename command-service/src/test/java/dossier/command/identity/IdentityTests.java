package dossier.command.identity;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import cn.hutool.core.util.CreditCodeUtil;
import cn.hutool.core.util.IdcardUtil;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dossier.events.Sex;

import static org.assertj.core.api.Assertions.assertThat;

/** Identifiers by the vectors that the standards print, and beside hutool, which has implementations of its own. */
class IdentityTests {

    private static final LocalDate TODAY = LocalDate.of(2026, 11, 23);
    private static final String ID_CHARACTERS = "0123456789X";
    private static final String CODE_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    private static final List<String> PROVINCES = List.of("11", "12", "13", "14", "15", "21", "22", "23", "31", "32",
            "33", "34", "35", "36", "37", "41", "42", "43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62",
            "63", "64", "65", "71", "81", "82");
    private static final int ONLY_HUTOOLS_PROVINCE = 83;

    @ParameterizedTest
    @CsvSource({"11010519491231002X, FEMALE", "440524188001010014, MALE", "11010519491231002x, FEMALE"})
    void theStandardsCitizenIdsAreValid(String text, Sex sex) {
        assertThat(CitizenId.parse(text, TODAY)).hasValueSatisfying(id -> {
            assertThat(id.value()).isEqualTo(text.toUpperCase(Locale.ROOT));
            assertThat(id.sex()).isEqualTo(sex);
            assertThat(id.toString()).doesNotContain("1949", "1880");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "110105194912310021", "1101051949123100", "11010519490230002X", "990105194912310020",
            "110105209912310026", "１１０１０５１９４９１２３１００２Ｘ"})
    void otherTextsAreNoCitizenIds(String text) {
        assertThat(CitizenId.parse(text, TODAY)).isEmpty();
    }

    @Property(tries = 10_000)
    void hutoolAgreesOnPeoplesCitizenIds(@ForAll("peoplesDigits") String digits,
            @ForAll @IntRange(max = 17) int position, @ForAll("idCharacters") char other) {
        var valid = completed(digits, ID_CHARACTERS).filter(IdcardUtil::isValidCard18).toList();
        assertThat(completed(digits, ID_CHARACTERS).filter(IdentityTests::isCitizenId)).containsExactlyElementsOf(valid)
                .hasSize(1);
        var id = valid.getFirst();
        assertThat(CitizenId.parse(id, TODAY).orElseThrow().sex())
                .isEqualTo(IdcardUtil.getGenderByIdCard(id) == 1 ? Sex.MALE : Sex.FEMALE);
        var changed = id.substring(0, position) + other + id.substring(position + 1);
        assertThat(isCitizenId(changed)).isEqualTo(IdcardUtil.isValidCard18(changed)).isEqualTo(changed.equals(id));
    }

    /** Of any area and on any day of the last century, whether there is one or not. */
    @Property(tries = 10_000)
    void hutoolAgreesOnAreasAndBirthDates(@ForAll @IntRange(min = 10, max = 89) int province,
            @ForAll @IntRange(max = 9_999) int county, @ForAll @IntRange(min = 1900, max = 2025) int year,
            @ForAll @IntRange(max = 13) int month, @ForAll @IntRange(max = 32) int day,
            @ForAll @IntRange(max = 999) int sequence) {
        Assume.that(province != ONLY_HUTOOLS_PROVINCE);
        var digits = "%d%04d%d%02d%02d%03d".formatted(province, county, year, month, day, sequence);
        assertThat(completed(digits, ID_CHARACTERS).filter(IdentityTests::isCitizenId))
                .containsExactlyElementsOf(completed(digits, ID_CHARACTERS).filter(IdcardUtil::isValidCard18).toList());
    }

    /**
     * The domain's provinces have no 83 and none from 90 on, where hutool takes foreigners' residence cards; the
     * standard's own example was born in 1880; nobody is born tomorrow; a credit code's region may have letters.
     */
    @Test
    void whereHutoolHasOtherRulesTheDomainsHold() {
        for (var digits : List.of(ONLY_HUTOOLS_PROVINCE + "010519491231002", "91115619491231002")) {
            assertThat(completed(digits, ID_CHARACTERS)).anyMatch(IdcardUtil::isValidCard18)
                    .noneMatch(IdentityTests::isCitizenId);
        }
        assertThat("440524188001010014").matches(IdentityTests::isCitizenId)
                .doesNotMatch(IdcardUtil::isValidCard18);
        var bornInSummer = completed("11010520200602002", ID_CHARACTERS).filter(IdcardUtil::isValidCard18).findFirst()
                .orElseThrow();
        assertThat(CitizenId.parse(bornInSummer, LocalDate.of(2020, 6, 1))).isEmpty();
        assertThat(CitizenId.parse(bornInSummer, LocalDate.of(2020, 6, 2))).isPresent();
        assertThat(completed("91A50100M000100Y4", CODE_CHARACTERS).filter(CreditCode::isValid)).hasSize(1)
                .noneMatch(CreditCodeUtil::isCreditCode);
    }

    @Property(tries = 10_000)
    void hutoolAgreesOnCreditCodes(@ForAll("employersCharacters") String characters,
            @ForAll @IntRange(max = 17) int position, @ForAll("codeCharacters") char other) {
        var valid = completed(characters, CODE_CHARACTERS).filter(CreditCodeUtil::isCreditCode).toList();
        assertThat(completed(characters, CODE_CHARACTERS).filter(CreditCode::isValid)).containsExactlyElementsOf(valid)
                .hasSize(1);
        var code = valid.getFirst();
        var changed = code.substring(0, position) + other + code.substring(position + 1);
        assertThat(CreditCode.isValid(changed)).isEqualTo(CreditCodeUtil.isCreditCode(changed))
                .isEqualTo(changed.equals(code));
    }

    @ParameterizedTest
    @CsvSource({"91350100M000100Y43, true", "91350100M000100Y4Z, false", "91350100M000100Y4, false",
            "91350100m000100y43, false", "91350100I000100Y43, false"})
    void creditCodesHaveACheckCharacter(String code, boolean valid) {
        assertThat(CreditCode.isValid(code)).isEqualTo(valid);
    }

    @ParameterizedTest
    @CsvSource({"13812345678, +8613812345678", "+86 138 1234 5678, +8613812345678",
            "0086-138-1234-5678, +8613812345678"})
    void mobilesAreKeptAsE164(String text, String expected) {
        assertThat(Mobile.parse(text)).hasValue(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "12345", "0754-88888888", "+1 202 555 0123", "+852 5123 4567", "call me"})
    void otherNumbersAreNoChineseMobiles(String text) {
        assertThat(Mobile.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"440500, true", "990000, false", "44050, false", "44050a, false"})
    void regionsBeginWithAProvince(String code, boolean valid) {
        assertThat(Region.isValid(code)).isEqualTo(valid);
    }

    @Provide
    Arbitrary<String> peoplesDigits() {
        return Combinators.combine(Arbitraries.of(PROVINCES), Arbitraries.integers().between(0, 9_999),
                Arbitraries.longs().between(LocalDate.of(1900, 1, 1).toEpochDay(), LocalDate.of(2025, 12, 31)
                        .toEpochDay()),
                Arbitraries.integers().between(0, 999))
                .as((province, county, born, sequence) -> "%s%04d%s%03d".formatted(province, county,
                        LocalDate.ofEpochDay(born).format(DateTimeFormatter.BASIC_ISO_DATE), sequence));
    }

    @Provide
    Arbitrary<String> employersCharacters() {
        var some = Arbitraries.strings().withChars(CODE_CHARACTERS);
        return Combinators.combine(some.ofLength(2), Arbitraries.strings().numeric().ofLength(6), some.ofLength(9))
                .as((kind, region, body) -> kind + region + body);
    }

    @Provide
    Arbitrary<Character> idCharacters() {
        return Arbitraries.chars().with(ID_CHARACTERS.toCharArray());
    }

    /** Also characters that no code has. */
    @Provide
    Arbitrary<Character> codeCharacters() {
        return Arbitraries.chars().range('0', '9').range('A', 'Z').range('a', 'z');
    }

    private static boolean isCitizenId(String text) {
        return CitizenId.parse(text, TODAY).isPresent();
    }

    private static Stream<String> completed(String characters, String checkCharacters) {
        return checkCharacters.chars().mapToObj(check -> characters + (char) check);
    }
}
