package dossier.command.identity;

/** Unified social credit codes, GB 32100-2015: 18 characters, the last a check by weights 3^(i-1) mod 31. */
public final class CreditCode {

    private static final String ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    private static final int LENGTH = 18;

    private CreditCode() {}

    public static boolean isValid(String code) {
        if (code.length() != LENGTH || code.chars().anyMatch(c -> ALPHABET.indexOf(c) < 0)) {
            return false;
        }
        int sum = 0;
        int weight = 1;
        for (int i = 0; i < LENGTH - 1; i++) {
            sum += weight * ALPHABET.indexOf(code.charAt(i));
            weight = weight * 3 % 31;
        }
        return ALPHABET.indexOf(code.charAt(LENGTH - 1)) == (31 - sum % 31) % 31;
    }
}
