package dossier.command;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

import org.axonframework.eventhandling.GenericEventMessage;
import org.axonframework.test.aggregate.AggregateTestFixture;
import org.axonframework.test.aggregate.ResultValidator;
import org.axonframework.test.aggregate.TestExecutor;
import org.axonframework.test.matchers.Matchers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dossier.command.ApplicationCommand.ApproveReview;
import dossier.command.ApplicationCommand.ConfirmCollection;
import dossier.command.ApplicationCommand.DecideAppeal;
import dossier.command.ApplicationCommand.ExtendReview;
import dossier.command.ApplicationCommand.FileAppeal;
import dossier.command.ApplicationCommand.IssueCard;
import dossier.command.ApplicationCommand.PassLimit;
import dossier.command.ApplicationCommand.RecordContact;
import dossier.command.ApplicationCommand.RecordPayment;
import dossier.command.ApplicationCommand.RefundPayment;
import dossier.command.ApplicationCommand.RejectReview;
import dossier.command.ApplicationCommand.ReportProductionFailure;
import dossier.command.ApplicationCommand.RequestSupplement;
import dossier.command.ApplicationCommand.SubmitApplication;
import dossier.command.ApplicationCommand.SubmitSupplement;
import dossier.command.ApplicationCommand.VerifyInformation;
import dossier.command.ApplicationCommand.WithdrawApplication;
import dossier.command.Refusal.Code;
import dossier.command.log.Provenance;
import dossier.command.policy.Policies;
import dossier.command.policy.Policy;
import dossier.command.policy.Shipped;
import dossier.events.AppealOutcome;
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
import dossier.events.ApplicationKey;
import dossier.events.Assessment;
import dossier.events.Category;
import dossier.events.Collector;
import dossier.events.ContactChannel;
import dossier.events.Deadline;
import dossier.events.Delivery;
import dossier.events.Encrypted;
import dossier.events.InvoiceDecision;
import dossier.events.Limit;
import dossier.events.MasterKey;
import dossier.events.Material;
import dossier.events.MaterialType;
import dossier.events.PaymentMethod;
import dossier.events.Personal;
import dossier.events.Reason;
import dossier.events.Role;
import dossier.events.Sex;

import static dossier.events.ApplicationStatus.APPROVED;
import static dossier.events.ApplicationStatus.PAID;
import static dossier.events.ApplicationStatus.VERIFIED;

/** What an application allows, refuses and records, as a specification. Monday, 2 November 2026 is the first day. */
class CardApplicationTests {

    private static final UUID ID = UUID.fromString("00000000-0000-0000-0000-000000000001");
    private static final String CARD = "44050000000000411";
    private static final LocalDate MONDAY = LocalDate.of(2026, 11, 2);
    private static final Policies POLICIES = Shipped.policies();
    private static final Policy POLICY = POLICIES.inForce("440500", MONDAY);
    private static final ApplicationKey KEY = key();
    private static final List<Material> IDENTITY = List.of(
            new Material(MaterialType.IDENTITY_DOCUMENT, "application/pdf", 1_000, "a".repeat(64)));
    private static final Pseudonyms PSEUDONYMS = new Pseudonyms(new byte[32]);
    private static final Encrypted<Personal.Note> NOTE = KEY.encrypt(new Personal.Note("note"));
    private static final Encrypted<Personal.Submission> PERSON = person(List.of());

    private final AggregateTestFixture<CardApplication> fixture = new AggregateTestFixture<>(CardApplication.class);
    private final List<GenericEventMessage<?>> past = new ArrayList<>();
    private LocalDate today = MONDAY;

    CardApplicationTests() {
        fixture.registerCommandTargetResolver(AxonConfiguration::target);
        fixture.registerInjectableResource(POLICIES);
        fixture.registerInjectableResource(PSEUDONYMS);
        fixture.registerInjectableResource(Shipped.workingDays());
    }

    @Nested
    class SubmittingAnApplication {

        @Test
        void startsTheReviewClockOfTenWorkingDays() {
            when("clerk", submission(IDENTITY)).expectEvents(applicationSubmitted(IDENTITY));
        }
    }

