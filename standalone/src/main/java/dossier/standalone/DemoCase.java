package dossier.standalone;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/** One case of the demo: who applies, for what, and how far it goes. Seed and number decide everything but the day. */
final class DemoCase {

    private static final int[] WEIGHTS = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    private static final List<String> REGIONS = List.of("440500", "440100", "310000", "110000", "510100");
    private static final List<String> CATEGORIES = List.of("FLEXIBLE", "FLEXIBLE", "RETIREE", "UNEMPLOYED");
    private static final List<String> REASONS = List.of("LOST", "DAMAGED", "EXPIRED", "FIRST_ISSUE");
    private static final List<String> METHODS = List.of("CASH", "WECHAT", "ALIPAY", "UNIONPAY", "BANK_TRANSFER");
    private static final String FAMILY_NAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡林郭何高罗";
    private static final String GIVEN_NAMES = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平";

    private static final int BIRTH_DAYS = 20_000;

    // How many of a hundred cases end at a stage; the others end with a card.
    private static final int SUBMITTED = 10;
    private static final int SUPPLEMENT_REQUESTED = 18;
    private static final int WITHDRAWN = 23;
    private static final int VERIFIED = 33;
    private static final int REJECTED = 40;
    private static final int APPROVED = 52;
    private static final int PAID = 62;

    private final int number;
    private final Random random;
    private final String id;
    private final String path;

    DemoCase(long seed, int number) {
        // Neighbouring seeds give a Random neighbouring first numbers, names give it strangers.
        var name = UUID.nameUUIDFromBytes(("dossier demo " + seed + "/" + number).getBytes(StandardCharsets.UTF_8));
        this.number = number;
        random = new Random(name.getMostSignificantBits() ^ name.getLeastSignificantBits());
        id = name.toString();
        path = "/api/applications/" + id;
    }

    void play(DemoClient client) throws InterruptedException {
        int fate = random.nextInt(100);
        var submitted = client.send("clerk", "POST", "/api/applications", id, application());
        if (fate < SUBMITTED || submitted.isEmpty()) {
            return;
        }
        if (fate < SUPPLEMENT_REQUESTED) {
            send(client, "verifier", "POST", path + "/supplement-requests", Map.of("items",
                    List.of(Map.of("type", "PHOTO", "explanation", "照片不清晰"))));
            return;
        }
        if (fate < WITHDRAWN) {
            send(client, "clerk", "PUT", path + "/withdrawal", Map.of("reason", "旧卡已找到"));
            return;
        }
        send(client, "verifier", "PUT", path + "/verification",
                Map.of("checks", List.of(Map.of("name", "identity", "passed", true))));
        if (fate < VERIFIED) {
            return;
        }
        if (fate < REJECTED) {
            send(client, "reviewer", "PUT", path + "/rejection",
                    Map.of("reasons", List.of("参保地不在本市"), "remedies", "请向参保地经办机构申请"));
            return;
        }
        var approval = client.send("reviewer", "PUT", path + "/approval", id + "/approval", Map.of());
        if (fate < APPROVED || approval.isEmpty()) {
            return;
        }
        var total = approval.get().get("assessment").get("total").asString();
        if (new BigDecimal(total).signum() > 0) {
            send(client, "cashier", "POST", path + "/payments", payment(total));
        }
        if (fate >= PAID) {
            send(client, "issuer", "PUT", path + "/card", Map.of("deliverTo", "COUNTER"));
        }
    }

    // Its own path is a command's key: nothing is done twice when the demo is run again.
    private void send(DemoClient client, String person, String method, String where, Map<String, ?> body)
            throws InterruptedException {
        var _ = client.send(person, method, where, id + where.replace(path, ""), body);
    }

    private Map<String, ?> application() {
        var category = pick(CATEGORIES);
        var application = new HashMap<String, Object>(Map.of("applicationId", id, "region", pick(REGIONS), "reason",
                pick(REASONS), "category", category, "applicant",
                Map.of("name", name(), "citizenId", citizenId(), "mobile",
                        "138%08d".formatted(random.nextInt(100_000_000))),
                "declaredMonthlyWage", (3_000 + random.nextInt(30_000)) + ".00", "materials",
                List.of(Map.of("type", "IDENTITY_DOCUMENT", "fileName", "身份证.pdf", "mediaType", "application/pdf",
                        "size",
                        10_000 + random.nextInt(900_000), "sha256", "%064x".formatted(random.nextLong())))));
        if (category.equals("RETIREE")) {
            application.put("creditedMonths", 120 + random.nextInt(240));
        }
        return application;
    }

    private Map<String, ?> payment(String amount) {
        return Map.of("receiptNumber", "D" + id.replace("-", ""), "amount", amount, "method", pick(METHODS), "paidOn",
                LocalDate.now(ZoneId.of("Asia/Shanghai")).toString());
    }

    private String name() {
        return "" + FAMILY_NAMES.charAt(random.nextInt(FAMILY_NAMES.length()))
                + GIVEN_NAMES.charAt(random.nextInt(GIVEN_NAMES.length()))
                + GIVEN_NAMES.charAt(random.nextInt(GIVEN_NAMES.length()));
    }

    /** GB 11643: area, birth date, sequence, and a check character by ISO 7064 MOD 11-2; no number has another's. */
    private String citizenId() {
        var born = LocalDate.of(1950, 1, 1).plusDays(number % BIRTH_DAYS);
        var digits = "440524%tY%<tm%<td%03d".formatted(born, number / BIRTH_DAYS % 1_000);
        int sum = 0;
        for (int i = 0; i < WEIGHTS.length; i++) {
            sum += WEIGHTS[i] * (digits.charAt(i) - '0');
        }
        return digits + "10X98765432".charAt(sum % 11);
    }

    private String pick(List<String> values) {
        return values.get(random.nextInt(values.size()));
    }
}
