package dossier.command;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The rules of applications in a region without a policy of its own, written as plainly as can be: state in a few
 * variables, days counted one by one, money in fen. It shares no code with the product, so that both err differently.
 */
final class ReferenceModel {

    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    private static final int REVIEW = 10;
    private static final int SUPPLEMENT = 15;
    private static final int PAYMENT = 30;
    private static final int APPEAL = 60;
    private static final int MOST_EXTENSION = 10;
    private static final long CARD_FEE = 20_00;
    private static final List<String> OPEN = List.of("SUBMITTED", "SUPPLEMENT_REQUESTED", "VERIFIED", "APPROVED",
            "PAID");
    private static final Set<LocalDate> OFF = days("2025-01-01/2025-01-01", "2025-01-28/2025-02-04",
            "2025-04-04/2025-04-06", "2025-05-01/2025-05-05", "2025-05-31/2025-06-02", "2025-10-01/2025-10-08",
            "2026-01-01/2026-01-03", "2026-02-15/2026-02-23", "2026-04-04/2026-04-06", "2026-05-01/2026-05-05",
            "2026-06-19/2026-06-21", "2026-09-25/2026-09-27", "2026-10-01/2026-10-07");
    private static final Set<LocalDate> WORKED = days("2025-01-26/2025-01-26", "2025-02-08/2025-02-08",
            "2025-04-27/2025-04-27", "2025-09-28/2025-09-28", "2025-10-11/2025-10-11", "2026-01-04/2026-01-04",
            "2026-02-14/2026-02-14", "2026-02-28/2026-02-28", "2026-05-09/2026-05-09", "2026-09-20/2026-09-20",
            "2026-10-10/2026-10-10");

    /** What a caller should hear; {@code event} of a success, else the refusal's code. */
    record Outcome(boolean success, String word) {}

    /** A command and everything about it that matters. */
    enum Kind {
        SUBMIT("clerk", "applicant"),
        REQUEST_SUPPLEMENT("verifier"),
        SUBMIT_SUPPLEMENT("clerk", "applicant"),
        CONTACT("clerk", "verifier"),
        VERIFY("verifier"),
        APPROVE("reviewer"),
        REJECT("reviewer"),
        EXTEND("reviewer"),
        PAY("cashier"),
        ISSUE("issuer"),
        COLLECT("issuer"),
        FAIL("issuer"),
        APPEAL("clerk", "applicant"),
        UPHOLD("reviewer"),
        DISMISS("reviewer"),
        REFUND("cashier"),
        WITHDRAW("clerk", "applicant");

        final List<String> roles;

        Kind(String... roles) {
            this.roles = List.of(roles);
        }
    }

    /** What is applied for. Wage in fen. */
    record Filing(String person, boolean woman, String category, boolean firstIssue, long wage, LocalDate lapsedOn,
            int creditedMonths, boolean identityDocument) {}

    /**
     * @param ifMatch the version the caller insists on, or null
     * @param amount in fen
     * @param day of the payment or refund
     * @param days of the extension
     * @param flag whether a check failed, or the identity document comes with the supplement
     */
    record Step(Kind kind, String actor, Set<String> roles, Instant at, Integer ifMatch, Filing filing, long amount,
            LocalDate day, String receipt, int days, boolean flag) {

        LocalDate today() {
            return LocalDate.ofInstant(at, ZONE);
        }
    }

    static final class Case {
        String status = "SUBMITTED";
        int version = 1;
        Filing filing;
        LocalDate submittedOn;
        boolean identityDocument;
        final Map<String, Set<String>> did = new HashMap<>();
        final TreeMap<LocalDate, Boolean> runs = new TreeMap<>();
        int reviewDays = REVIEW;
        boolean extended;
        LocalDate overdue;
        LocalDate due;
        LocalDate approvedOn;
        LocalDate rejectedOn;
        boolean appealed;
        boolean healed;
        long total;
        long outstanding;
        long refundable;
        LocalDate lastPaidOn;
        LocalDate endedOn;
        LocalDate benefitsFrom;

