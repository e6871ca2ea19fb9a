package dossier.command.policy;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What a version of a region's file may say, and within which bounds. Each is inherited by itself. */
enum Member {
    CARD_FEE("cardFee", new Kind.Money("0.00", "1000.00")),
    CONTRIBUTION_BASE_FLOOR("contributionBase.floor", new Kind.Money("1.00", "1000000.00")),
    CONTRIBUTION_BASE_CEILING("contributionBase.ceiling", new Kind.Money("1.00", "1000000.00")),
    RATE_EMPLOYER("rates.employer", new Kind.Rate("0.50")),
    RATE_EMPLOYEE("rates.employee", new Kind.Rate("0.50")),
    RATE_FLEXIBLE("rates.flexible", new Kind.Rate("0.50")),
    RATE_RETIREE_MAKE_UP("rates.retireeMakeUp", new Kind.Rate("0.50")),
    REQUIRED_YEARS_MALE("requiredYears.male", new Kind.Whole(1, 50)),
    REQUIRED_YEARS_FEMALE("requiredYears.female", new Kind.Whole(1, 50)),
    BACK_PAYABLE_GAP_MONTHS("backPayableGapMonths", new Kind.Whole(0, 24)),
    WAITING_MONTHS_EMPLOYEE("waitingMonths.EMPLOYEE", new Kind.Whole(0, 24)),
    WAITING_MONTHS_FLEXIBLE("waitingMonths.FLEXIBLE", new Kind.Whole(0, 24)),
    WAITING_MONTHS_RETIREE("waitingMonths.RETIREE", new Kind.Whole(0, 24)),
    WAITING_MONTHS_UNEMPLOYED("waitingMonths.UNEMPLOYED", new Kind.Whole(0, 24)),
    TIME_LIMIT_REVIEW("timeLimits.review", new Kind.Whole(1, 250)),
    TIME_LIMIT_SUPPLEMENT("timeLimits.supplement", new Kind.Whole(1, 250)),
    TIME_LIMIT_PAYMENT("timeLimits.payment", new Kind.Whole(1, 250)),
    TIME_LIMIT_APPEAL("timeLimits.appeal", new Kind.Whole(1, 250)),
    TIME_LIMIT_REIMBURSEMENT("timeLimits.reimbursement", new Kind.Whole(1, 250)),
    MAX_REVIEW_EXTENSION("maxReviewExtension", new Kind.Whole(0, 250)),
    MATERIALS("materials", new Kind.Materials());

    /** How a member is written. */
    sealed interface Kind {

        /** Yuan and fen, in quotes, since a bare number is no decimal. */
        record Money(String least, String most) implements Kind {}

        /** A part of the whole, in quotes. */
        record Rate(String most) implements Kind {}

        record Whole(int least, int most) implements Kind {}

        record Materials() implements Kind {}
    }

    private static final Map<String, Member> BY_PATH = Arrays.stream(values())
            .collect(Collectors.toUnmodifiableMap(Member::path, Function.identity()));

    private final String path;
    private final Kind kind;

    Member(String path, Kind kind) {
        this.path = path;
        this.kind = kind;
    }

    /** Its name in files, policies and answers, for example {@code rates.flexible}. */
    String path() {
        return path;
    }

    Kind kind() {
        return kind;
    }

    static Optional<Member> at(String path) {
        return Optional.ofNullable(BY_PATH.get(path));
    }

    static boolean isGroup(String path) {
        return BY_PATH.keySet().stream().anyMatch(member -> member.startsWith(path + "."));
    }

    /** The one spelling of a decimal of this kind, if the text is one within the bounds. */
    static Optional<String> decimal(String text, String least, String most, int leastScale, int mostScale) {
        if (!text.matches("\\d{1,9}(\\.\\d{1," + mostScale + "})?")) {
            return Optional.empty();
        }
        var value = new BigDecimal(text).stripTrailingZeros();
        return Optional.of(value.setScale(Math.max(leastScale, value.scale())))
                .filter(number -> number.compareTo(new BigDecimal(least)) >= 0
                        && number.compareTo(new BigDecimal(most)) <= 0)
                .map(BigDecimal::toPlainString);
    }
}
