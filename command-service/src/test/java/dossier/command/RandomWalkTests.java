package dossier.command;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

import dossier.backing.BackingServices;
import dossier.command.CommandApi.Reply;
import dossier.command.ReferenceModel.Case;
import dossier.command.ReferenceModel.Filing;
import dossier.command.ReferenceModel.Kind;
import dossier.command.ReferenceModel.Outcome;
import dossier.command.ReferenceModel.Step;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Random sequences of commands, each given to the API and to the reference model: same successes, same refusals, same
 * money, same days. Their clock is set, so that months pass between commands. {@code -Ddossier.walks} and
 * {@code -Ddossier.seed} give more, and others.
 */
class RandomWalkTests {

    private static final int WALKS = Integer.getInteger("dossier.walks", 2_000);
    private static final long SEED = Long.getLong("dossier.seed", 20_261_123L);
    private static final int STEPS = 12;
    private static final int AT_ONCE = 8;
    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    private static final Set<String> STAFF = Set.of("clerk", "verifier", "reviewer", "cashier", "issuer");

    /** On a log of its own, without timers: what they would do happens when the clock is set. */
    private static final CommandApi API = CommandApi.startWithoutTimers(BackingServices.shared().newInstallation());

    private final Set<String> receipts = ConcurrentHashMap.newKeySet();

    @AfterAll
    static void stop() {
        API.close();
    }

    @Test
    void theApiAnswersAsTheModelDoes() throws Exception {
        System.out.println("Random walks: " + WALKS + " from seed " + SEED);
        try (var threads = Executors.newFixedThreadPool(AT_ONCE)) {
            var walks = threads.invokeAll(IntStream.range(0, WALKS)
                    .<Callable<Set<String>>>mapToObj(n -> () -> new Walk(SEED + n).run()).toList());
            var heard = ConcurrentHashMap.<String>newKeySet();
            for (var walk : walks) {
                heard.addAll(walk.get());
            }
            assertThat(heard).as("what the walks came across").contains("role-missing", "separation-of-duties",
                    "stale-version", "wrong-status", "failed-check", "missing-materials", "duplicate-application",
                    "duplicate-receipt", "overpayment", "refund-exceeds-payment", "limit-passed", "already-extended",
                    "already-appealed", "invalid-request", "ApplicationSubmitted", "SupplementRequested",
                    "SupplementSubmitted", "ContactRecorded", "InformationVerified", "ReviewApproved",
                    "ReviewRejected", "ReviewExtended", "PaymentRecorded", "CardIssued", "CollectionConfirmed",
                    "ProductionFailureReported", "AppealFiled", "AppealDecided", "PaymentRefunded",
                    "ApplicationWithdrawn", "LAPSED", "CARD_LAPSED");
        }
    }

    private record Known(String path, Case expected) {}

    private final class Walk {

        private final long seed;
        private final Random random;
        private final ReferenceModel model = new ReferenceModel(receipts);
        private final List<Known> cases = new ArrayList<>();
        private final List<Filing> people = new ArrayList<>();
        private final List<String> usedReceipts = new ArrayList<>();
        private final Set<String> heard = ConcurrentHashMap.newKeySet();
        private final Instant end = Instant.now().minus(Duration.ofHours(1));
        private final StringBuilder story = new StringBuilder();
        private Instant now;

        Walk(long seed) {
            this.seed = seed;
            random = new Random(seed * 0x9E3779B97F4A7C15L);
            now = LocalDate.of(2025, 2, 3).plusDays(random.nextInt(400)).atTime(9, 30).atZone(ZONE).toInstant();
        }

        Set<String> run() {
            for (int i = 0; i < STEPS && now.isBefore(end); i++) {
                if (cases.isEmpty() || random.nextInt(12) == 0) {
                    submit();
                } else {
                    give(cases.get(random.nextInt(cases.size())));
                }
                now = now.plus(pause());
            }
            cases.forEach(this::compareClock);
            return heard;
        }

        private Duration pause() {
            if (random.nextInt(8) == 0
                    && cases.stream().anyMatch(known -> known.expected().status.equals("CARD_ISSUED"))) {
                return Duration.ofDays(367);
            }
            int kind = random.nextInt(100);
            return kind < 50
                    ? Duration.ofMinutes(random.nextInt(600))
                    : kind < 90
                            ? Duration.ofHours(random.nextInt(24 * 7))
                            : Duration.ofDays(random.nextInt(60));
        }

        private void submit() {
            var step = step(Kind.SUBMIT, null, filing());
            var made = new Case();
            var expected = model.submit(made, step);
            var reply = API.post(step.actor(), "/api/applications", body(step), "Dossier-Clock", now.toString());
            compare(step, expected, reply);
            if (expected.success()) {
                cases.add(new Known(reply.header("Location"), made));
                compareState(made, reply);
            }
        }

