package dossier.standalone;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import dossier.events.AppealOutcome;
import dossier.events.ApplicationStatus;
import dossier.events.Collector;
import dossier.events.ContactChannel;
import dossier.events.Deadline;
import dossier.events.Delivery;
import dossier.events.MaterialType;
import dossier.events.PaymentMethod;

/**
 * The life of one application from its submission to its end, as people and chance would have it. Each part of it goes on
 * from the status in which the one before left the application.
 */
final class DemoStory {

    private static final List<PaymentMethod> METHODS = List.of(PaymentMethod.WECHAT, PaymentMethod.WECHAT,
            PaymentMethod.ALIPAY, PaymentMethod.UNIONPAY, PaymentMethod.CASH, PaymentMethod.BANK_TRANSFER);
    private static final List<String> WITHDRAWALS = List.of("旧卡已找到", "改由单位统一办理", "已迁往外地", "暂不办理");
    private static final List<String> REJECTIONS = List.of("参保地不在本统筹区", "身份信息与公安库不符", "已在其他地区参保");
    private static final List<String> FAILURES = List.of("芯片写入失败", "照片印刷不清", "卡面信息有误");
    private static final BigDecimal HALF = new BigDecimal("0.5");

    private final String id;
    private final DemoApplication application;
    private final RegionPolicy policy;
    private final Chance chance;
    private final List<DemoStep> steps = new ArrayList<>();
    private final StoryTime time;
    private final DemoStaff staff;
    private final String applicant;

    private ApplicationStatus status = ApplicationStatus.SUBMITTED;
    private LocalDate reviewDue;
    private boolean mayExtend;

    private DemoStory(String id, DemoApplication application, RegionPolicy policy, OfficeTime arrival, Chance chance) {
        this.id = id;
        this.application = application;
        this.policy = policy;
        this.chance = chance;
        staff = DemoStaff.pick(chance);
        applicant = chance.percent(12) ? DemoStaff.oneOfTwo("applicant", chance) : staff.clerk();
        time = new StoryTime(arrival, chance);
        reviewDue = OfficeDays.after(arrival.day(), policy.timeLimits().review());
        mayExtend = policy.maxReviewExtension() > 0;
    }

    static List<DemoStep> of(String id, DemoApplication application, RegionPolicy policy, OfficeTime arrival,
            Chance chance) {
        var story = new DemoStory(id, application, policy, arrival, chance);
        story.give(story.applicant, "POST", application.body(id, arrival.day(), chance),
                ApplicationStatus.SUBMITTED);
        story.supplement();
        story.verification();
        story.decision();
        story.payment();
        story.card();
        story.collection();
        return List.copyOf(story.steps);
    }

    private void supplement() {
        if (application.missing().isEmpty() && !chance.percent(6)) {
            return;
        }
        reviewTakes(0.15);
        var types = application.missing().isEmpty() ? List.of(MaterialType.PHOTO) : application.missing();
        var requestedOn = time.today();
        give(staff.verifier(), "POST /supplement-requests", Map.of("items", types.stream()
                .map(type -> Map.of("type", type, "explanation", "材料缺失或不清晰，请补交")).toList()),
                ApplicationStatus.SUPPLEMENT_REQUESTED);
        time.waitUntil(OfficeDays.after(requestedOn, policy.timeLimits().supplement()));
        call();
        var materials = Map.of("materials",
                types.stream().map(type -> DemoApplication.material(type, chance)).toList());
        if (chance.percent(5)) {
            withdraw();
        } else if (chance.percent(12)) {
            time.passLimit();
            giveTooLate(applicant, "POST /supplements", _ -> materials, ApplicationStatus.LAPSED);
        } else {
            time.pass(20, 0.9);
            give(applicant, "POST /supplements", materials, ApplicationStatus.SUBMITTED);
            reviewDue = OfficeDays.after(reviewDue, OfficeDays.between(requestedOn, time.today()));
            mayExtend = false;
        }
        time.waitForEver();
    }