    @Nested
    class AskingForASupplement {

        @Test
        void stopsTheReviewClockWithTheDaysThatAreLeft() {
            given("clerk", applicationSubmitted(IDENTITY));
            on(LocalDate.of(2026, 11, 4));
            when("verifier", requestSupplement())
                    .expectEvents(supplementRequested(9, LocalDate.of(2026, 11, 25)));
        }

        @Test
        void lettingTheClockRunAgainCountsTheDayOfTheSupplement() {
            given("clerk", applicationSubmitted(IDENTITY));
            on(LocalDate.of(2026, 11, 4));
            given("verifier", supplementRequested(9, LocalDate.of(2026, 11, 25)));
            on(LocalDate.of(2026, 11, 9));
            when("clerk", submitSupplement()).expectEvents(
                    new SupplementSubmitted(IDENTITY, today, LocalDate.of(2026, 11, 19), "2026", fileNames()));
        }

        @Test
        void onTheDayOfTheSubmissionCostsNoDayOfTheReview() {
            given("clerk", applicationSubmitted(IDENTITY));
            given("verifier", supplementRequested(10, LocalDate.of(2026, 11, 23)));
            given("clerk", new SupplementSubmitted(IDENTITY, today, LocalDate.of(2026, 11, 16), "2026", fileNames()));
            on(LocalDate.of(2026, 11, 3));
            when("verifier", requestSupplement()).expectEvents(supplementRequested(10, LocalDate.of(2026, 11, 24)));
        }

        @Test
        void isRefusedOnceTheInformationIsVerified() {
            given("clerk", applicationSubmitted(IDENTITY));
            given("verifier", new InformationVerified(verification()));
            refused(Code.WRONG_STATUS, "verifier", requestSupplement());
        }

        @Test
        void cannotBeAnsweredWhereNothingWasAskedFor() {
            given("clerk", applicationSubmitted(IDENTITY));
            refused(Code.WRONG_STATUS, "clerk", submitSupplement());
        }
    }

    @Nested
    class RecordingAContact {

        @Test
        void leavesTheStatusAsItIs() {
            given("clerk", applicationSubmitted(IDENTITY));
            when("clerk", header -> new RecordContact(header, ContactChannel.PHONE, false, NOTE))
                    .expectEvents(new ContactRecorded(ContactChannel.PHONE, false, NOTE));
        }

        @Test
        void isRefusedAfterTheEnd() {
            given("clerk", applicationSubmitted(IDENTITY), new ApplicationWithdrawn(today, withdrawal()));
            refused(Code.WRONG_STATUS, "clerk",
                    header -> new RecordContact(header, ContactChannel.PHONE, true, NOTE));
        }

        @Test
        void isRefusedAtAThousandEvents() {
            given("clerk", applicationSubmitted(IDENTITY));
            for (int i = 1; i < CardApplication.MAX_EVENTS; i++) {
                given("clerk", new ContactRecorded(ContactChannel.PHONE, false, NOTE));
            }
            refused(Code.TOO_MANY_EVENTS, "clerk",
                    header -> new RecordContact(header, ContactChannel.PHONE, true, NOTE));
        }
    }

    @Nested
    class VerifyingTheInformation {

        @Test
        void passesWithAllRequiredMaterials() {
            given("clerk", applicationSubmitted(IDENTITY));
            when("verifier", verify(List.of())).expectEvents(new InformationVerified(verification()));
        }

        @Test
        void isRefusedWhileARequiredMaterialIsMissing() {
            given("clerk", applicationSubmitted(List.of()));
            refused(Code.MISSING_MATERIALS, "verifier", verify(List.of()));
        }

        @Test
        void countsMaterialsThatCameWithASupplement() {
            given("clerk", applicationSubmitted(List.of()));
            given("verifier", supplementRequested(10, MONDAY));
            given("clerk", new SupplementSubmitted(IDENTITY, today, MONDAY, "2026", fileNames()));
            when("verifier", verify(List.of())).expectEvents(new InformationVerified(verification()));
        }

