package dossier.standalone;

/** Who works on a case: for each duty another person, as the separation of duties asks for. */
record DemoStaff(String clerk, String verifier, String reviewer, String otherReviewer, String cashier, String issuer) {

    static DemoStaff pick(Chance chance) {
        boolean second = chance.percent(50);
        return new DemoStaff(oneOfTwo("clerk", chance), oneOfTwo("verifier", chance),
                second ? "reviewer2" : "reviewer", second ? "reviewer" : "reviewer2", oneOfTwo("cashier", chance),
                oneOfTwo("issuer", chance));
    }

    static String oneOfTwo(String role, Chance chance) {
        return chance.percent(50) ? role : role + "2";
    }
}
