package dossier.command.identity;

/** Region codes, GB/T 2260: six digits, the first two a province. */
public final class Region {

    private Region() {}

    public static boolean isValid(String code) {
        return code.matches("\\d{6}") && isProvince(code.substring(0, 2));
    }

    static boolean isProvince(String twoDigits) {
        return switch (Integer.parseInt(twoDigits)) {
            case 11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54,
                    61, 62, 63, 64, 65, 71, 81, 82 ->
                true;
            default -> false;
        };
    }
}
