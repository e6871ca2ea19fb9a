package dossier.query;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * New rows of one table by COPY in its binary format: nothing is escaped here, nothing parsed there. They are sent in
 * pieces, so that the database stores the first while the last are made. Closed without {@link #end}, none was written.
 */
final class CopyRows implements AutoCloseable {

    private static final int PIECE = 64 << 10;
    private static final byte[] HEADER = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0, 0, 0, 0, 0, 0,
            0, 0, 0};
    private static final short TRAILER = -1;
    private static final int NULL = -1;
    private static final Instant FIRST_INSTANT = Instant.parse("2000-01-01T00:00:00Z");
    private static final long FIRST_DAY = LocalDate.of(2000, 1, 1).toEpochDay();
    private static final String OUT_OF_RANGE = "22008";

    private final ByteBuffer bytes = ByteBuffer.allocate(PIECE).put(HEADER);
    private final CopyIn copy;

    /** @param sql {@code copy <table> (<columns>) from stdin (format binary)} */
    CopyRows(Connection connection, String sql) throws SQLException {
        copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql);
    }

    /** The values of the row follow, in the order of the statement's columns. */
    void row(int columns) throws SQLException {
        room(Short.BYTES).putShort((short) columns);
    }

    /** @param value an Integer for {@code int4}, a Long for {@code int8} */
    void value(@Nullable Object value) throws SQLException {
        switch (value) {
            case null -> length(NULL);
            case UUID id -> sized(2 * Long.BYTES).putLong(id.getMostSignificantBits())
                    .putLong(id.getLeastSignificantBits());
            case Integer number -> integer(number);
            case Long number -> bigint(number);
            case Instant time -> bigint(microseconds(time));
            case LocalDate day -> integer(days(day));
            case String text -> bytes(text.getBytes(StandardCharsets.UTF_8));
            case byte[] binary -> bytes(binary);
            default -> throw new IllegalArgumentException(value.getClass() + " is not kept");
        }
    }

    private void integer(int value) throws SQLException {
        sized(Integer.BYTES).putInt(value);
    }

    private void bigint(long value) throws SQLException {
        sized(Long.BYTES).putLong(value);
    }

    private void bytes(byte[] value) throws SQLException {
        length(value.length);
        for (int sent = 0; sent < value.length;) {
            int part = Math.min(value.length - sent, room(1).remaining());
            bytes.put(value, sent, part);
            sent += part;
        }
    }

    private static long microseconds(Instant time) throws SQLException {
        try {
            return ChronoUnit.MICROS.between(FIRST_INSTANT, time);
        } catch (ArithmeticException e) {
            throw new SQLException("timestamp out of range", OUT_OF_RANGE, e);
        }
    }

    private static int days(LocalDate day) throws SQLException {
        try {
            return Math.toIntExact(day.toEpochDay() - FIRST_DAY);
        } catch (ArithmeticException e) {
            throw new SQLException("date out of range", OUT_OF_RANGE, e);
        }
    }

    void end() throws SQLException {
        room(Short.BYTES).putShort(TRAILER);
        send();
        copy.endCopy();
    }

    @Override
    public void close() throws SQLException {
        if (copy.isActive()) {
            copy.cancelCopy();
        }
    }

    private void length(int length) throws SQLException {
        room(Integer.BYTES).putInt(length);
    }

    private ByteBuffer sized(int length) throws SQLException {
        return room(Integer.BYTES + length).putInt(length);
    }

    private ByteBuffer room(int length) throws SQLException {
        if (bytes.remaining() < length) {
            send();
        }
        return bytes;
    }

    private void send() throws SQLException {
        copy.writeToCopy(bytes.array(), 0, bytes.position());
        bytes.clear();
    }
}
