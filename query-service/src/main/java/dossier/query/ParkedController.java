package dossier.query;

import java.io.IOException;
import java.security.Principal;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.ToLongFunction;

import javax.sql.DataSource;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

import dossier.query.ParkedActions.Act;
import dossier.query.ParkedActions.Action;
import dossier.query.ParkedActions.ActionTaken;
import dossier.query.ParkedActions.Outcome;
import dossier.query.ParkedOperations.GiveUp;
import dossier.query.Problem.FieldError;

/** Applications with a record that could not be applied, for those who run the system. */
@RestController
@RequestMapping(path = "/api/operations/parked", produces = "application/json")
class ParkedController {

    private static final int LARGEST_BODY = 8 << 10;
    private static final int LONGEST_REASON = 500;
    private static final String OPERATOR = "supervisor"; // SignIn lets nobody else act

    /** @param nextCursor for the next page, absent on the last */
    record ParkedPage(List<ParkedApplication> items, @Nullable String nextCursor) {}

    /** @param nextCursor for the next page, absent on the last */
    record ActionPage(List<ActionTaken> items, @Nullable String nextCursor) {}

    record Skip(
            @Nullable @Schema(description = "1 to 500 characters; numbers of persons in it are masked", minLength = 1, maxLength = LONGEST_REASON, requiredMode = Schema.RequiredMode.REQUIRED) String reason,
            @Nullable @Schema(description = "the first record that waits, as the list names it", requiredMode = Schema.RequiredMode.REQUIRED) Long record,
            @Nullable @Schema(description = "needed where that record waits for earlier events that did not come") GiveUp giveUp) {}

    private final DataSource database;
    private final ParkedRecords parked;
    private final ParkedActions actions;
    private final ParkedOperations operations;
    private final ObjectReader skips;

    ParkedController(DataSource database, ParkedRecords parked, ParkedActions actions, ParkedOperations operations,
            JsonMapper json) {
        this.database = database;
        this.parked = parked;
        this.actions = actions;
        this.operations = operations;
        this.skips = json.readerFor(Skip.class).with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    }

    @GetMapping
    @Operation(description = "Supervisor and auditor. Applications with a record that could not be read or applied, which waits with all later records of the same application; the one parked first comes first.")
    @Parameter(name = "limit", in = ParameterIn.QUERY, schema = @Schema(type = "integer", minimum = "1", maximum = "200", defaultValue = "50"))
    @Parameter(name = "cursor", in = ParameterIn.QUERY, description = "nextCursor of the page before", schema = @Schema(type = "string"))
    ParkedPage parked(@Parameter(hidden = true) HttpServletRequest request) throws SQLException {
        var page = page(request, 0);
        try (var connection = database.getConnection()) {
            var found = parked.page(connection, page.cursor(), page.limit() + 1);
            return new ParkedPage(page.of(found), page.next(found, one -> one.first().record()));
        }
    }

    @GetMapping("/actions")
    @Operation(description = "Supervisor and auditor. Every retry and skip, the newest first.")
    @Parameter(name = "limit", in = ParameterIn.QUERY, schema = @Schema(type = "integer", minimum = "1", maximum = "200", defaultValue = "50"))
    @Parameter(name = "cursor", in = ParameterIn.QUERY, description = "nextCursor of the page before", schema = @Schema(type = "string"))
    ActionPage actions(@Parameter(hidden = true) HttpServletRequest request) throws SQLException {
        var page = page(request, Long.MAX_VALUE);
        try (var connection = database.getConnection()) {
            var found = actions.page(connection, page.cursor(), page.limit() + 1);
            return new ActionPage(page.of(found), page.next(found, ActionTaken::id));
        }
    }

