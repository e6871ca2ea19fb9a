package dossier.query;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dossier.query.RoundTrip.Step;
import dossier.query.RoundTrip.Values;

import static java.util.stream.Collectors.joining;

/**
 * A table that rows are written to: many by COPY, or few by statements that share a round trip.
 *
 * @param <T> what a row is of
 */
final class TableWriter<T> {

    private final String name;
    private final List<Column<T>> columns;
    private final String copy;
    private final String insert;

    /** @param columns the first of which tells the rows apart that are updated */
    TableWriter(String name, List<Column<T>> columns) {
        this.name = name;
        this.columns = columns;
        copy = "copy " + name + " (" + names("", columns) + ") from stdin (format binary)";
        insert = "insert into " + name + " (" + names("", columns) + ") select * from " + rows(columns);
    }

    /**
     * @param type of the column in SQL
     * @param value of it for a row
     * @param isChanging whether updates write it
     */
    record Column<T>(String name, String type, Function<T, @Nullable Object> value, boolean isChanging) {

        static <T> Column<T> fixed(String name, String type, Function<T, @Nullable Object> value) {
            return new Column<>(name, type, value, false);
        }

        static <T> Column<T> changing(String name, String type, Function<T, @Nullable Object> value) {
            return new Column<>(name, type, value, true);
        }
    }

    void copy(Connection connection, List<T> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (var copied = new CopyRows(connection, copy)) {
            for (var row : rows) {
                copied.row(columns.size());
                for (var column : columns) {
                    copied.value(column.value().apply(row));
                }
            }
            copied.end();
        }
    }

    /** Nothing if there are no rows. */
    Stream<Step> insert(List<T> rows) {
        return change(insert, columns, rows);
    }

    /** Nothing if there are no rows. */
    Stream<Step> update(List<T> rows) {
        var key = columns.getFirst();
        var changing = columns.stream().filter(Column::isChanging).toList();
        var all = Stream.concat(Stream.of(key), changing.stream()).toList();
        return change("update " + name + " t set (" + names("", changing) + ") = row (" + names("u.", changing)
                + ") from " + rows(all) + " where t." + key.name() + " = u." + key.name(), all, rows);
    }

    private static <T> Stream<Step> change(String sql, List<Column<T>> columns, List<T> rows) {
        return rows.isEmpty()
                ? Stream.empty()
                : Stream.of(new Step(sql, columns.stream()
                        .map(column -> Values.of(column.type(), rows, column.value())).toList()));
    }

    private static <T> String names(String qualifier, List<Column<T>> columns) {
        return columns.stream().map(column -> qualifier + column.name()).collect(joining(", "));
    }

    private static <T> String rows(List<Column<T>> columns) {
        return columns.stream().map(column -> "?::" + column.type() + "[]").collect(joining(", ", "unnest(", ")"))
                + " u (" + names("", columns) + ")";
    }
}