        private void give(Known known) {
            var one = known.expected();
            var before = one.status;
            var possible = Arrays.stream(Kind.values())
                    .filter(kind -> ReferenceModel.statuses(kind).contains(one.status)).toList();
            var kind = possible.isEmpty() || random.nextInt(4) == 0
                    ? Kind.values()[1 + random.nextInt(Kind.values().length - 1)]
                    : possible.get(random.nextInt(possible.size()));
            var step = step(kind, one, null);
            var expected = model.give(one, step);
            var headers = new ArrayList<>(List.of("Dossier-Clock", now.toString()));
            if (step.ifMatch() != null) {
                headers.addAll(List.of("If-Match", "\"" + step.ifMatch() + "\""));
            }
            var reply = API.send(step.actor(), method(kind), known.path() + path(kind), body(step),
                    headers.toArray(String[]::new));
            compare(step, expected, reply);
            if (expected.success()) {
                if (kind == Kind.PAY || kind == Kind.REFUND) {
                    usedReceipts.add(step.receipt());
                }
                compareState(one, reply);
                compareDecision(step.kind(), one, reply);
            }
            if (!one.status.equals(before)) {
                heard.add(one.status);
            }
        }

        private void compare(Step step, Outcome expected, Reply reply) {
            story.append("\n  ").append(step).append(" -> ").append(expected);
            heard.add(expected.word());
            assertThat(reply.status() < 300 ? reply.json().path("events").path(0).asString() : reply.code())
                    .as("walk %d: %s%nwas answered %s%n%s", seed, step, reply.json(), story)
                    .isEqualTo(expected.word());
        }

        private void compareState(Case one, Reply reply) {
            assertThat(reply.json().path("status").asString()).as(about(reply)).isEqualTo(one.status);
            assertThat(reply.json().path("version").asInt()).as(about(reply)).isEqualTo(one.version);
        }

        private void compareDecision(Kind kind, Case one, Reply reply) {
            if (kind == Kind.APPROVE) {
                var assessment = reply.json().path("assessment");
                assertThat(assessment.path("total").asString()).as(about(reply)).isEqualTo(money(one.total));
                assertThat(assessment.path("healed").asBoolean()).as(about(reply)).isEqualTo(one.healed);
            }
            if (kind == Kind.ISSUE) {
                assertThat(reply.json().path("benefitsFrom").asString()).as(about(reply))
                        .isEqualTo(one.benefitsFrom.toString());
            }
        }

        private void compareClock(Known known) {
            var reply = API.get("auditor", known.path() + "/clock");
            assertThat(reply.json().path("status").asString()).as(about(reply)).isEqualTo(known.expected().status);
            assertThat(reply.json().path("version").asInt()).as(about(reply)).isEqualTo(known.expected().version);
            var dueAt = known.expected().dueAt();
            assertThat(reply.json().path("dueAt").asString("")).as(about(reply))
                    .isEqualTo(dueAt == null ? "" : dueAt.toString());
            for (var limit : reply.json().path("limits")) {
                if (limit.path("state").asString().equals("RUNNING") && !limit.path("days").isEmpty()) {
                    var last = limit.path("days").get(limit.path("days").size() - 1);
                    assertThat(last.path("day").asString()).as(about(reply))
                            .isEqualTo(limit.path("dueOn").asString());
                    assertThat(last.path("number").asInt()).as(about(reply))
                            .isEqualTo(limit.path("counted").asInt());
                }
            }
        }

        private String about(Reply reply) {
            return "walk %d was answered %s%n%s".formatted(seed, reply.json(), story);
        }

        private Step step(Kind kind, Case one, Filing filing) {
            var actor = actor(kind);
            var roles = actor.equals("allround") ? STAFF : Set.of(actor.replaceFirst("\\d$", ""));
            var today = LocalDate.ofInstant(now, ZONE);
            var day = random.nextInt(12) == 0 ? today.minusDays(1 + random.nextInt(30)) : today;
            var receipt = usedReceipts.isEmpty() || random.nextInt(4) > 0
                    ? "W-" + seed + "-" + story.length()
                    : usedReceipts.get(random.nextInt(usedReceipts.size()));
            return new Step(kind, actor, roles, now, ifMatch(one), filing, amount(kind, one), day, receipt,
                    1 + random.nextInt(12), random.nextInt(3) == 0);
        }

        private String actor(Kind kind) {
            return switch (random.nextInt(12)) {
                case 0, 1, 2 -> "allround";
                case 3 -> List.of("auditor", "supervisor", "downstream", "issuer", "clerk").get(random.nextInt(5));
                default -> kind.roles.get(random.nextInt(kind.roles.size())) + (random.nextBoolean() ? "" : "2");
            };
        }

        private Integer ifMatch(Case one) {
            return one == null || random.nextInt(6) > 0 ? null : Math.max(1, one.version - random.nextInt(2));
        }

        private long amount(Kind kind, Case one) {
            if (one == null) {
                return 1;
            }
            long most = kind == Kind.REFUND ? one.refundable : one.outstanding;
            return switch (random.nextInt(5)) {
                case 0 -> most + 1;
                case 1 -> Math.max(1, most / 2);
                default -> Math.max(1, most);
            };
        }

