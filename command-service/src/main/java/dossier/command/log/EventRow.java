package dossier.command.log;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.UUID;

import dossier.events.StoredEvent;

/** Reads a row of the table {@code event}, for whoever reads the log. */
public final class EventRow {

    private EventRow() {}

    /** @param row with all columns of {@code event} but those that number it */
    public static StoredEvent read(ResultSet row) throws SQLException {
        return new StoredEvent(row.getObject("event_id", UUID.class), row.getObject("application_id", UUID.class),
                row.getInt("sequence"), row.getString("type"), row.getInt("version"),
                row.getObject("occurred_at", OffsetDateTime.class).toInstant(), row.getString("actor"),
                row.getString("role"), row.getString("command"), row.getString("traceparent"),
                row.getBytes("payload"));
    }
}
