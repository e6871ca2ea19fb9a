package dossier.query;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import static java.util.stream.Collectors.joining;

/**
 * Statements that reach the database together, in their order. Under load a trip takes longer than what it asks for: whoever
 * makes it waits for a processor twice.
 */
final class RoundTrip {

    /** Ends the transaction with the statements before it. */
    static final Step COMMIT = new Step("commit", List.of());

    private RoundTrip() {}

    /** A statement, each of whose parameters is an array, in order. */
    record Step(String sql, List<Values> parameters) {}

    /** What a column has in each row. */
    @SuppressWarnings("ArrayRecordComponent") // on their way into the database
    record Values(String type, @Nullable Object[] ofRows) {

        /** @param type of the column in SQL */
        static <T> Values of(String type, List<T> rows, Function<? super T, ? extends @Nullable Object> value) {
            var values = room(type, rows.size());
            for (int row = 0; row < values.length; row++) {
                values[row] = value.apply(rows.get(row));
            }
            return new Values(type, values);
        }

        /** In arrays of these types the driver writes binary values, and any other as text, which both sides spell out. */
        private static @Nullable Object[] room(String type, int rows) {
            return switch (type) {
                case "bytea" -> new byte[rows][];
                case "text" -> new String[rows];
                case "int4" -> new Integer[rows];
                case "int8" -> new Long[rows];
                default -> new Object[rows];
            };
        }
    }

    /** Reads what was answered, of which the statement shows the first step's. */
    interface Answers<R> {
        R read(PreparedStatement executed) throws SQLException;
    }

    /** None if there are no steps. */
    static void make(Connection connection, List<Step> steps) throws SQLException {
        if (!steps.isEmpty()) {
            make(connection, steps, PreparedStatement::getUpdateCount);
        }
    }

    static <R> R make(Connection connection, List<Step> steps, Answers<R> answers) throws SQLException {
        try (var statement = connection.prepareStatement(steps.stream().map(Step::sql).collect(joining(";\n")))) {
            int number = 0;
            for (var step : steps) {
                for (var values : step.parameters) {
                    statement.setArray(++number, connection.createArrayOf(values.type, values.ofRows));
                }
            }
            statement.execute();
            return answers.read(statement);
        }
    }
}
