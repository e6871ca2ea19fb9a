package dossier.command;

import java.math.BigDecimal;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Function;

import io.swagger.v3.oas.annotations.responses.ApiResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

import dossier.command.ApplicationCommand.ApproveReview;
import dossier.command.ApplicationCommand.ConfirmCollection;
import dossier.command.ApplicationCommand.DecideAppeal;
import dossier.command.ApplicationCommand.ExtendReview;
import dossier.command.ApplicationCommand.FileAppeal;
import dossier.command.ApplicationCommand.IssueCard;
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
import dossier.command.identity.CitizenId;
import dossier.command.identity.Mobile;
import dossier.events.Collector;
import dossier.events.Delivery;
import dossier.events.Employer;
import dossier.events.Encrypted;
import dossier.events.Material;
import dossier.events.Personal;
import dossier.events.Rule;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

/** The commands over HTTP. Here personal data is encrypted, and ids and numbers are drawn. */
@RestController
@RequestMapping(path = "/api/applications", produces = APPLICATION_JSON_VALUE)
final class ApplicationsController {

    private final CommandDesk desk;
    private final PersonalKeys keys;
    private final Pseudonyms pseudonyms;
    private final Numbers numbers;

    ApplicationsController(CommandDesk desk, PersonalKeys keys, Pseudonyms pseudonyms, Numbers numbers) {
        this.desk = desk;
        this.keys = keys;
        this.pseudonyms = pseudonyms;
        this.numbers = numbers;
    }

    @PostMapping
    @ApiResponse(responseCode = "201", description = "Created")
    ResponseEntity<Answer> submitApplication(@RequestBody Body.Submit body, Request request) {
        var id = body.applicationId() == null ? numbers.applicationId() : body.applicationId();
        var answer = desk.handle(Rule.SUBMIT_APPLICATION, id, request, header -> submit(header, body));
        return ResponseEntity.created(URI.create("/api/applications/" + answer.applicationId()))
                .eTag(Long.toString(answer.version())).body(answer);
    }

    @PostMapping("/{id}/supplement-requests")
    ResponseEntity<Answer> requestSupplement(@PathVariable UUID id, @RequestBody Body.SupplementRequest body,
            Request request) {
        return handle(Rule.REQUEST_SUPPLEMENT, id, request, header -> new RequestSupplement(header,
                body.items().stream().map(Body.Item::type).toList(), encrypted(id, new Personal.SupplementRequest(
                        body.items().stream().map(Body.Item::explanation).toList(), body.note()))));
    }

    @PostMapping("/{id}/supplements")
    ResponseEntity<Answer> submitSupplement(@PathVariable UUID id, @RequestBody Body.Supplement body, Request request) {
        return handle(Rule.SUBMIT_SUPPLEMENT, id, request, header -> new SubmitSupplement(header,
                materials(body.materials()), encrypted(id, new Personal.FileNames(fileNames(body.materials())))));
    }

    @PostMapping("/{id}/contacts")
    ResponseEntity<Answer> recordContact(@PathVariable UUID id, @RequestBody Body.Contact body, Request request) {
        return handle(Rule.RECORD_CONTACT, id, request, header -> new RecordContact(header, body.channel(),
                body.reached(), encrypted(id, new Personal.Note(body.note()))));
    }

    @PutMapping("/{id}/verification")
    ResponseEntity<Answer> verifyInformation(@PathVariable UUID id, @RequestBody Body.Verification body,
            Request request) {
        var checks = body.checks().stream()
                .map(check -> new Personal.Check(check.name(), check.passed(), check.note())).toList();
        var failed = checks.stream().filter(check -> !check.passed()).map(Personal.Check::name).toList();
        return handle(Rule.VERIFY_INFORMATION, id, request, header -> new VerifyInformation(header, failed,
                encrypted(id, new Personal.Verification(checks, body.note()))));
    }

    @PutMapping("/{id}/approval")
    ResponseEntity<Answer> approveReview(@PathVariable UUID id, @RequestBody Body.Approval body, Request request) {
        return handle(Rule.APPROVE_REVIEW, id, request, header -> new ApproveReview(header,
                body.note() == null ? null : encrypted(id, new Personal.Note(body.note()))));
    }

    @PutMapping("/{id}/rejection")
    ResponseEntity<Answer> rejectReview(@PathVariable UUID id, @RequestBody Body.Rejection body, Request request) {
        return handle(Rule.REJECT_REVIEW, id, request, header -> new RejectReview(header,
                encrypted(id, new Personal.Rejection(body.reasons(), body.remedies()))));
    }

    @PostMapping("/{id}/payments")
    ResponseEntity<Answer> recordPayment(@PathVariable UUID id, @RequestBody Body.Payment body, Request request) {
        return handle(Rule.RECORD_PAYMENT, id, request, header -> new RecordPayment(header, body.receiptNumber(),
                money(body.amount()), body.method(), body.paidOn()));
    }

    @PutMapping("/{id}/card")
    ResponseEntity<Answer> issueCard(@PathVariable UUID id, @RequestBody Body.Card body, Request request) {
        return handle(Rule.ISSUE_CARD, id, request, header -> new IssueCard(header, numbers.cardSerial(),
                body.deliverTo() == null ? Delivery.COUNTER : body.deliverTo(), keys.with(id, key -> key)));
    }

