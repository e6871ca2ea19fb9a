package dossier.command;

import java.util.stream.Collectors;

import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.boot.context.properties.bind.validation.ValidationErrors;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.validation.FieldError;
import org.springframework.validation.ObjectError;

/** Says all at once which settings are missing or wrong, and of none what it is: some are secrets. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class BadSettingsAnalyzer extends AbstractFailureAnalyzer<BindValidationException> {

    /** The name of such a condition is no setting; its message names those that it is about. */
    private static final String CONDITION = "AssertTrue";

    @Override
    protected FailureAnalysis analyze(Throwable failure, BindValidationException cause) {
        var errors = cause.getValidationErrors();
        return new FailureAnalysis(
                errors.getAllErrors().stream().map(error -> "    " + line(errors, error)).sorted()
                        .collect(Collectors.joining("\n", "Settings that are missing or wrong:\n\n", "\n")),
                "Set them; docs/configuration.md says what they are.", cause);
    }

    private static String line(ValidationErrors errors, ObjectError error) {
        return error instanceof FieldError field && !CONDITION.equals(field.getCode())
                ? errors.getName() + "." + DataObjectPropertyName.toDashedForm(field.getField()) + " "
                        + field.getDefaultMessage()
                : String.valueOf(error.getDefaultMessage());
    }
}