        boolean has(String duty, String actor) {
            return did.getOrDefault(duty, Set.of()).contains(actor);
        }

        void note(String duty, String actor) {
            did.computeIfAbsent(duty, _ -> new HashSet<>()).add(actor);
        }

        /** The day on which the review's days are used up, if the clock goes on as it is. */
        LocalDate reviewDue() {
            int counted = 0;
            for (var day = submittedOn.plusDays(1);; day = day.plusDays(1)) {
                counted += isWorkingDay(day) && runs.floorEntry(day).getValue() ? 1 : 0;
                if (counted == reviewDays) {
                    return day;
                }
            }
        }

        /** The end of the limit that shows as dueAt. */
        Instant dueAt() {
            return due == null || status.startsWith("CARD") ? null : endOf(due);
        }
    }

    private final Map<String, Case> open = new HashMap<>();
    private final Set<String> receipts;

    /** @param receipts used anywhere, shared by all walks */
    ReferenceModel(Set<String> receipts) {
        this.receipts = receipts;
    }

    /** The new case, or the refusal. */
    Outcome submit(Case made, Step step) {
        if (step.kind().roles.stream().noneMatch(step.roles()::contains)) {
            return no("role-missing");
        }
        var filing = step.filing();
        if (open.containsKey(filing.person())) {
            return no("duplicate-application");
        }
        made.filing = filing;
        made.submittedOn = step.today();
        made.identityDocument = filing.identityDocument();
        made.runs.put(step.today(), true);
        made.due = made.reviewDue();
        open.put(filing.person(), made);
        return yes("ApplicationSubmitted");
    }

    Outcome give(Case one, Step step) {
        if (step.kind().roles.stream().noneMatch(step.roles()::contains)) {
            return no("role-missing");
        }
        while (one.due != null && !endOf(one.due).isAfter(step.at()) && !one.due.equals(one.overdue)) {
            pass(one);
        }
        if (step.ifMatch() != null && step.ifMatch() != one.version) {
            return no("stale-version");
        }
        if (dutiesForbid(one, step)) {
            return no("separation-of-duties");
        }
        if (!statuses(step.kind()).contains(one.status)) {
            return no("wrong-status");
        }
        var outcome = decide(one, step);
        if (outcome.success()) {
            one.version++;
        }
        return outcome;
    }

    private void pass(Case one) {
        switch (one.status) {
            case "SUBMITTED", "VERIFIED" -> one.overdue = one.due;
            case "SUPPLEMENT_REQUESTED", "APPROVED" -> {
                one.status = "LAPSED";
                one.endedOn = one.due.plusDays(1);
                one.due = null;
                open.remove(one.filing.person(), one);
            }
            case "CARD_ISSUED" -> {
                one.status = "CARD_LAPSED";
                one.due = null;
            }
            default -> throw new AssertionError("no limit runs in " + one.status);
        }
        one.version++;
    }

    private static boolean dutiesForbid(Case one, Step step) {
        return switch (step.kind()) {
            case APPROVE, REJECT -> one.has("verified", step.actor());
            case PAY -> one.has("approved", step.actor());
            case ISSUE -> one.has("approved", step.actor()) || one.has("took payment", step.actor());
            case UPHOLD, DISMISS -> one.has("verified", step.actor()) || one.has("rejected", step.actor());
            default -> false;
        };
    }

    static List<String> statuses(Kind kind) {
        return switch (kind) {
            case SUBMIT -> List.of();
            case REQUEST_SUPPLEMENT, VERIFY -> List.of("SUBMITTED");
            case SUBMIT_SUPPLEMENT -> List.of("SUPPLEMENT_REQUESTED");
            case CONTACT, WITHDRAW -> OPEN;
            case APPROVE -> List.of("VERIFIED");
            case REJECT, EXTEND -> List.of("SUBMITTED", "VERIFIED");
            case PAY -> List.of("APPROVED");
            case ISSUE -> List.of("PAID", "CARD_FAILED");
            case COLLECT, FAIL -> List.of("CARD_ISSUED");
            case APPEAL -> List.of("REJECTED");
            case UPHOLD, DISMISS -> List.of("APPEALED");
            case REFUND -> List.of("WITHDRAWN", "LAPSED");
        };
    }