        @Test
        void isRefusedWithAFailedCheck() {
            given("clerk", applicationSubmitted(IDENTITY));
            refused(Code.FAILED_CHECK, "verifier", verify(List.of("identity")));
        }

        @Test
        void isRefusedASecondTime() {
            given("clerk", applicationSubmitted(IDENTITY));
            given("verifier", new InformationVerified(verification()));
            refused(Code.WRONG_STATUS, "verifier2", verify(List.of()));
        }
    }

    @Nested
    class DecidingTheReview {

        @Test
        void assessesTheFeeAndStartsThePaymentLimit() {
            given("clerk", applicationSubmitted(IDENTITY));
            given("verifier", new InformationVerified(verification()));
            when("reviewer", header -> new ApproveReview(header, NOTE)).expectEvents(reviewApproved("20.00"));
        }

        @Test
        void leadsStraightToPaidWhenNothingIsDue() {
            given("clerk", applicationSubmitted(Reason.FIRST_ISSUE, IDENTITY));
            given("verifier", new InformationVerified(verification()));
            when("reviewer", header -> new ApproveReview(header, null))
                    .expectEvents(new ReviewApproved(assessment("0.00"), today, null, null, null))
                    .expectResultMessageMatching(Matchers.predicate(
                            result -> ((Answer) result.getPayload()).status() == PAID));
        }

        @ParameterizedTest
        @CsvSource({"true", "false"})
        void isRefusedToWhoVerified(boolean approve) {
            given("clerk", applicationSubmitted(IDENTITY));
            given("allround", new InformationVerified(verification()));
            refused(Code.SEPARATION_OF_DUTIES, "allround", header -> approve
                    ? new ApproveReview(header, null)
                    : new RejectReview(header, rejection()));
        }

        @Test
        void mayRejectBeforeTheVerification() {
            given("clerk", applicationSubmitted(IDENTITY));
            when("reviewer", header -> new RejectReview(header, rejection()))
                    .expectEvents(reviewRejected());
        }

        @Test
        void mayNotApproveBeforeTheVerification() {
            given("clerk", applicationSubmitted(IDENTITY));
            refused(Code.WRONG_STATUS, "reviewer", header -> new ApproveReview(header, null));
        }
    }

    @Nested
    class RecordingAPayment {

        @Test
        void inPartsLeavesTheRestOutstanding() {
            givenApproved();
            when("cashier", pay("R-1", "5.00"))
                    .expectEvents(paymentRecorded("R-1", "5.00", "15.00"))
                    .expectResultMessageMatching(Matchers.predicate(
                            result -> ((Answer) result.getPayload()).status() == APPROVED));
        }

        @Test
        void ofTheRestMakesItPaid() {
            givenApproved();
            given("cashier", paymentRecorded("R-1", "5.00", "15.00"));
            when("cashier", pay("R-2", "15.00"))
                    .expectEvents(paymentRecorded("R-2", "15.00", "0.00"))
                    .expectResultMessageMatching(Matchers.predicate(
                            result -> ((Answer) result.getPayload()).status() == PAID));
        }

        @Test
        void ofMoreThanIsOutstandingIsRefused() {
            givenApproved();
            refused(Code.OVERPAYMENT, "cashier", pay("R-1", "20.01"));
        }

        @Test
        void datedBeforeTheApprovalIsInvalid() {
            givenApproved();
            refused(Code.INVALID_REQUEST, "cashier", header -> new RecordPayment(header, "R-1", money("20.00"),
                    PaymentMethod.CASH, today.minusDays(1)));
        }

        @Test
        void isRefusedToWhoApproved() {
            given("clerk", applicationSubmitted(IDENTITY));
            given("verifier", new InformationVerified(verification()));
            given("allround", reviewApproved("20.00"));
            refused(Code.SEPARATION_OF_DUTIES, "allround", pay("R-1", "20.00"));
        }
    }

    @Nested
    class IssuingTheCard {

