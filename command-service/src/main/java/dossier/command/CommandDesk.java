package dossier.command;

import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.modelling.command.AggregateNotFoundException;
import tools.jackson.databind.json.JsonMapper;

import dossier.command.ApplicationCommand.SubmitApplication;
import dossier.command.Refusal.Code;
import dossier.command.log.Answered;
import dossier.command.log.AppendConflict;
import dossier.command.log.LogUnavailable;
import dossier.events.Role;
import dossier.events.Rule;

/**
 * Takes a command from the edge to the aggregate. The key is looked at before anything that state decides, and again
 * before any refusal: a parallel request under the same key waits in the database for the first, loses to it, and then
 * finds its answer. A lost race, and a refusal that may come from one of the {@link RecentApplications}, is decided again
 * on the newest state and is never an answer by itself.
 */
final class CommandDesk {

    private static final int MAX_ATTEMPTS = 200;

    private final CommandGateway gateway;
    private final IdempotencyKeys keys;
    private final Timers timers;
    private final JsonMapper json;

    CommandDesk(CommandGateway gateway, IdempotencyKeys keys, Timers timers, JsonMapper json) {
        this.gateway = gateway;
        this.keys = keys;
        this.timers = timers;
        this.json = json;
    }

    /** @param command made only once it is known that the caller may give it */
    Answer handle(Rule rule, UUID applicationId, Request request, Function<Header, ApplicationCommand> command) {
        var given = keys.find(request);
        if (given.isPresent()) {
            return given.get();
        }
        try {
            var header = header(rule, applicationId, request);
            if (request.clockSet()) {
                timers.passLimitsBefore(applicationId, request.at());
            }
            return decide(command.apply(header), request);
        } catch (Refusal refusal) {
            return keys.find(request).orElseThrow(() -> refusal);
        }
    }

    private Header header(Rule rule, UUID applicationId, Request request) {
        var role = rule.roles().stream().filter(allowed -> request.roles().contains(allowed.toString())).findFirst()
                .orElseThrow(() -> new Refusal(Code.ROLE_MISSING, "This takes one of the roles " + rule.roles() + ".",
                        Map.of("roles", rule.roles().stream().map(Role::toString).toList())));
        return new Header(applicationId, request.expectedVersion(), request.actor(), role, request.at(),
                request.traceparent());
    }

    private Answer decide(ApplicationCommand command, Request request) {
        var message = new GenericCommandMessage<>(command, answered(request));
        for (int attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
            try {
                return gateway.sendAndWait(message);
            } catch (Refusal refusal) {
                if (attempt > 1) {
                    throw refusal;
                }
            } catch (AggregateNotFoundException e) {
                throw Refusal.unknownApplication(command.applicationId());
            } catch (AppendConflict conflict) {
                switch (conflict.taken()) {
                    case OPEN_APPLICATION -> throw new Refusal(Code.DUPLICATE_APPLICATION,
                            "This person already has an open application.");
                    case RECEIPT -> throw new Refusal(Code.DUPLICATE_RECEIPT,
                            "This receipt number was already used.");
                    case VERSION, IDEMPOTENCY_KEY -> {
                        if (command instanceof SubmitApplication) {
                            throw new Refusal(Code.DUPLICATE_APPLICATION, "This applicationId is already taken.");
                        }
                    }
                }
            }
            var given = keys.find(request);
            if (given.isPresent()) {
                return given.get();
            }
        }
        throw new LogUnavailable("lost " + MAX_ATTEMPTS + " races in a row");
    }

    private Map<String, ?> answered(Request request) {
        return request.idempotencyKey() == null
                ? Map.of()
                : Map.of(Answered.KEY, new Answered(request.actor(), request.idempotencyKey(), request.fingerprint(),
                        json::writeValueAsBytes));
    }
}
