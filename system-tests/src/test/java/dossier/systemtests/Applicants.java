package dossier.systemtests;

import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.atomic.AtomicInteger;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** People who apply, each only once, and what they hand in. */
final class Applicants {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final AtomicInteger NUMBER = new AtomicInteger();
    /** A system in containers remembers earlier people: those of another minute have another number, odd for men. */
    private static final int RUN = (int) (Instant.now().getEpochSecond() / 60 % 500) * 2 + 1;
    private static final int[] WEIGHTS = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};

    record Person(String name, String citizenId, String mobile) {}

    private Applicants() {}

    /** Somebody nobody has seen before. */
    static Person somebody() {
        var number = NUMBER.incrementAndGet();
        var name = "陈" + Character.toString('一' + number) + Character.toString('靈' + number);
        return new Person(name, citizenId(LocalDate.of(1950, 1, 1).plusDays(number)), "138%08d".formatted(number));
    }

    /** A lost card: no gap in the cover, nothing due but the fee for the card. */
    static ObjectNode lostCard() {
        return lostCard(somebody());
    }

    static ObjectNode lostCard(Person person) {
        var application = json("""
                {"region":"440500","reason":"LOST","category":"FLEXIBLE","declaredMonthlyWage":"8000.00"}""");
        application.putObject("applicant").put("name", person.name()).put("citizenId", person.citizenId())
                .put("mobile", person.mobile()).put("address", "汕头市金平区长平路1号");
        application.putArray("materials").add(material("IDENTITY_DOCUMENT"));
        return application;
    }

    static ObjectNode material(String type) {
        return json("""
                {"type":"%s","fileName":"scan.pdf","mediaType":"application/pdf","size":182044,
                 "sha256":"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}""".formatted(type));
    }

    /** A receipt number that was never used. */
    static String receipt() {
        return "R-" + RUN + "-" + NUMBER.incrementAndGet();
    }

    static ObjectNode json(String text) {
        return (ObjectNode) JSON.readTree(text);
    }

    /** GB 11643-1999: a man of Chenghai, born that day, with the check character of ISO 7064 MOD 11-2. */
    private static String citizenId(LocalDate born) {
        var digits = "440583" + born.format(DateTimeFormatter.BASIC_ISO_DATE) + "%03d".formatted(RUN);
        int sum = 0;
        for (int i = 0; i < WEIGHTS.length; i++) {
            sum += WEIGHTS[i] * (digits.charAt(i) - '0');
        }
        return digits + "10X98765432".charAt(sum % 11);
    }
}