        @Test
        void isRefusedBeforeThePayment() {
            givenApproved();
            refused(Code.WRONG_STATUS, "issuer", issue());
        }

        @Test
        void numbersTheCardAndSaysFromWhenBenefitsRun() {
            givenApproved();
            given("cashier", paymentRecorded("R-1", "20.00", "0.00"));
            when("issuer", issue()).expectEvents(new CardIssued("44050000000000429", "440500", Category.FLEXIBLE,
                    MONDAY, today, Delivery.COUNTER, List.of()));
        }

        @Test
        void decidesEachInvoiceOfTheGap() {
            var personal = person(List.of(LocalDate.of(2026, 8, 14), LocalDate.of(2026, 8, 15), today));
            given("clerk", applicationSubmitted(Reason.LAPSED_COVERAGE, IDENTITY, LocalDate.of(2026, 8, 15), personal));
            given("verifier", new InformationVerified(verification()));
            given("reviewer", reviewApproved("2420.00"));
            given("cashier", paymentRecorded("R-1", "2420.00", "0.00"));
            when("issuer", issue()).expectEvents(new CardIssued("44050000000000429", "440500", Category.FLEXIBLE,
                    LocalDate.of(2026, 8, 15), today, Delivery.COUNTER, List.of(InvoiceDecision.BEFORE_LAPSE,
                            InvoiceDecision.REIMBURSABLE, InvoiceDecision.REIMBURSABLE)));
        }

        @ParameterizedTest
        @CsvSource({"reviewer, approved", "cashier, took any payment"})
        void isRefusedToWho(String person, @SuppressWarnings("unused") String duty) {
            givenApproved();
            given("cashier", paymentRecorded("R-1", "5.00", "15.00"));
            given("cashier2", paymentRecorded("R-2", "15.00", "0.00"));
            refused(Code.SEPARATION_OF_DUTIES, person, issue());
        }

        @Test
        void isRefusedASecondTime() {
            givenApproved();
            given("cashier", paymentRecorded("R-1", "20.00", "0.00"));
            given("issuer", new CardIssued("44050000000000429", "440500", Category.FLEXIBLE, MONDAY, today,
                    Delivery.COUNTER, List.of()));
            refused(Code.WRONG_STATUS, "issuer", issue());
        }
    }

    @Nested
    class Withdrawing {

        @Test
        void isAllowedInEveryOpenState() {
            givenApproved();
            when("clerk", withdraw()).expectEvents(new ApplicationWithdrawn(today, withdrawal()));
        }

        @Test
        void isRefusedAfterARejection() {
            given("clerk", applicationSubmitted(IDENTITY));
            given("reviewer", reviewRejected());
            refused(Code.WRONG_STATUS, "clerk", withdraw());
        }
    }

    @Nested
    class ExtendingTheReview {

        @Test
        void countsTheNewDaysFromWhereTheClockStarted() {
            given("clerk", applicationSubmitted(IDENTITY));
            on(LocalDate.of(2026, 11, 16));
            when("reviewer", extend(5)).expectEvents(reviewExtended(5, LocalDate.of(2026, 11, 23)));
        }

        @Test
        void keepsWhatIsLeftThroughASupplement() {
            given("clerk", applicationSubmitted(IDENTITY));
            given("reviewer", reviewExtended(5, LocalDate.of(2026, 11, 23)));
            on(LocalDate.of(2026, 11, 4));
            when("verifier", requestSupplement())
                    .expectEvents(supplementRequested(14, LocalDate.of(2026, 11, 25)));
        }

        @Test
        void isRefusedASecondTime() {
            given("clerk", applicationSubmitted(IDENTITY));
            given("reviewer", reviewExtended(5, LocalDate.of(2026, 11, 23)));
            refused(Code.ALREADY_EXTENDED, "reviewer", extend(1));
        }

        @Test
        void isRefusedBeyondThePolicysLimit() {
            given("clerk", applicationSubmitted(IDENTITY));
            refused(Code.INVALID_REQUEST, "reviewer", extend(11));
        }

