package dossier.command.identity;

import java.time.LocalDate;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dossier.events.Sex;

import static org.assertj.core.api.Assertions.assertThat;

class IdentityTests {

    private static final LocalDate TODAY = LocalDate.of(2026, 11, 23);

    @ParameterizedTest
    @CsvSource({"11010519491231002X, FEMALE", "440524188001010014, MALE", "11010519491231002x, FEMALE"})
    void theStandardsCitizenIdsAreValid(String text, Sex sex) {
        assertThat(CitizenId.parse(text, TODAY)).hasValueSatisfying(id -> {
            assertThat(id.value()).isEqualTo(text.toUpperCase(java.util.Locale.ROOT));
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
    @ValueSource(strings = {"", "12345", "0754-88888888", "+1 202 555 0123", "call me"})
    void otherNumbersAreNoChineseMobiles(String text) {
        assertThat(Mobile.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"440500, true", "990000, false", "44050, false", "44050a, false"})
    void regionsBeginWithAProvince(String code, boolean valid) {
        assertThat(Region.isValid(code)).isEqualTo(valid);
    }
}
