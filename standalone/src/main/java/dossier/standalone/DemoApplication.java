package dossier.standalone;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dossier.events.Category;
import dossier.events.MaterialType;
import dossier.events.Reason;

/**
 * What somebody applies for, and with what.
 *
 * @param missing required materials that were forgotten
 * @param contributes whether contributions are due beside the fee for the card
 */
record DemoApplication(String region, Reason reason, Category category, DemoPerson applicant,
        @Nullable LocalDate coverageLapsedOn, @Nullable Integer creditedMonths, @Nullable DemoPerson proxy,
        List<MaterialType> materials, List<MaterialType> missing, boolean contributes) {

    private static final List<Reason> REASONS = List.of(Reason.LOST, Reason.LOST, Reason.LOST, Reason.LAPSED_COVERAGE,
            Reason.LAPSED_COVERAGE, Reason.LAPSED_COVERAGE, Reason.DAMAGED, Reason.EXPIRED, Reason.DATA_CHANGED,
            Reason.FIRST_ISSUE);
    private static final List<Category> CATEGORIES = List.of(Category.EMPLOYEE, Category.EMPLOYEE, Category.EMPLOYEE,
            Category.FLEXIBLE, Category.FLEXIBLE, Category.FLEXIBLE, Category.RETIREE, Category.RETIREE,
            Category.UNEMPLOYED);
    private static final List<String> FIRMS = List.of("恒达", "海纳", "金利", "宏业", "顺丰达", "永盛", "嘉和", "潮汇", "新锐", "万通");
    private static final List<String> TRADES = List.of("电子有限公司", "纺织有限公司", "玩具有限公司", "物流有限公司");
    private static final List<String> RELATIONS = List.of("配偶", "子女", "父母", "兄弟姐妹", "受托人");
    private static final List<String> HOSPITALS = List.of("市中心医院", "大学附属第一医院", "市中医院", "区人民医院");
    private static final int LONGEST_GAP_DAYS = 300;

    static DemoApplication by(DemoPerson applicant, Category category, String region, RegionPolicy policy,
            LocalDate today, Chance chance) {
        var reason = chance.pick(REASONS);
        var lapsedOn = reason == Reason.LAPSED_COVERAGE
                ? today.minusDays(chance.between(10, LONGEST_GAP_DAYS))
                : null;
        var creditedMonths = category == Category.RETIREE ? chance.between(200, 420) : null;
        var required = policy.required(category);
        var proxy = chance.percent(8) ? DemoPerson.anybody(chance, today) : null;
        var wanted = EnumSet.of(MaterialType.IDENTITY_DOCUMENT);
        wanted.addAll(required);
        if (proxy != null) {
            wanted.add(MaterialType.PROXY_AUTHORISATION);
        }
        if (reason == Reason.DAMAGED || reason == Reason.EXPIRED) {
            wanted.add(MaterialType.OLD_CARD);
        }
        var forgotten = !required.isEmpty() && chance.percent(12)
                ? List.of(chance.pick(required))
                : List.<MaterialType>of();
        forgotten.forEach(wanted::remove);
        boolean contributes = lapsedOn != null && switch (category) {
            case EMPLOYEE, FLEXIBLE -> true;
            case RETIREE -> creditedMonths != null
                    && creditedMonths < policy.requiredYears().of(applicant.sex()) * 12;
            case UNEMPLOYED -> false;
        };
        return new DemoApplication(region, reason, category, applicant, lapsedOn, creditedMonths, proxy,
                List.copyOf(wanted), forgotten, contributes);
    }

    static Category category(Chance chance) {
        return chance.pick(CATEGORIES);
    }

    /** Whether the card costs nothing either. */
    boolean isFree(RegionPolicy policy) {
        return !contributes && (reason == Reason.FIRST_ISSUE || policy.cardFee().signum() == 0);
    }

    Map<String, Object> body(String id, LocalDate today, Chance chance) {
        var body = new HashMap<String, Object>(Map.of("applicationId", id, "region", region, "reason", reason,
                "category", category, "applicant", applicant.body(), "declaredMonthlyWage",
                Math.round(chance.around(72, 0.5)) * 100 + ".00"));
        if (coverageLapsedOn != null) {
            body.put("coverageLapsedOn", coverageLapsedOn);
        }
        if (creditedMonths != null) {
            body.put("creditedMonths", creditedMonths);
        }
        if (category == Category.EMPLOYEE) {
            body.put("employer", employer(chance));
        }
        if (proxy != null) {
            var named = new HashMap<>(proxy.body());
            named.put("relation", chance.pick(RELATIONS));
            body.put("proxy", named);
        }
        var handedIn = new ArrayList<>(materials.stream().map(type -> material(type, chance)).toList());
        if (coverageLapsedOn != null && chance.percent(60)) {
            var invoices = invoices(coverageLapsedOn.minusDays(20), today, chance);
            body.put("invoices", invoices);
            invoices.forEach(_ -> handedIn.add(material(MaterialType.EXPENSE_INVOICE, chance)));
        }
        body.put("materials", handedIn);
        return body;
    }

    static Map<String, Object> material(MaterialType type, Chance chance) {
        return Map.of("type", type, "fileName", fileName(type) + ".pdf", "mediaType", "application/pdf", "size",
                chance.between(60_000, 2_000_000), "sha256", chance.hex(64));
    }

    private static List<Map<String, Object>> invoices(LocalDate first, LocalDate last, Chance chance) {
        var invoices = new ArrayList<Map<String, Object>>();
        int days = (int) first.until(last, ChronoUnit.DAYS);
        for (int left = chance.between(1, 3); left > 0; left--) {
            invoices.add(Map.of("number", "%08d".formatted(chance.between(0, 99_999_999)), "issuer",
                    chance.pick(HOSPITALS), "issuedOn", first.plusDays(chance.between(0, days)), "amount",
                    "%d.%02d".formatted(Math.round(chance.around(400, 1)), chance.between(0, 99))));
        }
        return invoices;
    }

    /** The same firm has the same code in every case. */
    private static Map<String, Object> employer(Chance chance) {
        int firm = chance.between(0, FIRMS.size() - 1);
        int trade = chance.between(0, TRADES.size() - 1);
        return Map.of("name", FIRMS.get(firm) + TRADES.get(trade), "creditCode",
                Identifiers.creditCode("91440500MA4%02dK%dX7".formatted(firm, trade)));
    }

    private static String fileName(MaterialType type) {
        return switch (type) {
            case IDENTITY_DOCUMENT -> "身份证";
            case HOUSEHOLD_REGISTER -> "户口簿";
            case EXPENSE_INVOICE -> "医疗费用发票";
            case PROOF_OF_RESIDENCE -> "居住证明";
            case PROOF_OF_EMPLOYMENT -> "就业证明";
            case PROXY_AUTHORISATION -> "授权委托书";
            case OLD_CARD -> "旧卡";
            case PHOTO -> "证件照";
            case OTHER -> "其他材料";
        };
    }
}
