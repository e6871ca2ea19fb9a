package dossier.command;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

import dossier.command.policy.BadFiles;

/** Lets a start that fails over a region's or a year's file print what is wrong instead of a stack trace. */
final class BadFilesAnalyzer extends AbstractFailureAnalyzer<BadFiles> {

    @Override
    protected FailureAnalysis analyze(Throwable failure, BadFiles cause) {
        return new FailureAnalysis(cause.getMessage(), "Mend the files; docs/regions.md says what belongs in them.",
                cause);
    }
}
