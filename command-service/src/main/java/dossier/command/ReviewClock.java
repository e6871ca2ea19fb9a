package dossier.command;

import java.time.LocalDate;

import dossier.command.policy.WorkingDays;
import dossier.events.ApplicationEvent;
import dossier.events.ApplicationEvent.AppealDecided;
import dossier.events.ApplicationEvent.AppealFiled;
import dossier.events.ApplicationEvent.ApplicationLapsed;
import dossier.events.ApplicationEvent.ApplicationSubmitted;
import dossier.events.ApplicationEvent.ApplicationWithdrawn;
import dossier.events.ApplicationEvent.CardIssued;
import dossier.events.ApplicationEvent.CardLapsed;
import dossier.events.ApplicationEvent.CollectionConfirmed;
import dossier.events.ApplicationEvent.ContactRecorded;
import dossier.events.ApplicationEvent.InformationVerified;
import dossier.events.ApplicationEvent.PaymentRecorded;
import dossier.events.ApplicationEvent.PaymentRefunded;
import dossier.events.ApplicationEvent.ProductionFailureReported;
import dossier.events.ApplicationEvent.ReviewApproved;
import dossier.events.ApplicationEvent.ReviewExtended;
import dossier.events.ApplicationEvent.ReviewOverdue;
import dossier.events.ApplicationEvent.ReviewRejected;
import dossier.events.ApplicationEvent.SupplementRequested;
import dossier.events.ApplicationEvent.SupplementSubmitted;

import static java.util.Objects.requireNonNull;

/**
 * The one clock of the review. A working day counts if the clock runs at its end; the day of the submission never does.
 *
 * @param countsFrom the first day that may count since the clock ran last
 * @param daysLeft working days that were left then
 * @param due when they are over
 */
record ReviewClock(LocalDate submittedOn, LocalDate countsFrom, int daysLeft, WorkingDays.Due due) {

    static ReviewClock startedBy(ApplicationSubmitted event) {
        return new ReviewClock(event.submittedOn(), event.submittedOn().plusDays(1), event.reviewDays(),
                new WorkingDays.Due(event.dueOn(), event.calendar()));
    }

    ReviewClock after(ApplicationEvent event) {
        return switch (event) {
            case ApplicationSubmitted submitted -> startedBy(submitted);
            case SupplementRequested request -> new ReviewClock(submittedOn, countsFrom, request.reviewDaysLeft(), due);
            case SupplementSubmitted supplement -> new ReviewClock(submittedOn, resumes(supplement.submittedOn()),
                    daysLeft, new WorkingDays.Due(supplement.dueOn(), supplement.calendar()));
            case ReviewExtended extension -> new ReviewClock(submittedOn, countsFrom, daysLeft + extension.days(),
                    new WorkingDays.Due(extension.dueOn(), extension.calendar()));
            case AppealDecided appeal -> switch (appeal.outcome()) {
                case UPHELD -> new ReviewClock(submittedOn, resumes(appeal.decidedOn()),
                        requireNonNull(appeal.reviewDaysLeft()), new WorkingDays.Due(requireNonNull(appeal.dueOn()),
                                requireNonNull(appeal.calendar())));
                case DISMISSED -> this;
            };
            case ContactRecorded _,InformationVerified _,ReviewApproved _,ReviewRejected _,ReviewOverdue _,PaymentRecorded _,CardIssued _,ProductionFailureReported _,CollectionConfirmed _,CardLapsed _,ApplicationWithdrawn _,ApplicationLapsed _,PaymentRefunded _,AppealFiled _ ->
                this;
        };
    }

    /** Working days that are left when the clock stops on {@code day}, which does not count. */
    int leftOn(LocalDate day, WorkingDays calendar) {
        return Math.max(0, daysLeft - calendar.between(countsFrom, day));
    }

    /** The new end of the limit when the clock runs again on {@code day}; where no day is left, the old one. */
    WorkingDays.Due resumedOn(LocalDate day, int left, WorkingDays calendar) {
        return left > 0 ? calendar.from(resumes(day), left) : due;
    }

    WorkingDays.Due extendedBy(int days, WorkingDays calendar) {
        return calendar.from(countsFrom, daysLeft + days);
    }

    private LocalDate resumes(LocalDate day) {
        return day.isAfter(submittedOn) ? day : day.plusDays(1);
    }
}
