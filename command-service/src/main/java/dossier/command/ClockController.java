package dossier.command;

import java.time.LocalDate;
import java.util.UUID;

import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

import dossier.command.ClockView.Fact;
import dossier.command.log.EventLog;
import dossier.command.policy.WorkingDays;
import dossier.events.ApplicationEvent;
import dossier.events.Deadline;

/** Explains to staff why an application is due when it is, from its own history. */
@RestController
final class ClockController {

    private final EventLog log;
    private final WorkingDays calendar;

    ClockController(EventLog log, WorkingDays calendar) {
        this.log = log;
        this.calendar = calendar;
    }

    @GetMapping(path = "/api/applications/{id}/clock", produces = MediaType.APPLICATION_JSON_VALUE)
    ClockView clock(@PathVariable UUID id) {
        var facts = log.readEvents(id.toString(), 0).asStream()
                .map(message -> new Fact((ApplicationEvent) message.getPayload(),
                        LocalDate.ofInstant(message.getTimestamp(), Deadline.ZONE)))
                .toList();
        if (facts.isEmpty()) {
            throw Refusal.unknownApplication(id);
        }
        return ClockView.of(id, facts, calendar);
    }
}