        @Test
        void isRefusedAfterTheLimit() {
            given("clerk", applicationSubmitted(IDENTITY));
            on(LocalDate.of(2026, 11, 17));
            refused(Code.LIMIT_PASSED, "reviewer", extend(5));
        }
    }

    @Nested
    class PassingALimit {

        @Test
        void ofTheReviewMakesItOverdueOnce() {
            given("clerk", applicationSubmitted(IDENTITY));
            on(LocalDate.of(2026, 11, 17));
            when("system", PassLimit::new).expectEvents(new ReviewOverdue(LocalDate.of(2026, 11, 16)));
            given("system", new ReviewOverdue(LocalDate.of(2026, 11, 16)));
            when("system", PassLimit::new).expectNoEvents().expectSuccessfulHandlerExecution();
        }

        @Test
        void ofTheSupplementLapsesTheApplication() {
            given("clerk", applicationSubmitted(IDENTITY));
            given("verifier", supplementRequested(10, LocalDate.of(2026, 11, 23)));
            on(LocalDate.of(2026, 11, 24));
            when("system", PassLimit::new).expectEvents(
                    new ApplicationLapsed(Limit.SUPPLEMENT, LocalDate.of(2026, 11, 23), today));
        }

        @Test
        void isNotWaitedForByWhoComesTooLate() {
            given("clerk", applicationSubmitted(IDENTITY));
            given("verifier", supplementRequested(10, LocalDate.of(2026, 11, 23)));
            on(LocalDate.of(2026, 11, 24));
            refused(Code.LIMIT_PASSED, "clerk", submitSupplement());
        }

        @Test
        void ofThePaymentKeepsAPaymentOutEvenBeforeTheTimer() {
            givenApproved();
            on(LocalDate.of(2026, 12, 15));
            refused(Code.LIMIT_PASSED, "cashier", pay("R-1", "20.00"));
        }

        @Test
        void ofThePaymentLapsesTheApplicationEvenIfAPartWasPaid() {
            givenApproved();
            given("cashier", paymentRecorded("R-1", "5.00", "15.00"));
            on(LocalDate.of(2026, 12, 15));
            when("system", PassLimit::new).expectEvents(
                    new ApplicationLapsed(Limit.PAYMENT, LocalDate.of(2026, 12, 14), today));
        }

        @Test
        void ofTheCollectionLapsesTheCard() {
            givenIssued();
            on(LocalDate.of(2027, 11, 3));
            when("system", PassLimit::new).expectEvents(new CardLapsed(CARD, LocalDate.of(2027, 11, 2), today));
        }

        @ParameterizedTest
        @ValueSource(strings = {"2026-11-02", "2026-11-16"})
        void doesNothingUntilItsLastDayIsOver(LocalDate day) {
            given("clerk", applicationSubmitted(IDENTITY));
            on(day);
            when("system", PassLimit::new).expectNoEvents().expectSuccessfulHandlerExecution();
        }

        @Test
        void isRefusedWhereNoLimitRuns() {
            givenPaid();
            refused(Code.WRONG_STATUS, "system", PassLimit::new);
        }
    }

    @Nested
    class AfterTheCard {

        @Test
        void aProductionFailureLetsAnotherCardBeIssuedWithTheSameBenefits() {
            givenIssued();
            when("issuer", header -> new ReportProductionFailure(header, NOTE))
                    .expectEvents(new ProductionFailureReported(CARD, today, NOTE));
            given("issuer", new ProductionFailureReported(CARD, today, NOTE));
            on(LocalDate.of(2026, 11, 5));
            when("issuer", issue()).expectEvents(new CardIssued("44050000000000429", "440500", Category.FLEXIBLE,
                    MONDAY, today, Delivery.COUNTER, List.of(InvoiceDecision.WAITING)));
        }

        @Test
        void theCollectionIsConfirmedOnce() {
            givenIssued();
            when("issuer", collect()).expectEvents(new CollectionConfirmed(CARD, Collector.PROXY, today));
            given("issuer", new CollectionConfirmed(CARD, Collector.PROXY, today));
            refused(Code.WRONG_STATUS, "issuer", collect());
        }

