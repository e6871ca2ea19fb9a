package dossier.command.identity;

import java.util.Optional;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberType;

/** Chinese mobile numbers, kept as E.164. */
public final class Mobile {

    private static final String CHINA = "CN";
    private static final int COUNTRY_CODE = 86;

    private Mobile() {}

    /** The number as E.164; empty if it is not a Chinese mobile number. */
    public static Optional<String> parse(String text) {
        var numbers = PhoneNumberUtil.getInstance();
        try {
            var number = numbers.parse(text, CHINA);
            return number.getCountryCode() == COUNTRY_CODE
                    && numbers.getNumberType(number) == PhoneNumberType.MOBILE // only a valid number has a type
                            ? Optional.of(numbers.format(number, PhoneNumberFormat.E164))
                            : Optional.empty();
        } catch (NumberParseException e) {
            return Optional.empty();
        }
    }
}
