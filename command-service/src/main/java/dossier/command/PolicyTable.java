package dossier.command;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

import dossier.command.log.LogUnavailable;
import dossier.command.policy.KeptPolicy;

/** The policies that cases are bound to, beside their events: added, never changed. */
final class PolicyTable {

    private static final RowMapper<KeptPolicy> ROW = (row, _) -> new KeptPolicy(row.getString("digest"),
            row.getString("version"), row.getObject("resolved_for", LocalDate.class), row.getString("content"));

    private final JdbcClient log;

    PolicyTable(JdbcClient log) {
        this.log = log;
    }

    /** Keeps it, unless it is kept already. */
    void keep(KeptPolicy policy) {
        try {
            log.sql("insert into policy (digest, version, resolved_for, content) values (?, ?, ?, ?) "
                    + "on conflict do nothing")
                    .param(policy.digest()).param(policy.version()).param(policy.resolvedFor()).param(policy.content())
                    .update();
        } catch (DataAccessException e) {
            throw new LogUnavailable("the policy was not kept", e);
        }
    }

    Optional<KeptPolicy> find(String digest) {
        try {
            return log.sql("select * from policy where digest = ?").param(digest).query(ROW).optional();
        } catch (DataAccessException e) {
            throw new LogUnavailable("the policies are away", e);
        }
    }

    List<KeptPolicy> all() {
        return log.sql("select * from policy order by version, resolved_for").query(ROW).list();
    }
}