        @Test
        void aFailureIsNotReportedOfACollectedCard() {
            givenIssued();
            given("issuer", new CollectionConfirmed(CARD, Collector.PROXY, today));
            refused(Code.WRONG_STATUS, "issuer", header -> new ReportProductionFailure(header, NOTE));
        }

        private static Function<Header, ApplicationCommand> collect() {
            return header -> new ConfirmCollection(header, Collector.PROXY);
        }
    }

    @Nested
    class Appealing {

        @BeforeEach
        void rejectedOnTheThirdDay() {
            given("clerk", applicationSubmitted(IDENTITY));
            on(LocalDate.of(2026, 11, 4));
            given("reviewer", reviewRejected());
        }

        @Test
        void isAllowedUntilTheLimit() {
            on(LocalDate.of(2027, 1, 27));
            when("clerk", appeal()).expectEvents(new AppealFiled(today, NOTE));
        }

        @Test
        void isRefusedAfterTheLimit() {
            on(LocalDate.of(2027, 1, 28));
            refused(Code.LIMIT_PASSED, "clerk", appeal());
        }

        @Test
        void upheldRunsTheClockAgainWithTheDaysThatWereLeft() {
            given("clerk", new AppealFiled(today, NOTE));
            on(LocalDate.of(2026, 11, 9));
            when("reviewer2", decide(AppealOutcome.UPHELD)).expectEvents(upheld(9, LocalDate.of(2026, 11, 19)))
                    .expectResultMessageMatching(Matchers.predicate(
                            result -> ((Answer) result.getPayload()).status() == VERIFIED));
        }

        @Test
        void upheldLetsTheReviewBeDecidedAgain() {
            given("clerk", new AppealFiled(today, NOTE));
            on(LocalDate.of(2026, 11, 9));
            given("reviewer2", upheld(9, LocalDate.of(2026, 11, 19)));
            when("reviewer", header -> new ApproveReview(header, null)).expectSuccessfulHandlerExecution();
            given("reviewer", reviewRejected());
            when("clerk", appeal()).expectEvents(new AppealFiled(today, NOTE));
        }

        @Test
        void dismissedConfirmsTheRejectionForGood() {
            given("clerk", new AppealFiled(today, NOTE));
            when("reviewer2", decide(AppealOutcome.DISMISSED)).expectEvents(dismissed());
            given("reviewer2", dismissed());
            refused(Code.ALREADY_APPEALED, "clerk", appeal());
        }

        @Test
        void isNotDecidedByWhoRejected() {
            given("clerk", new AppealFiled(today, NOTE));
            refused(Code.SEPARATION_OF_DUTIES, "reviewer", decide(AppealOutcome.UPHELD));
        }

        private static Function<Header, ApplicationCommand> appeal() {
            return header -> new FileAppeal(header, NOTE);
        }

        private static Function<Header, ApplicationCommand> decide(AppealOutcome outcome) {
            return header -> new DecideAppeal(header, outcome, KEY, NOTE);
        }

        private AppealDecided upheld(int daysLeft, LocalDate dueOn) {
            return new AppealDecided(AppealOutcome.UPHELD, today, daysLeft, dueOn, "2026", NOTE);
        }

        private AppealDecided dismissed() {
            return new AppealDecided(AppealOutcome.DISMISSED, today, null, null, null, NOTE);
        }
    }

    @Nested
    class Refunding {

        @BeforeEach
        void partlyPaidAndWithdrawn() {
            givenApproved();
            given("cashier", paymentRecorded("R-1", "15.00", "5.00"));
            given("clerk", new ApplicationWithdrawn(today, withdrawal()));
        }

        @Test
        void inPartsIsAllowedUpToWhatWasPaid() {
            when("cashier", refund("10.00")).expectEvents(paymentRefunded("10.00", "5.00"));
            given("cashier", paymentRefunded("10.00", "5.00"));
            when("cashier", refund("5.00")).expectEvents(paymentRefunded("5.00", "0.00"));
            given("cashier", paymentRefunded("5.00", "0.00"));
            refused(Code.REFUND_EXCEEDS_PAYMENT, "cashier", refund("0.01"));
        }

