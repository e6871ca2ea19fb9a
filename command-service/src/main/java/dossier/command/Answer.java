package dossier.command;

import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

import dossier.events.ApplicationStatus;
import dossier.events.Assessment;

/**
 * What a command did, as the caller learns it.
 *
 * @param version the number of the application's events so far
 * @param events the names of the events that the command led to
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Answer(UUID applicationId, long version, ApplicationStatus status, List<String> events,
        @Nullable String trackingCode, @Nullable Assessment assessment, @Nullable String cardNumber,
        @Nullable LocalDate benefitsFrom) {}
