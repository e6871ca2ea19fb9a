package dossier.command;

/** Card numbers: region 6 digits, serial 10, and a Luhn check digit. */
final class CardNumber {

    private CardNumber() {}

    static String of(String region, long serial) {
        var digits = "%s%010d".formatted(region, serial);
        return digits + luhn(digits);
    }

    private static int luhn(String digits) {
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            int doubled = i % 2 == 0 ? digit * 2 : digit;
            sum += doubled > 9 ? doubled - 9 : doubled;
        }
        return (10 - sum % 10) % 10;
    }
}
