package dossier.command;

import java.util.List;

import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import dossier.command.RefusalQuery.Cursor;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

/** The log of refused commands, for auditors. */
@RestController
final class RefusalsController {

    /** @param nextCursor for the next page, absent on the last */
    record RefusedCommands(List<RefusedCommand> items, @Nullable String nextCursor) {}

    private final Refusals refusals;

    RefusalsController(Refusals refusals) {
        this.refusals = refusals;
    }

    @GetMapping(path = "/api/audit/refusals", produces = APPLICATION_JSON_VALUE)
    @Parameter(name = "from", in = ParameterIn.QUERY, description = "first day, Asia/Shanghai", schema = @Schema(type = "string", format = "date"))
    @Parameter(name = "to", in = ParameterIn.QUERY, description = "last day, Asia/Shanghai", schema = @Schema(type = "string", format = "date"))
    @Parameter(name = "actor", in = ParameterIn.QUERY, schema = @Schema(type = "string"))
    @Parameter(name = "command", in = ParameterIn.QUERY, description = "like ApproveReview", schema = @Schema(type = "string"))
    @Parameter(name = "code", in = ParameterIn.QUERY, description = "like wrong-status", schema = @Schema(type = "string"))
    @Parameter(name = "applicationId", in = ParameterIn.QUERY, schema = @Schema(type = "string", format = "uuid"))
    @Parameter(name = "limit", in = ParameterIn.QUERY, schema = @Schema(type = "integer", minimum = "1", maximum = "200", defaultValue = "50"))
    @Parameter(name = "cursor", in = ParameterIn.QUERY, description = "nextCursor of the page before, with the same filters", schema = @Schema(type = "string"))
    RefusedCommands refusals(@Parameter(hidden = true) HttpServletRequest request) {
        var query = RefusalQuery.parse(new Parameters(request.getParameterMap()));
        var found = refusals.find(query);
        var page = found.subList(0, Math.min(query.limit(), found.size()));
        return new RefusedCommands(page, found.size() > page.size() ? Cursor.after(page.getLast()).encode() : null);
    }
}