    private Outcome decide(Case one, Step step) {
        var today = step.today();
        return switch (step.kind()) {
            case SUBMIT -> throw new AssertionError();
            case CONTACT -> yes("ContactRecorded");
            case REQUEST_SUPPLEMENT -> {
                one.runs.put(today, false);
                one.status = "SUPPLEMENT_REQUESTED";
                one.due = after(today, SUPPLEMENT);
                yield yes("SupplementRequested");
            }
            case SUBMIT_SUPPLEMENT -> {
                one.identityDocument |= step.flag();
                one.runs.put(today, true);
                one.status = "SUBMITTED";
                one.due = one.reviewDue();
                yield yes("SupplementSubmitted");
            }
            case VERIFY -> {
                if (!one.identityDocument) {
                    yield no("missing-materials");
                }
                if (step.flag()) {
                    yield no("failed-check");
                }
                one.note("verified", step.actor());
                one.status = "VERIFIED";
                yield yes("InformationVerified");
            }
            case APPROVE -> {
                assess(one);
                one.approvedOn = today;
                one.note("approved", step.actor());
                one.status = one.total == 0 ? "PAID" : "APPROVED";
                one.due = one.total == 0 ? null : after(today, PAYMENT);
                yield yes("ReviewApproved");
            }
            case REJECT -> {
                one.runs.put(today, false);
                one.rejectedOn = today;
                one.appealed = false;
                one.note("rejected", step.actor());
                one.status = "REJECTED";
                one.due = null;
                open.remove(one.filing.person(), one);
                yield yes("ReviewRejected");
            }
            case EXTEND -> {
                if (one.extended) {
                    yield no("already-extended");
                }
                if (today.isAfter(one.due)) {
                    yield no("limit-passed");
                }
                if (step.days() > MOST_EXTENSION) {
                    yield no("invalid-request");
                }
                one.extended = true;
                one.reviewDays += step.days();
                one.due = one.reviewDue();
                yield yes("ReviewExtended");
            }
            case PAY -> {
                if (step.day().isBefore(one.approvedOn)) {
                    yield no("invalid-request");
                }
                if (step.amount() > one.outstanding) {
                    yield no("overpayment");
                }
                if (!receipts.add(step.receipt())) {
                    yield no("duplicate-receipt");
                }
                one.outstanding -= step.amount();
                one.refundable += step.amount();
                one.lastPaidOn = one.lastPaidOn == null || step.day().isAfter(one.lastPaidOn)
                        ? step.day()
                        : one.lastPaidOn;
                one.note("took payment", step.actor());
                if (one.outstanding == 0) {
                    one.status = "PAID";
                    one.due = null;
                }
                yield yes("PaymentRecorded");
            }
            case ISSUE -> {
                if (one.benefitsFrom == null) {
                    one.benefitsFrom = benefitsFrom(one);
                }
                one.status = "CARD_ISSUED";
                one.due = today.plusYears(1);
                open.remove(one.filing.person(), one);
                yield yes("CardIssued");
            }
            case COLLECT -> ends(one, "CARD_COLLECTED", "CollectionConfirmed");
            case FAIL -> ends(one, "CARD_FAILED", "ProductionFailureReported");
            case APPEAL -> {
                if (one.appealed) {
                    yield no("already-appealed");
                }
                if (today.isAfter(after(one.rejectedOn, APPEAL))) {
                    yield no("limit-passed");
                }
                one.appealed = true;
                one.status = "APPEALED";
                yield yes("AppealFiled");
            }
            case DISMISS -> ends(one, "REJECTED", "AppealDecided");
            case UPHOLD -> {
                if (open.containsKey(one.filing.person())) {
                    yield no("duplicate-application");
                }
                open.put(one.filing.person(), one);
                one.runs.put(today, true);
                one.status = "VERIFIED";
                one.due = one.reviewDue();
                yield yes("AppealDecided");
            }
            case REFUND -> {
                if (step.day().isBefore(one.endedOn)) {
                    yield no("invalid-request");
                }
                if (step.amount() > one.refundable) {
                    yield no("refund-exceeds-payment");
                }
                if (!receipts.add(step.receipt())) {
                    yield no("duplicate-receipt");
                }
                one.refundable -= step.amount();
                yield yes("PaymentRefunded");
            }
            case WITHDRAW -> {
                one.endedOn = today;
                open.remove(one.filing.person(), one);
                yield ends(one, "WITHDRAWN", "ApplicationWithdrawn");
            }
        };
    }

