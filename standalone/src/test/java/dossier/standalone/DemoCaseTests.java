package dossier.standalone;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dossier.events.ApplicationStatus;
import dossier.events.Category;
import dossier.events.Deadline;
import dossier.events.MaterialType;
import dossier.events.Reason;

import static org.assertj.core.api.Assertions.assertThat;

class DemoCaseTests {

    static final LocalDate TODAY = LocalDate.of(2026, 11, 23);
    static final BigDecimal TOTAL = new BigDecimal("820.01");
    static final DemoRegions REGIONS = regions();

    static final List<DemoCase> THOUSAND = cases(7, 1_000, TODAY);

    @Test
    void the_same_seed_tells_the_same_cases_and_another_one_others() {
        assertThat(told(cases(7, 50, TODAY))).isEqualTo(told(THOUSAND.subList(0, 50)));
        assertThat(ids(cases(8, 50, TODAY))).doesNotContainAnyElementsOf(ids(THOUSAND));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-11-23", "2026-02-24", "2026-10-04", "2028-02-29"})
    void time_goes_forward_in_office_hours_and_ends_before_the_day_of_the_run(LocalDate today) {
        for (var one : today.equals(TODAY) ? THOUSAND : cases(3, 1_000, today)) {
            var times = one.steps().stream().map(DemoStep::at).toList();
            assertThat(times).isSorted().allMatch(at -> isInOfficeHours(at.atZone(Deadline.ZONE)));
            assertThat(day(times.getFirst())).isAfterOrEqualTo(today.minusDays(DemoCase.OLDEST_DAYS));
            assertThat(day(times.getLast())).isBefore(today);
        }
    }

    @Test
    void a_hundred_cases_are_left_in_every_status() {
        for (int first = 0; first < 1_000; first += 100) {
            assertThat(THOUSAND.subList(first, first + 100).stream().map(DemoCase::status))
                    .contains(ApplicationStatus.values());
        }
    }

    @Test
    void a_thousand_cases_are_of_every_category_region_and_reason_all_over_the_year() {
        assertThat(THOUSAND.stream().map(DemoCase::category)).contains(Category.values());
        assertThat(THOUSAND.stream().map(DemoCase::reason)).contains(Reason.values());
        assertThat(THOUSAND.stream().map(DemoCase::region)).containsAll(REGIONS.policies().keySet());
        assertThat(THOUSAND.stream().map(one -> day(one.steps().getFirst().at()).getMonth()).distinct()).hasSize(12);
    }

    @Test
    void a_thousand_cases_see_everything_that_can_happen() {
        var paths = THOUSAND.stream().flatMap(one -> one.steps().stream()).map(DemoStep::path);
        assertThat(paths.distinct()).containsExactlyInAnyOrder("", "/supplement-requests", "/supplements", "/contacts",
                "/verification", "/extension", "/approval", "/rejection", "/appeals", "/appeal-decision", "/payments",
                "/refunds", "/withdrawal", "/card", "/production-failures", "/collection");
        var tooLate = THOUSAND.stream().flatMap(one -> one.steps().stream()).filter(DemoStep::tooLate);
        assertThat(tooLate.map(DemoStep::path).distinct()).containsExactlyInAnyOrder("/supplements", "/payments",
                "/collection");
    }

    @Test
    void nobody_verifies_with_required_materials_missing() {
        int verified = 0;
        for (var one : THOUSAND) {
            var handedIn = EnumSet.noneOf(MaterialType.class);
            for (var step : one.steps()) {
                if (step.path().isEmpty() || step.path().equals("/supplements")) {
                    handedIn.addAll(types(step));
                }
                if (step.path().equals("/verification")) {
                    var submittedOn = day(one.steps().getFirst().at());
                    assertThat(handedIn)
                            .containsAll(REGIONS.inForce(one.region(), submittedOn).required(one.category()));
                    verified++;
                }
            }
        }
        assertThat(verified).isPositive();
    }

    @Test
    void no_person_has_two_duties_that_must_be_apart() {
        for (var one : THOUSAND) {
            var who = new HashMap<String, Set<String>>();
            one.steps().forEach(step -> who.computeIfAbsent(step.path(), _ -> new HashSet<>()).add(step.person()));
            assertThat(Collections.disjoint(of(who, "/verification"), of(who, "/approval", "/rejection"))).isTrue();
            assertThat(Collections.disjoint(of(who, "/approval"), of(who, "/payments", "/card"))).isTrue();
            assertThat(Collections.disjoint(of(who, "/payments"), of(who, "/card"))).isTrue();
            assertThat(Collections.disjoint(of(who, "/rejection"), of(who, "/appeal-decision"))).isTrue();
        }
    }

    @Test
    void payments_add_up_to_the_total_on_days_from_the_approval_to_the_command() {
        int inParts = 0;
        for (var one : THOUSAND) {
            var approvedOn = one.steps().stream().filter(step -> step.path().equals("/approval"))
                    .map(step -> day(step.at())).toList();
            var paid = BigDecimal.ZERO;
            for (var step : one.steps().stream().filter(step -> step.path().equals("/payments")).toList()) {
                var payment = step.body().apply(TOTAL);
                assertThat((LocalDate) payment.get("paidOn")).isBetween(approvedOn.getFirst(), day(step.at()));
                paid = paid.add(new BigDecimal((String) payment.get("amount")));
                inParts += step.after() == ApplicationStatus.APPROVED ? 1 : 0;
                if (step.after() == ApplicationStatus.PAID) {
                    assertThat(paid).isEqualByComparingTo(TOTAL);
                }
            }
        }
        assertThat(inParts).isPositive();
    }

    @Test
    void no_receipt_number_is_used_twice() {
        assertThat(THOUSAND.stream().flatMap(one -> one.steps().stream()).map(step -> step.body().apply(TOTAL))
                .filter(body -> body.containsKey("receiptNumber")).map(body -> body.get("receiptNumber")))
                .isNotEmpty().doesNotHaveDuplicates();
    }

    private static boolean isInOfficeHours(ZonedDateTime time) {
        var minute = time.getHour() * 60 + time.getMinute();
        return OfficeDays.isOpen(time.toLocalDate())
                && ((minute >= 9 * 60 && minute < 12 * 60) || (minute >= 13 * 60 + 30 && minute < 17 * 60 + 30));
    }

    private static List<DemoCase> cases(long seed, int count, LocalDate today) {
        return IntStream.range(0, count).mapToObj(number -> DemoCase.of(seed, number, today, REGIONS)).toList();
    }

    /** Everything that is sent, in words. */
    private static List<String> told(List<DemoCase> cases) {
        return cases.stream().flatMap(one -> one.steps().stream()
                .map(step -> String.join(" ", one.id(), step.at().toString(), step.person(), step.request(),
                        new TreeMap<>(step.body().apply(TOTAL)).toString())))
                .toList();
    }

    private static List<String> ids(List<DemoCase> cases) {
        return cases.stream().map(DemoCase::id).toList();
    }

    private static LocalDate day(Instant at) {
        return LocalDate.ofInstant(at, Deadline.ZONE);
    }

    private static Set<MaterialType> types(DemoStep step) {
        return ((List<?>) step.body().apply(TOTAL).get("materials")).stream()
                .map(material -> (MaterialType) ((Map<?, ?>) material).get("type")).collect(Collectors.toSet());
    }

    private static List<String> of(Map<String, Set<String>> who, String... paths) {
        return Stream.of(paths).flatMap(path -> who.getOrDefault(path, Set.of()).stream()).toList();
    }

    /** Three regions that ask for different things, one of which changes its mind. */
    private static DemoRegions regions() {
        var slow = policy("20.00", 10, MaterialType.IDENTITY_DOCUMENT);
        var fast = policy("12.50", 4, MaterialType.HOUSEHOLD_REGISTER);
        var free = policy("0.00", 7, MaterialType.PHOTO);
        var first = LocalDate.of(2020, 1, 1);
        return new DemoRegions(Map.of("440500", new TreeMap<>(Map.of(first, slow)), "420100",
                new TreeMap<>(Map.of(first, fast)), "310000",
                new TreeMap<>(Map.of(first, slow, LocalDate.of(2026, 7, 1), free))));
    }

    private static RegionPolicy policy(String cardFee, int review, MaterialType required) {
        return new RegionPolicy(new BigDecimal(cardFee), new RegionPolicy.RequiredYears(25, 20),
                new RegionPolicy.TimeLimits(review, 12, 25, 40), review,
                List.of(new RegionPolicy.RequiredMaterial(required, EnumSet.allOf(Category.class))));
    }
}