    private void verification() {
        if (status != ApplicationStatus.SUBMITTED) {
            return;
        }
        if (chance.percent(10)) {
            call();
        }
        if (chance.percent(2)) {
            withdraw();
            return;
        }
        reviewTakes(0.2);
        give(staff.verifier(), "PUT /verification",
                Map.of("checks", List.of(Map.of("name", "identity", "passed", true),
                        Map.of("name", "coverage", "passed", true, "note", "已核对参保记录"))),
                ApplicationStatus.VERIFIED);
    }

    private void decision() {
        if (status != ApplicationStatus.VERIFIED) {
            return;
        }
        reviewTakes(0.15);
        if (chance.percent(9)) {
            reject();
        }
        if (status == ApplicationStatus.VERIFIED) {
            give(staff.reviewer(), "PUT /approval", Map.of(),
                    application.isFree(policy) ? ApplicationStatus.PAID : ApplicationStatus.APPROVED);
        }
    }

    private void reject() {
        give(staff.reviewer(), "PUT /rejection",
                Map.of("reasons", List.of(chance.pick(REJECTIONS)), "remedies", "请核对后向参保地经办机构申请，或提出申诉"),
                ApplicationStatus.REJECTED);
        if (chance.percent(35)) {
            time.waitUntil(OfficeDays.after(time.today(), policy.timeLimits().appeal()));
            time.pass(50, 0.9);
            give(applicant, "POST /appeals", Map.of("reason", "参保记录可以证明，请求复核"), ApplicationStatus.APPEALED);
            time.waitForEver();
            time.pass(30, 0.6);
            boolean upheld = chance.percent(40);
            give(staff.otherReviewer(), "PUT /appeal-decision",
                    Map.of("outcome", upheld ? AppealOutcome.UPHELD : AppealOutcome.DISMISSED, "reason",
                            upheld ? "经核实，参保记录有效" : "未提供新的证据，维持原决定"),
                    upheld ? ApplicationStatus.VERIFIED : ApplicationStatus.REJECTED);
            time.pass(2, 0.5);
        }
    }

    private void payment() {
        if (status != ApplicationStatus.APPROVED) {
            return;
        }
        var approvedOn = time.today();
        time.waitUntil(OfficeDays.after(approvedOn, policy.timeLimits().payment()));
        boolean inParts = application.contributes() && chance.percent(20);
        if (inParts) {
            time.pass(14, 0.9);
            give(staff.cashier(), "POST /payments", paid(DemoStory::half, approvedOn), ApplicationStatus.APPROVED);
        }
        Function<BigDecimal, BigDecimal> rest = inParts ? total -> total.subtract(half(total)) : total -> total;
        if (chance.percent(3)) {
            withdraw();
        } else if (chance.percent(6)) {
            time.passLimit();
            giveTooLate(staff.cashier(), "POST /payments", paid(rest, approvedOn), ApplicationStatus.LAPSED);
        } else {
            time.pass(21, 0.9);
            give(staff.cashier(), "POST /payments", paid(rest, approvedOn), ApplicationStatus.PAID);
        }
        time.waitForEver();
        if (inParts && status != ApplicationStatus.PAID) {
            refund(DemoStory::half);
        }
    }

    private void card() {
        if (status != ApplicationStatus.PAID) {
            return;
        }
        if (chance.percent(3)) {
            withdraw();
            if (!application.isFree(policy)) {
                refund(total -> total);
            }
            return;
        }
        issue(14);
        if (chance.percent(4)) {
            time.pass(8, 0.6);
            give(staff.issuer(), "POST /production-failures", Map.of("reason", chance.pick(FAILURES)),
                    ApplicationStatus.CARD_FAILED);
            issue(20);
        }
    }

    private void collection() {
        if (status != ApplicationStatus.CARD_ISSUED) {
            return;
        }
        var by = Map.of("collectedBy", application.proxy() == null ? Collector.APPLICANT : Collector.PROXY);
        if (chance.percent(5)) {
            time.waitUntil(time.today().plusYears(Deadline.YEARS_TO_COLLECT));
            time.passLimit();
            giveTooLate(staff.issuer(), "PUT /collection", _ -> by, ApplicationStatus.CARD_LAPSED);
        } else {
            time.pass(20, 1);
            give(staff.issuer(), "PUT /collection", by, ApplicationStatus.CARD_COLLECTED);
        }
    }

