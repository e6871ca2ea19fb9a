package dossier.standalone;

/** Check characters of identifiers of the demo, which nobody has. */
final class Identifiers {

    private static final int[] WEIGHTS = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    static final String CREDIT_CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY";

    private Identifiers() {}

    /** GB 11643: 17 digits, and a check character by ISO 7064 MOD 11-2. */
    static String citizenId(String digits) {
        int sum = 0;
        for (int i = 0; i < WEIGHTS.length; i++) {
            sum += WEIGHTS[i] * (digits.charAt(i) - '0');
        }
        return digits + "10X98765432".charAt(sum % 11);
    }

    /** GB 32100: 17 characters, and a check character by weights that are powers of 3 modulo 31. */
    static String creditCode(String characters) {
        int sum = 0;
        int weight = 1;
        for (int i = 0; i < characters.length(); i++) {
            sum += weight * CREDIT_CODE_ALPHABET.indexOf(characters.charAt(i));
            weight = weight * 3 % 31;
        }
        return characters + CREDIT_CODE_ALPHABET.charAt((31 - sum % 31) % 31);
    }
}
