package dossier.query;

import java.util.Optional;
import java.util.UUID;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

/** Finds one case, which is asked for most; as an entity it would cost a service that has just started twice as much. */
@Repository
class Cases {

    private final JdbcClient database;
    private final JsonMapper json;

    Cases(JdbcClient database, JsonMapper json) {
        this.database = database;
        this.json = json;
    }

    Optional<CaseState> of(UUID applicationId) {
        return one("select state from application where application_id = ?", applicationId);
    }

    Optional<CaseState> tracked(String trackingCode) {
        return one("select state from application where tracking_code = ?", trackingCode);
    }

    private Optional<CaseState> one(String sql, Object key) {
        return database.sql(sql).param(key).query(String.class).optional()
                .map(state -> json.readValue(state, CaseState.class));
    }
}