    @PostMapping("/{applicationId}/retry")
    @Operation(description = "Supervisor. Reads the records that wait again, as this version of the service reads them, and applies them in order up to the first that still cannot be. 404 `not-parked`.")
    Outcome retry(@PathVariable UUID applicationId, Principal caller) throws SQLException {
        return operations.retry(applicationId, new Act(caller.getName(), OPERATOR, Action.RETRY, null));
    }

    @PostMapping(path = "/{applicationId}/skip", consumes = "application/json")
    @Operation(description = """
            Supervisor. Retries, and if the record named still is the first that waits, takes the case beyond it and \
            applies those behind it. Where the record waits for earlier events, `giveUp` says what is given up: the \
            events that never came (`EVENTS_BEFORE`), or the record, which is none of the application's (`RECORD`). \
            Version and history go on behind what was given up; view and history name its sequences \
            in `skipped`, and whatever of it comes later changes nothing. The log is not changed: read models that are \
            built anew try every event again, and a case whose events can all be read by then has nothing `skipped`. \
            404 `not-parked`; 409 `not-first` if another record waits first, so that a repeated skip gives up nothing \
            more; 409 `earlier-events-missing` if `giveUp` is needed; 409 `not-skippable` for a submission, without which \
            there is no case.""")
    @RequestBody(required = true, content = @Content(mediaType = "application/json", schema = @Schema(implementation = Skip.class)))
    Outcome skip(@PathVariable UUID applicationId, Principal caller,
            @Parameter(hidden = true) HttpServletRequest request) throws IOException, SQLException {
        var body = request.getInputStream().readNBytes(LARGEST_BODY + 1);
        if (body.length > LARGEST_BODY) {
            throw Problem.of(HttpStatus.CONTENT_TOO_LARGE, "body-too-large",
                    "A body has at most " + LARGEST_BODY + " bytes.");
        }
        var skip = read(body);
        var errors = new ArrayList<FieldError>();
        var reason = skip.reason() == null ? "" : skip.reason().strip();
        if (reason.isEmpty() || reason.length() > LONGEST_REASON || !isText(reason)) {
            errors.add(new FieldError("reason", "must be a text of 1 to " + LONGEST_REASON + " characters"));
        }
        if (skip.record() == null) {
            errors.add(new FieldError("record", "must be the first record that waits"));
        }
        if (skip.record() == null || !errors.isEmpty()) {
            throw Problem.invalid(errors);
        }
        return operations.skip(applicationId, skip.record(), skip.giveUp(),
                new Act(caller.getName(), OPERATOR, Action.SKIP, Masking.text(reason)));
    }

    private Skip read(byte[] body) {
        try {
            Skip skip = skips.readValue(body);
            if (skip != null) {
                return skip;
            }
        } catch (DatabindException e) {
            var field = e.getPath().isEmpty() ? null : e.getPath().getLast().getPropertyName();
            if (field != null) {
                throw invalid(field, "is no member, or not of its kind");
            }
        } catch (JacksonException e) {
            throw invalid("", "is not well-formed JSON");
        }
        throw invalid("", "must be one JSON object");
    }

    private static Problem invalid(String field, String message) {
        return Problem.invalid(List.of(new FieldError(field, message)));
    }

    private static boolean isText(String text) {
        return text.codePoints().noneMatch(
                point -> Character.isISOControl(point) || Character.getType(point) == Character.SURROGATE);
    }

    private record Page(long cursor, int limit) {

        <T> List<T> of(List<T> found) {
            return found.subList(0, Math.min(limit, found.size()));
        }

        <T> @Nullable String next(List<T> found, ToLongFunction<T> id) {
            return found.size() > limit ? Long.toString(id.applyAsLong(found.get(limit - 1))) : null;
        }
    }

    private static Page page(HttpServletRequest request, long start) {
        var parameters = new Parameters(request.getParameterMap());
        var limit = ListQuery.limit(parameters);
        var cursor = parameters.get("cursor", "a nextCursor", Long::valueOf);
        parameters.check();
        return new Page(cursor == null ? start : cursor, limit);
    }
}
