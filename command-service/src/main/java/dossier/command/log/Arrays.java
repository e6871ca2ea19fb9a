package dossier.command.log;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;

import org.jspecify.annotations.Nullable;

/** Fills a statement's parameters, one array a column, in order. */
final class Arrays {

    private final Connection connection;
    private final PreparedStatement statement;
    private int parameter;

    Arrays(Connection connection, PreparedStatement statement) {
        this.connection = connection;
        this.statement = statement;
    }

    <T> void set(String type, List<T> rows, Function<T, @Nullable Object> column) throws SQLException {
        statement.setArray(++parameter,
                connection.createArrayOf(type, rows.stream().map(column).toArray(room(type))));
    }

    /** In arrays of these types the driver writes binary values, and any other as text, which both sides spell out. */
    private static IntFunction<@Nullable Object[]> room(String type) {
        return switch (type) {
            case "bytea" -> byte[][]::new;
            case "text" -> String[]::new;
            case "int4" -> Integer[]::new;
            default -> Object[]::new;
        };
    }
}
