package dossier.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import static java.util.Objects.requireNonNullElse;

/** What services log at level ERROR. */
final class ErrorLog {

    /** What db-scheduler logs at this level while PostgreSQL is away: its polls, and a task that is then done again. */
    private static final List<String> WITHOUT_DATABASE = List.of("RunUntilShutdown", "RunAndLogErrors",
            "Failed while completing execution");

    private final Path directory;
    private final Map<Path, Integer> linesSeen = new HashMap<>();

    /** @param directory of the services' logs */
    ErrorLog(Path directory) {
        this.directory = directory;
    }

    List<String> sinceLastAsked() throws IOException {
        var errors = new ArrayList<String>();
        try (var logs = Files.newDirectoryStream(directory, "*-service-*.log")) {
            for (var log : logs) {
                var lines = Files.readAllLines(log);
                lines.subList(requireNonNullElse(linesSeen.put(log, lines.size()), 0), lines.size()).stream()
                        .filter(line -> line.contains(" ERROR ")
                                && WITHOUT_DATABASE.stream().noneMatch(line::contains))
                        .map(line -> log.getFileName() + ": " + line).forEach(errors::add);
            }
        }
        return errors;
    }
}
