package dossier.faults;

import java.sql.Connection;
import java.sql.SQLException;

import org.jspecify.annotations.Nullable;

import dossier.backing.Installation;

/**
 * Whether the read models have what the log had when this was first asked. The connection is kept from one time to the
 * next, since signing in costs more than counting.
 */
final class AllApplied implements Rig.Condition, AutoCloseable {

    private final Installation installation;
    private @Nullable Long all;
    private @Nullable Connection read;

    AllApplied(Installation installation) {
        this.installation = installation;
    }

    @Override
    public boolean holds() throws SQLException {
        if (all == null) {
            all = Observation.count(installation.log(), "event");
        }
        if (read == null) {
            read = installation.read();
        }
        try {
            return Observation.rows(read, "select count(*) from history", row -> row.getLong(1)).getFirst() >= all;
        } catch (SQLException e) {
            close();
            throw e;
        }
    }

    @Override
    public void close() {
        if (read != null) {
            try {
                read.close();
            } catch (SQLException _) {
                // its server is gone, and it with it
            }
            read = null;
        }
    }
}