    private void issue(double usualHours) {
        time.pass(usualHours, 0.6);
        give(staff.issuer(), "PUT /card", Map.of("deliverTo", chance.percent(75) ? Delivery.COUNTER : Delivery.POST),
                ApplicationStatus.CARD_ISSUED);
    }

    private void withdraw() {
        time.pass(6, 0.8);
        give(applicant, "PUT /withdrawal", Map.of("reason", chance.pick(WITHDRAWALS)), ApplicationStatus.WITHDRAWN);
    }

    private void refund(Function<BigDecimal, BigDecimal> amount) {
        time.pass(20, 0.6);
        give(staff.cashier(), "POST /refunds", money(amount, "refundedOn", time.today()), status);
    }

    /** The applicant is told by phone, or else by a message. */
    private void call() {
        time.pass(0.5, 0.7);
        boolean reached = chance.percent(65);
        contact(staff.verifier(), ContactChannel.PHONE, reached, reached ? "已电话告知" : "无人接听");
        if (!reached) {
            time.pass(3, 0.7);
            contact(staff.clerk(), ContactChannel.MESSAGE, true, "已发送短信");
        }
    }

    private void contact(String person, ContactChannel channel, boolean reached, String note) {
        give(person, "POST /contacts", Map.of("channel", channel, "reached", reached, "note", note), status);
    }

    /** Time passes in review; where that is too much, the review is extended on its last day, or the applicant asks. */
    private void reviewTakes(double usualPartOfLimit) {
        var until = time.after(usualPartOfLimit * policy.timeLimits().review() * OfficeTime.HOURS_A_DAY, 1);
        if (until.day().isAfter(reviewDue) && !time.today().isAfter(reviewDue)) {
            if (mayExtend && time.today().isBefore(reviewDue) && chance.percent(50)) {
                time.passTo(reviewDue);
                int days = chance.between(1, policy.maxReviewExtension());
                give(staff.reviewer(), "PUT /extension", Map.of("days", days, "reason", "需向原参保地核查"), status);
                reviewDue = OfficeDays.after(reviewDue, days);
                mayExtend = false;
            } else {
                time.passTo(OfficeDays.after(reviewDue, 1));
                contact(staff.clerk(), ContactChannel.COUNTER, true, "申请人询问进度，已说明");
            }
        }
        time.passTo(until);
    }

    private Function<BigDecimal, Map<String, ?>> paid(Function<BigDecimal, BigDecimal> amount, LocalDate approvedOn) {
        var eve = time.today().minusDays(chance.between(0, 1));
        return money(amount, "paidOn", eve.isBefore(approvedOn) ? approvedOn : eve);
    }

    private Function<BigDecimal, Map<String, ?>> money(Function<BigDecimal, BigDecimal> amount, String when,
            LocalDate day) {
        var receipt = "R%tY%<tm%<td-%s-%d".formatted(time.today(), id.replace("-", ""), steps.size());
        var method = chance.pick(METHODS);
        return total -> Map.of("receiptNumber", receipt, "amount", amount.apply(total).toPlainString(), "method",
                method, when, day);
    }

    private void give(String person, String request, Map<String, ?> body, ApplicationStatus after) {
        give(person, request, _ -> body, after);
    }

    private void give(String person, String request, Function<BigDecimal, Map<String, ?>> body,
            ApplicationStatus after) {
        steps.add(new DemoStep(time.instant(), person, request, body, after, false));
        status = after;
    }

    private void giveTooLate(String person, String request, Function<BigDecimal, Map<String, ?>> body,
            ApplicationStatus lapsed) {
        steps.add(new DemoStep(time.instant(), person, request, body, lapsed, true));
        status = lapsed;
    }

    private static BigDecimal half(BigDecimal total) {
        return total.multiply(HALF).setScale(2, RoundingMode.DOWN);
    }
}
