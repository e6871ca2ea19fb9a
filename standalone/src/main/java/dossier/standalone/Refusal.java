package dossier.standalone;

/** Something outside of this program is not as it must be, said in one line: exit status 2. */
final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1;

    Refusal(String message) {
        super(message);
    }
}