    @PutMapping("/{id}/withdrawal")
    ResponseEntity<Answer> withdrawApplication(@PathVariable UUID id, @RequestBody Body.Withdrawal body,
            Request request) {
        return handle(Rule.WITHDRAW_APPLICATION, id, request, header -> new WithdrawApplication(header,
                encrypted(id, new Personal.Withdrawal(body.reason()))));
    }

    @PutMapping("/{id}/extension")
    ResponseEntity<Answer> extendReview(@PathVariable UUID id, @RequestBody Body.Extension body, Request request) {
        return handle(Rule.EXTEND_REVIEW, id, request, header -> new ExtendReview(header, body.days(),
                encrypted(id, new Personal.Note(body.reason()))));
    }

    @PutMapping("/{id}/collection")
    ResponseEntity<Answer> confirmCollection(@PathVariable UUID id, @RequestBody Body.Collection body,
            Request request) {
        return handle(Rule.CONFIRM_COLLECTION, id, request, header -> new ConfirmCollection(header,
                body.collectedBy() == null ? Collector.APPLICANT : body.collectedBy()));
    }

    @PostMapping("/{id}/production-failures")
    ResponseEntity<Answer> reportProductionFailure(@PathVariable UUID id, @RequestBody Body.ProductionFailure body,
            Request request) {
        return handle(Rule.REPORT_PRODUCTION_FAILURE, id, request, header -> new ReportProductionFailure(header,
                encrypted(id, new Personal.Note(body.reason()))));
    }

    @PostMapping("/{id}/appeals")
    ResponseEntity<Answer> fileAppeal(@PathVariable UUID id, @RequestBody Body.Appeal body, Request request) {
        return handle(Rule.FILE_APPEAL, id, request, header -> new FileAppeal(header,
                encrypted(id, new Personal.Note(body.reason()))));
    }

    @PutMapping("/{id}/appeal-decision")
    ResponseEntity<Answer> decideAppeal(@PathVariable UUID id, @RequestBody Body.AppealDecision body,
            Request request) {
        return handle(Rule.DECIDE_APPEAL, id, request, header -> keys.with(id, key -> new DecideAppeal(header,
                body.outcome(), key, key.encrypt(new Personal.Note(body.reason())))));
    }

    @PostMapping("/{id}/refunds")
    ResponseEntity<Answer> refundPayment(@PathVariable UUID id, @RequestBody Body.Refund body, Request request) {
        return handle(Rule.REFUND_PAYMENT, id, request, header -> new RefundPayment(header, body.receiptNumber(),
                money(body.amount()), body.method(), body.refundedOn()));
    }

    private ResponseEntity<Answer> handle(Rule rule, UUID id, Request request,
            Function<Header, ApplicationCommand> command) {
        var answer = desk.handle(rule, id, request, command);
        return ResponseEntity.ok().eTag(Long.toString(answer.version())).body(answer);
    }

    private SubmitApplication submit(Header header, Body.Submit body) {
        var citizenId = citizenId(body.applicant().citizenId(), header);
        var applicant = new Personal.Applicant(body.applicant().name(), citizenId.value(),
                mobile(body.applicant().mobile()), body.applicant().address());
        var personal = new Personal.Submission(applicant, proxy(body.proxy(), header), invoices(body.invoices()),
                fileNames(body.materials()));
        var employer = body.employer();
        return new SubmitApplication(header, body.region(), body.reason(), body.category(), citizenId.sex(),
                money(body.declaredMonthlyWage()), body.coverageLapsedOn(), body.creditedMonths(),
                employer == null ? null : new Employer(employer.name(), employer.creditCode()),
                materials(body.materials()), numbers.trackingCode(), pseudonyms.of(applicant),
                keys.withNew(header.applicationId(), key -> key.encrypt(personal)));
    }

    private <P extends Personal> Encrypted<P> encrypted(UUID applicationId, P personal) {
        return keys.with(applicationId, key -> key.encrypt(personal));
    }

    private static Personal.@Nullable Proxy proxy(Body.@Nullable Proxy proxy, Header header) {
        return proxy == null
                ? null
                : new Personal.Proxy(proxy.name(), citizenId(proxy.citizenId(), header).value(),
                        mobile(proxy.mobile()), proxy.relation());
    }

    private static List<Personal.Invoice> invoices(@Nullable List<Body.Invoice> invoices) {
        return invoices == null
                ? List.of()
                : invoices.stream().map(invoice -> new Personal.Invoice(invoice.number(),
                        invoice.issuer(), invoice.issuedOn(), money(invoice.amount()))).toList();
    }

    private static List<Material> materials(List<Body.MaterialBody> materials) {
        return materials.stream().map(material -> new Material(material.type(), material.mediaType(), material.size(),
                material.sha256().toLowerCase(Locale.ROOT))).toList();
    }

    private static List<String> fileNames(List<Body.MaterialBody> materials) {
        return materials.stream().map(Body.MaterialBody::fileName).toList();
    }

    private static BigDecimal money(String decimal) {
        return new BigDecimal(decimal).setScale(2);
    }

    private static CitizenId citizenId(String text, Header header) {
        return CitizenId.parse(text, header.today()).orElseThrow(
                () -> Refusal.invalid("citizenId", "must be a citizen ID"));
    }

    private static String mobile(String text) {
        return Mobile.parse(text).orElseThrow(() -> Refusal.invalid("mobile", "must be a Chinese mobile number"));
    }
}