        private Filing filing() {
            if (!people.isEmpty() && random.nextInt(2) == 0) {
                return people.get(random.nextInt(people.size()));
            }
            var citizenId = Bodies.citizenId();
            boolean woman = (citizenId.charAt(16) - '0') % 2 == 0;
            var today = LocalDate.ofInstant(now, ZONE);
            var filing = new Filing(citizenId, woman,
                    List.of("EMPLOYEE", "FLEXIBLE", "RETIREE", "UNEMPLOYED").get(random.nextInt(4)),
                    random.nextInt(5) == 0, 3_000_00 + random.nextInt(25_000_00),
                    random.nextBoolean() ? null : today.minusDays(random.nextInt(200)), random.nextInt(400),
                    random.nextInt(4) > 0);
            people.add(filing);
            return filing;
        }
    }

    private static String method(Kind kind) {
        return switch (kind) {
            case SUBMIT, REQUEST_SUPPLEMENT, SUBMIT_SUPPLEMENT, CONTACT, PAY, FAIL, APPEAL, REFUND -> "POST";
            case VERIFY, APPROVE, REJECT, EXTEND, ISSUE, COLLECT, UPHOLD, DISMISS, WITHDRAW -> "PUT";
        };
    }

    private static String path(Kind kind) {
        return switch (kind) {
            case SUBMIT -> "";
            case REQUEST_SUPPLEMENT -> "/supplement-requests";
            case SUBMIT_SUPPLEMENT -> "/supplements";
            case CONTACT -> "/contacts";
            case VERIFY -> "/verification";
            case APPROVE -> "/approval";
            case REJECT -> "/rejection";
            case EXTEND -> "/extension";
            case PAY -> "/payments";
            case ISSUE -> "/card";
            case COLLECT -> "/collection";
            case FAIL -> "/production-failures";
            case APPEAL -> "/appeals";
            case UPHOLD, DISMISS -> "/appeal-decision";
            case REFUND -> "/refunds";
            case WITHDRAW -> "/withdrawal";
        };
    }

    private static String body(Step step) {
        return switch (step.kind()) {
            case SUBMIT -> submission(step.filing());
            case REQUEST_SUPPLEMENT -> "{\"items\":[{\"type\":\"PHOTO\",\"explanation\":\"blurred\"}]}";
            case SUBMIT_SUPPLEMENT -> "{\"materials\":[%s]}"
                    .formatted(Bodies.material(step.flag() ? "IDENTITY_DOCUMENT" : "PHOTO"));
            case CONTACT -> "{\"channel\":\"PHONE\",\"reached\":false,\"note\":\"nobody there\"}";
            case VERIFY -> "{\"checks\":[{\"name\":\"identity\",\"passed\":%s}]}".formatted(!step.flag());
            case APPROVE, ISSUE, COLLECT -> "{}";
            case REJECT -> "{\"reasons\":[\"insured elsewhere\"],\"remedies\":\"apply there\"}";
            case EXTEND -> "{\"days\":%d,\"reason\":\"abroad\"}".formatted(step.days());
            case PAY -> payment(step, "paidOn");
            case REFUND -> payment(step, "refundedOn");
            case FAIL, APPEAL, WITHDRAW -> "{\"reason\":\"a reason\"}";
            case UPHOLD -> "{\"outcome\":\"UPHELD\",\"reason\":\"indeed\"}";
            case DISMISS -> "{\"outcome\":\"DISMISSED\",\"reason\":\"nothing new\"}";
        };
    }

    private static String payment(Step step, String when) {
        return "{\"receiptNumber\":\"%s\",\"amount\":\"%s\",\"method\":\"CASH\",\"%s\":\"%s\"}"
                .formatted(step.receipt(), money(step.amount()), when, step.day());
    }

    private static String submission(Filing filing) {
        var optional = new StringBuilder();
        if (filing.category().equals("EMPLOYEE")) {
            optional.append("\"employer\":{\"name\":\"纺织有限公司\",\"creditCode\":\"91350100M000100Y43\"},");
        }
        if (filing.category().equals("RETIREE")) {
            optional.append("\"creditedMonths\":%d,".formatted(filing.creditedMonths()));
        }
        if (filing.lapsedOn() != null) {
            optional.append("\"coverageLapsedOn\":\"%s\",".formatted(filing.lapsedOn()));
        }
        return """
                {"region":"650000","reason":"%s","category":"%s",%s
                 "applicant":{"name":"王小明","citizenId":"%s","mobile":"13812345678"},
                 "declaredMonthlyWage":"%s","materials":[%s]}""".formatted(
                filing.firstIssue() ? "FIRST_ISSUE" : "LOST", filing.category(), optional, filing.person(),
                money(filing.wage()), Bodies.material(filing.identityDocument() ? "IDENTITY_DOCUMENT" : "PHOTO"));
    }

    private static String money(long fen) {
        return BigDecimal.valueOf(fen, 2).toPlainString();
    }
}