    private static Outcome ends(Case one, String status, String event) {
        one.status = status;
        one.due = null;
        return yes(event);
    }

    private static void assess(Case one) {
        var filing = one.filing;
        long contributions = 0;
        one.healed = true;
        if (filing.lapsedOn() != null) {
            long gap = ChronoUnit.MONTHS.between(YearMonth.from(filing.lapsedOn()), YearMonth.from(one.submittedOn));
            one.healed = gap <= 3;
            long months = one.healed && gap > 0 ? gap : 1;
            long base = Math.min(Math.max(filing.wage(), 4_000_00), 25_000_00);
            contributions = switch (filing.category()) {
                case "EMPLOYEE" -> share(base * 8 * months) + share(base * 2 * months);
                case "FLEXIBLE" -> share(base * 10 * months);
                case "RETIREE" -> share(base * 8
                        * Math.max(0, (filing.woman() ? 20 : 25) * 12 - filing.creditedMonths()));
                default -> 0;
            };
        }
        one.total = contributions + (filing.firstIssue() ? 0 : CARD_FEE);
        one.outstanding = one.total;
    }

    /** A hundredth, a half rounded up. */
    private static long share(long hundredfold) {
        return (hundredfold + 50) / 100;
    }

    private static LocalDate benefitsFrom(Case one) {
        var filing = one.filing;
        if (filing.lapsedOn() == null) {
            return one.submittedOn;
        }
        if (one.healed) {
            return filing.lapsedOn();
        }
        int waiting = switch (filing.category()) {
            case "EMPLOYEE" -> 3;
            case "FLEXIBLE" -> 6;
            default -> 0;
        };
        var last = one.lastPaidOn == null ? one.approvedOn : one.lastPaidOn;
        return last.withDayOfMonth(1).plusMonths(1L + waiting);
    }

    static LocalDate after(LocalDate start, int limit) {
        var day = start;
        for (int counted = 0; counted < limit;) {
            day = day.plusDays(1);
            counted += isWorkingDay(day) ? 1 : 0;
        }
        return day;
    }

    private static boolean isWorkingDay(LocalDate day) {
        boolean weekend = day.getDayOfWeek() == DayOfWeek.SATURDAY || day.getDayOfWeek() == DayOfWeek.SUNDAY;
        return WORKED.contains(day) || (!weekend && !OFF.contains(day));
    }

    private static Instant endOf(LocalDate day) {
        return day.plusDays(1).atStartOfDay(ZONE).toInstant();
    }

    private static Outcome yes(String event) {
        return new Outcome(true, event);
    }

    private static Outcome no(String code) {
        return new Outcome(false, code);
    }

    private static Set<LocalDate> days(String... ranges) {
        var days = new HashSet<LocalDate>();
        Stream.of(ranges).map(range -> range.split("/")).forEach(range -> LocalDate.parse(range[0])
                .datesUntil(LocalDate.parse(range[1]).plusDays(1)).forEach(days::add));
        return days;
    }
}
