package dossier.benchmarks;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

import dossier.backing.TestSignIn;

/** One user's work over and over: an application from submission to card, five commands by five people. */
final class LifeCycle {

    private static final int[] WEIGHTS = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    private static final AtomicLong PEOPLE = new AtomicLong();

    private final Map<String, String> tokens;
    private String application = "";
    private int step;

    LifeCycle(Map<String, String> tokens) {
        this.tokens = tokens;
    }

    /** A token a role, each good for the hour that a benchmark may take. */
    static Map<String, String> tokens(TestSignIn signIn) {
        return List.of("clerk", "verifier", "reviewer", "cashier", "issuer", "auditor").stream()
                .collect(Collectors.toMap(role -> role, role -> signIn.token(role, role)));
    }

    /** The next command, after the one before was answered. */
    Call next() {
        return switch (step) {
            case 0 -> submission();
            case 1 -> call("verifier", "PUT", "/verification", """
                    {"checks":[{"name":"identity","passed":true}]}""");
            case 2 -> call("reviewer", "PUT", "/approval", "{}");
            case 3 -> call("cashier", "POST", "/payments", """
                    {"receiptNumber":"B-%s","amount":"20.00","method":"CASH","paidOn":"%s"}"""
                    .formatted(application, LocalDate.now(ZONE)));
            default -> call("issuer", "PUT", "/card", "{}");
        };
    }

    void answered(String answer) {
        if (step == 0) {
            application = applicationIn(answer);
        }
        step = (step + 1) % 5;
    }

    /** A new application of a new person. */
    Call submission() {
        return new Call("POST", "/api/applications", token("clerk"), """
                {"region":"440500","reason":"LOST","category":"FLEXIBLE",
                 "applicant":{"name":"王小明","citizenId":"%s","mobile":"13812345678"},
                 "declaredMonthlyWage":"8000.00","materials":[{"type":"IDENTITY_DOCUMENT","fileName":"id.pdf",
                 "mediaType":"application/pdf","size":1000,"sha256":"%s"}]}""".formatted(citizenId(), "a".repeat(64)));
    }

    /** The id that the answer to a submission tells. */
    static String applicationIn(String answer) {
        int id = answer.indexOf("\"applicationId\":\"") + 17;
        return answer.substring(id, id + 36);
    }

    private Call call(String role, String method, String path, String body) {
        return new Call(method, "/api/applications/" + application + path, token(role), body);
    }

    private String token(String role) {
        return Objects.requireNonNull(tokens.get(role), role);
    }

    /** A new person for each application, since a person has one open application at most. */
    private static String citizenId() {
        long person = PEOPLE.getAndIncrement();
        var born = LocalDate.of(1950, 1, 1).plusDays(person / 999 % 20_000);
        var digits = "440524%s%03d".formatted(born.toString().replace("-", ""), 1 + person % 999);
        int sum = 0;
        for (int i = 0; i < WEIGHTS.length; i++) {
            sum += WEIGHTS[i] * (digits.charAt(i) - '0');
        }
        return digits + "10X98765432".charAt(sum % 11);
    }
}
