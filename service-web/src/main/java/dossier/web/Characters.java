package dossier.web;

import java.util.function.IntPredicate;

final class Characters {

    private Characters() {}

    /** Every header of every request passes here: a stream would cost several times the loop. */
    static boolean consistsOf(String text, IntPredicate allowed) {
        for (int i = 0; i < text.length(); i++) {
            if (!allowed.test(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }
}