        @Test
        void ofMoreThanWasPaidIsRefused() {
            refused(Code.REFUND_EXCEEDS_PAYMENT, "cashier", refund("15.01"));
        }

        @Test
        void datedBeforeTheEndIsInvalid() {
            refused(Code.INVALID_REQUEST, "cashier", header -> new RefundPayment(header, "R-2", money("1.00"),
                    PaymentMethod.CASH, today.minusDays(1)));
        }

        private Function<Header, ApplicationCommand> refund(String amount) {
            return header -> new RefundPayment(header, "R-2", money(amount), PaymentMethod.CASH, today);
        }

        private PaymentRefunded paymentRefunded(String amount, String refundable) {
            return new PaymentRefunded("R-2", money(amount), PaymentMethod.CASH, today, money(refundable));
        }
    }

    @Nested
    class InsistingOnAVersion {

        @Test
        void isRefusedWhenTheCaseMovedOn() {
            given("clerk", applicationSubmitted(IDENTITY));
            given("verifier", new InformationVerified(verification()));
            refused(Code.STALE_VERSION, "reviewer",
                    header -> new ApproveReview(new Header(ID, 1, header.actor(), header.role(), header.at(), null),
                            null));
        }

        @Test
        void comesBeforeSeparationOfDuties() {
            given("clerk", applicationSubmitted(IDENTITY));
            given("allround", new InformationVerified(verification()));
            refused(Code.STALE_VERSION, "allround",
                    header -> new ApproveReview(new Header(ID, 1, header.actor(), header.role(), header.at(), null),
                            null));
        }
    }

    private void given(String who, ApplicationEvent... events) {
        for (var event : events) {
            past.add(new GenericEventMessage<>(event,
                    Map.of(Provenance.KEY, new Provenance(ID, who, "role", "Command", now(), null))));
        }
    }

    private void givenApproved() {
        given("clerk", applicationSubmitted(IDENTITY));
        given("verifier", new InformationVerified(verification()));
        given("reviewer", reviewApproved("20.00"));
    }

    private void givenPaid() {
        givenApproved();
        given("cashier", paymentRecorded("R-1", "20.00", "0.00"));
    }

    private void givenIssued() {
        givenPaid();
        given("issuer", new CardIssued(CARD, "440500", Category.FLEXIBLE, MONDAY, today, Delivery.COUNTER,
                List.of(InvoiceDecision.WAITING)));
    }

    private void on(LocalDate day) {
        today = day;
    }

    private ResultValidator<CardApplication> when(String who, Function<Header, ApplicationCommand> command) {
        TestExecutor<CardApplication> given = past.isEmpty() ? fixture.givenNoPriorActivity() : fixture.given(past);
        return given.when(command.apply(new Header(ID, null, who, Role.CLERK, now(), null)));
    }

    private void refused(Code code, String who, Function<Header, ApplicationCommand> command) {
        when(who, command).expectNoEvents().expectException(Matchers.predicate(
                refusal -> refusal instanceof Refusal refused && refused.code() == code));
    }

    private Instant now() {
        return today.atTime(LocalTime.NOON).atZone(Deadline.ZONE).toInstant();
    }

    private ApplicationSubmitted applicationSubmitted(List<Material> materials) {
        return applicationSubmitted(Reason.LOST, materials);
    }

    private ApplicationSubmitted applicationSubmitted(Reason reason, List<Material> materials) {
        return applicationSubmitted(reason, materials, null, PERSON);
    }

    private ApplicationSubmitted applicationSubmitted(Reason reason, List<Material> materials, LocalDate lapsedOn,
            Encrypted<Personal.Submission> personal) {
        return new ApplicationSubmitted("440500", reason, Category.FLEXIBLE, Sex.MALE, money("8000.00"), lapsedOn, null,
                null, materials, "TRACKING", MONDAY, POLICY.version(), POLICY.digest(), 10,
                LocalDate.of(2026, 11, 16), "2026", personal);
    }

