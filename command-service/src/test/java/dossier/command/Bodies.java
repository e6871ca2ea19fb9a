package dossier.command;

import java.time.LocalDate;
import java.util.concurrent.atomic.AtomicInteger;

import dossier.events.Deadline;

/** Valid request bodies; every person and every receipt is a new one. */
final class Bodies {

    private static final int[] WEIGHTS = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    private static final AtomicInteger NEXT = new AtomicInteger();

    private Bodies() {}

    /** A valid ID nobody else has; odd people are men. */
    static String citizenId() {
        int n = NEXT.incrementAndGet();
        var digits = "440524%d%02d%02d%03d".formatted(1950 + n / 300_000 % 50, 1 + n / 25_000 % 12, 1 + n / 1_000 % 25,
                n % 1_000);
        int sum = 0;
        for (int i = 0; i < WEIGHTS.length; i++) {
            sum += WEIGHTS[i] * (digits.charAt(i) - '0');
        }
        return digits + "10X98765432".charAt(sum % 11);
    }

    static String receipt() {
        return "R-" + NEXT.incrementAndGet();
    }

    static String application() {
        return application(citizenId());
    }

    static String application(String citizenId) {
        return """
                {"region":"440500","reason":"LOST","category":"FLEXIBLE",
                 "applicant":{"name":"王小明","citizenId":"%s","mobile":"13812345678"},
                 "declaredMonthlyWage":"8000.00",
                 "materials":[%s]}""".formatted(citizenId, material("IDENTITY_DOCUMENT"));
    }

    static String verification() {
        return """
                {"checks":[{"name":"identity","passed":true}]}""";
    }

    static String payment(String amount) {
        return payment(amount, LocalDate.now(Deadline.ZONE));
    }

    static String payment(String amount, LocalDate paidOn) {
        return """
                {"receiptNumber":"%s","amount":"%s","method":"CASH","paidOn":"%s"}"""
                .formatted(receipt(), amount, paidOn);
    }

    static String material(String type) {
        return """
                {"type":"%s","fileName":"id.pdf","mediaType":"application/pdf","size":1000,"sha256":"%s"}"""
                .formatted(type, "a".repeat(64));
    }
}
