package dossier.command.log;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;

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
                connection.createArrayOf(type, rows.stream().map(column).toArray()));
    }

    <T> void setBytes(List<T> rows, Function<T, byte[]> column) throws SQLException {
        statement.setArray(++parameter,
                connection.createArrayOf("bytea", rows.stream().map(column).toArray(byte[][]::new)));
    }
}