    private static Function<Header, ApplicationCommand> submission(List<Material> materials) {
        return header -> new SubmitApplication(header, "440500", Reason.LOST, Category.FLEXIBLE, Sex.MALE,
                money("8000.00"), null, null, null, materials, "TRACKING", new byte[]{1}, PERSON);
    }

    private SupplementRequested supplementRequested(int daysLeft, LocalDate dueOn) {
        return new SupplementRequested(List.of(MaterialType.PHOTO), today, daysLeft, dueOn, "2026",
                supplementRequest());
    }

    private ReviewApproved reviewApproved(String total) {
        return new ReviewApproved(assessment(total), today, LocalDate.of(2026, 12, 14), "2026", NOTE);
    }

    private ReviewRejected reviewRejected() {
        return new ReviewRejected(today, Shipped.workingDays().after(today, 60).dueOn(), "2026,2027-weekends",
                rejection());
    }

    private static Assessment assessment(String total) {
        var amount = money(total);
        return new Assessment(POLICY.version(), null, true, amount.signum() == 0
                ? List.of()
                : List.of(new Assessment.Line(Assessment.Code.CARD_FEE, amount, null, null, null, "cardFee",
                        POLICY.sources().get("cardFee").legalBasis(),
                        List.of(new Assessment.Term("cardFee", total, POLICY.version())))),
                amount);
    }

    private PaymentRecorded paymentRecorded(String receipt, String amount, String outstanding) {
        return new PaymentRecorded(receipt, money(amount), PaymentMethod.CASH, today, money(outstanding));
    }

    private Function<Header, ApplicationCommand> pay(String receipt, String amount) {
        return header -> new RecordPayment(header, receipt, money(amount), PaymentMethod.CASH, today);
    }

    private static Function<Header, ApplicationCommand> requestSupplement() {
        return header -> new RequestSupplement(header, List.of(MaterialType.PHOTO), supplementRequest());
    }

    private static Function<Header, ApplicationCommand> submitSupplement() {
        return header -> new SubmitSupplement(header, IDENTITY, fileNames());
    }

    private static Function<Header, ApplicationCommand> extend(int days) {
        return header -> new ExtendReview(header, days, NOTE);
    }

    private ReviewExtended reviewExtended(int days, LocalDate dueOn) {
        return new ReviewExtended(days, today, dueOn, "2026", NOTE);
    }

    private static Function<Header, ApplicationCommand> verify(List<String> failedChecks) {
        return header -> new VerifyInformation(header, failedChecks, verification());
    }

    private static Function<Header, ApplicationCommand> issue() {
        return header -> new IssueCard(header, 42, Delivery.COUNTER, KEY);
    }

    private static Function<Header, ApplicationCommand> withdraw() {
        return header -> new WithdrawApplication(header, withdrawal());
    }

    private static Encrypted<Personal.Submission> person(List<LocalDate> invoices) {
        return KEY.encrypt(new Personal.Submission(
                new Personal.Applicant("王小明", "11010519491231002X", "+8613812345678", null), null,
                invoices.stream().map(day -> new Personal.Invoice("I-1", "Hospital", day, money("1.00"))).toList(),
                List.of("id.pdf")));
    }

    private static Encrypted<Personal.SupplementRequest> supplementRequest() {
        return new Encrypted<>("supplement request");
    }

    private static Encrypted<Personal.FileNames> fileNames() {
        return new Encrypted<>("file names");
    }

    private static Encrypted<Personal.Verification> verification() {
        return new Encrypted<>("verification");
    }

    private static Encrypted<Personal.Rejection> rejection() {
        return new Encrypted<>("rejection");
    }

    private static Encrypted<Personal.Withdrawal> withdrawal() {
        return new Encrypted<>("withdrawal");
    }

    private static BigDecimal money(String decimal) {
        return new BigDecimal(decimal);
    }

    private static ApplicationKey key() {
        var master = new MasterKey(new byte[32]);
        return master.unwrap(ID, master.newWrappedKey(ID));
    }
}
