package dossier.query;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Semaphore;

import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

import dossier.events.ApplicationKey;
import dossier.events.ApplicationStatus;
import dossier.events.Category;
import dossier.events.Personal;
import dossier.query.Arrivals.KeyRead;

/** Cases for those who work on them. */
@RestController
@RequestMapping(path = "/api/applications", produces = "application/json")
class ApplicationController {

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);
    private static final int WAITING_AT_ONCE = 500;

    /** @param nextCursor for the next page, absent on the last */
    record Page(List<CaseView> items, @Nullable String nextCursor) {}

    private record KeyedCase(CaseState state, @Nullable ApplicationKey key) {}

    private final Cases cases;
    private final CaseList list;
    private final Histories histories;
    private final Persons persons;
    private final Arrivals arrivals;
    private final JsonMapper json;
    private final Semaphore waiting = new Semaphore(WAITING_AT_ONCE);

    ApplicationController(Cases cases, CaseList list, Histories histories, Persons persons, Arrivals arrivals,
            JsonMapper json) {
        this.cases = cases;
        this.list = list;
        this.histories = histories;
        this.persons = persons;
        this.arrivals = arrivals;
        this.json = json;
    }

    @GetMapping
    @Parameter(name = "status", in = ParameterIn.QUERY, schema = @Schema(implementation = ApplicationStatus.class))
    @Parameter(name = "region", in = ParameterIn.QUERY, schema = @Schema(type = "string", pattern = "\\d{6}"))
    @Parameter(name = "category", in = ParameterIn.QUERY, schema = @Schema(implementation = Category.class))
    @Parameter(name = "applicant", in = ParameterIn.QUERY, description = "the applicant's whole name", schema = @Schema(type = "string"))
    @Parameter(name = "q", in = ParameterIn.QUERY, description = "a tracking code, a card number or the beginning of a name", schema = @Schema(type = "string"))
    @Parameter(name = "from", in = ParameterIn.QUERY, description = "first day of submission, Asia/Shanghai", schema = @Schema(type = "string", format = "date"))
    @Parameter(name = "to", in = ParameterIn.QUERY, description = "last day of submission, Asia/Shanghai", schema = @Schema(type = "string", format = "date"))
    @Parameter(name = "sort", in = ParameterIn.QUERY, schema = @Schema(type = "string", allowableValues = {
            "submittedAt", "-submittedAt", "dueAt", "-dueAt"}, defaultValue = "-submittedAt"))
    @Parameter(name = "limit", in = ParameterIn.QUERY, schema = @Schema(type = "integer", minimum = "1", maximum = "200", defaultValue = "50"))
    @Parameter(name = "cursor", in = ParameterIn.QUERY, description = "nextCursor of the page before, with the same filters and sort", schema = @Schema(type = "string"))
    Page list(@Parameter(hidden = true) HttpServletRequest request) {
        var query = ListQuery.parse(new Parameters(request.getParameterMap()));
        var rows = list.find(query);
        var page = rows.subList(0, Math.min(query.limit(), rows.size()));
        var keys = persons.keys(page.stream().map(row -> row.applicationId).toList());
        var items = page.stream().map(row -> view(state(row), keys.get(row.applicationId))).filter(query::isMeant)
                .toList();
        return new Page(items, rows.size() > page.size() ? query.cursorAfter(page.getLast()) : null);
    }

    @GetMapping("/{applicationId}")
    @Parameter(name = "minVersion", in = ParameterIn.QUERY, description = "waits up to 5 s until the case has this version", schema = @Schema(type = "integer", minimum = "1"))
    ResponseEntity<CaseView> one(@PathVariable UUID applicationId,
            @Parameter(hidden = true) HttpServletRequest request) throws InterruptedException {
        var parameters = new Parameters(request.getParameterMap());
        var minVersion = parameters.get("minVersion", "a version, from 1", text -> version(Integer.parseInt(text)));
        parameters.check();
        var shown = minVersion == null
                ? keyed(cases.of(applicationId).orElseThrow(Problem::unknownApplication), null)
                : await(applicationId, minVersion);
        return ResponseEntity.ok().eTag("\"" + shown.state().version() + "\"")
                .body(view(shown.state(), shown.key()));
    }

    @GetMapping("/{applicationId}/history")
    HistoryView history(@PathVariable UUID applicationId, @Parameter(hidden = true) HttpServletRequest request) {
        new Parameters(request.getParameterMap()).check();
        var rows = histories.of(applicationId);
        if (rows.isEmpty()) {
            throw Problem.unknownApplication();
        }
        var skipped = cases.of(applicationId).orElseThrow(Problem::unknownApplication).skipped();
        return HistoryView.of(rows, skipped, key(applicationId), json);
    }

    private KeyedCase await(UUID applicationId, int minVersion) throws InterruptedException {
        boolean isWaiting = false;
        try {
            for (long deadline = System.nanoTime() + LONGEST_WAIT.toNanos(); System.nanoTime() < deadline;) {
                var arrival = arrivals.expect(applicationId);
                try {
                    var found = cases.of(applicationId, minVersion);
                    if (found.isPresent()) {
                        return keyed(found.get(), null);
                    }
                    isWaiting = isWaiting || waiting.tryAcquire();
                    if (!isWaiting) {
                        throw Problem.of(HttpStatus.SERVICE_UNAVAILABLE, "unavailable",
                                "Too many wait; try again soon.");
                    }
                    var arrived = arrival.await();
                    if (arrived != null && arrived.version() >= minVersion) {
                        return keyed(arrived, arrival.keyRead());
                    }
                } finally {
                    arrivals.forget(arrival);
                }
            }
        } finally {
            if (isWaiting) {
                waiting.release();
            }
        }
        throw Problem.of(HttpStatus.GATEWAY_TIMEOUT, "not-yet-visible",
                "Version " + minVersion + " is not visible yet.");
    }

    private KeyedCase keyed(CaseState state, @Nullable KeyRead read) {
        return new KeyedCase(state, read == null ? key(state.applicationId()) : read.key());
    }

    private @Nullable ApplicationKey key(UUID applicationId) {
        return persons.keys(List.of(applicationId)).get(applicationId);
    }

    private static @Nullable Integer version(int version) {
        return version >= 1 ? version : null;
    }

    private CaseState state(ApplicationRow row) {
        return json.readValue(row.state, CaseState.class);
    }

    private static CaseView view(CaseState state, @Nullable ApplicationKey key) {
        return CaseView.of(state, Persons.decrypted(key, state.filing().personal(), Personal.Submission.class)
                .orElse(null));
    }
}
