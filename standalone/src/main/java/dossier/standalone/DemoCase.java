package dossier.standalone;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import dossier.events.ApplicationStatus;
import dossier.events.Category;
import dossier.events.Deadline;
import dossier.events.Reason;

/**
 * One case of the demo, up to the eve of a day. Seed and number decide it, and the day when it happened.
 *
 * @param steps in their order, none of them on that day or later
 */
record DemoCase(String id, String region, Category category, Reason reason, List<DemoStep> steps) {

    /** How many of a hundred cases are left in each status. */
    private static final Map<ApplicationStatus, Integer> MIX = new EnumMap<>(Map.ofEntries(
            Map.entry(ApplicationStatus.SUBMITTED, 5), Map.entry(ApplicationStatus.SUPPLEMENT_REQUESTED, 3),
            Map.entry(ApplicationStatus.VERIFIED, 3), Map.entry(ApplicationStatus.APPROVED, 5),
            Map.entry(ApplicationStatus.PAID, 2), Map.entry(ApplicationStatus.CARD_ISSUED, 8),
            Map.entry(ApplicationStatus.CARD_FAILED, 1), Map.entry(ApplicationStatus.CARD_COLLECTED, 50),
            Map.entry(ApplicationStatus.CARD_LAPSED, 3), Map.entry(ApplicationStatus.REJECTED, 7),
            Map.entry(ApplicationStatus.APPEALED, 2), Map.entry(ApplicationStatus.WITHDRAWN, 6),
            Map.entry(ApplicationStatus.LAPSED, 5)));
    private static final List<ApplicationStatus> HUNDRED = MIX.entrySet().stream()
            .flatMap(share -> Collections.nCopies(share.getValue(), share.getKey()).stream()).toList();
    /** Neighbouring numbers are left in different states, a hundred in the mix: it has no divisor in common with 100. */
    private static final int STRIDE = 37;

    private static final Set<ApplicationStatus> UNDER_WAY = EnumSet.of(ApplicationStatus.SUBMITTED,
            ApplicationStatus.SUPPLEMENT_REQUESTED, ApplicationStatus.VERIFIED, ApplicationStatus.APPROVED,
            ApplicationStatus.PAID, ApplicationStatus.CARD_ISSUED, ApplicationStatus.CARD_FAILED,
            ApplicationStatus.APPEALED);
    private static final int YEAR = 365;
    private static final int UNDER_WAY_DAYS = 75;
    private static final int TO_LAPSE_DAYS = YEAR + 90;
    /** No case began longer ago. */
    static final int OLDEST_DAYS = TO_LAPSE_DAYS;

    private static final int MOST_STORIES = 200_000;

    /** Stories are told until one is in the wanted status on that day, so that each status has cases as they really come. */
    static DemoCase of(long seed, int number, LocalDate today, DemoRegions regions) {
        // Neighbouring seeds give a Random neighbouring first numbers, names give it strangers.
        var name = UUID.nameUUIDFromBytes(("dossier demo " + seed + "/" + number).getBytes(StandardCharsets.UTF_8));
        var chance = new Chance(name.getMostSignificantBits() ^ name.getLeastSignificantBits());
        var wanted = HUNDRED.get((int) ((number * (long) STRIDE + Math.floorMod(seed, 100)) % 100));
        for (int told = 0; told < MOST_STORIES; told++) {
            var arrival = arrival(wanted, today, chance);
            var region = regions.pick(chance);
            var policy = regions.inForce(region, arrival.day());
            var category = DemoApplication.category(chance);
            var applicant = DemoPerson.applicant(chance, seed, number, category == Category.RETIREE, today);
            var application = DemoApplication.by(applicant, category, region, policy, arrival.day(), chance);
            var story = DemoStory.of(name.toString(), application, policy, arrival, chance);
            if (isLeftAs(wanted, story, today)) {
                return new DemoCase(name.toString(), region, category, application.reason(), until(today, story));
            }
        }
        throw new IllegalStateException("no application can be " + wanted + " by what the regions ask for");
    }

    ApplicationStatus status() {
        return steps.getLast().after();
    }

    /**
     * Plays it through the public API. A command that was given before, by an earlier run, is answered as it was then.
     *
     * @return the status it is left in; nothing if it is there from a run on another day. Another status than that of the
     *         last step is a lapse, which came while an earlier run was interrupted
     * @throws IllegalStateException if an answer is not the expected one
     */
    Optional<ApplicationStatus> play(DemoClient client) throws InterruptedException {
        var total = BigDecimal.ZERO;
        for (int i = 0; i < steps.size(); i++) {
            var step = steps.get(i);
            var path = "/api/applications" + (i == 0 ? "" : "/" + id + step.path());
            var answer = client.give(step, path, id + "/" + i, step.body().apply(total));
            if (i == 0 && answer.isTaken()) {
                return Optional.empty();
            }
            if (!step.tooLate() && answer.lapsedAs().isPresent()) {
                return answer.lapsedAs();
            }
            answer.require(step);
            total = answer.total().orElse(total);
        }
        return Optional.of(status());
    }

    private static OfficeTime arrival(ApplicationStatus wanted, LocalDate today, Chance chance) {
        int earliest = wanted == ApplicationStatus.CARD_LAPSED
                ? TO_LAPSE_DAYS
                : UNDER_WAY.contains(wanted) ? UNDER_WAY_DAYS : YEAR;
        int latest = wanted == ApplicationStatus.CARD_LAPSED ? YEAR : 1;
        while (true) {
            var day = today.minusDays(chance.between(latest, earliest));
            // Mondays are the busiest.
            if (OfficeDays.isOpen(day) && (day.getDayOfWeek() == DayOfWeek.MONDAY || chance.percent(70))) {
                return OfficeTime.on(day, chance.part());
            }
        }
    }

    // A limit that is over would be passed by the system, whatever the story has still to tell.
    private static boolean isLeftAs(ApplicationStatus wanted, List<DemoStep> story, LocalDate today) {
        var past = until(today, story);
        return past.getLast().after() == wanted
                && story.subList(past.size(), story.size()).stream().noneMatch(DemoStep::tooLate);
    }

    private static List<DemoStep> until(LocalDate today, List<DemoStep> story) {
        var end = today.atStartOfDay(Deadline.ZONE).toInstant();
        return story.stream().takeWhile(step -> step.at().isBefore(end)).toList();
    }
}
