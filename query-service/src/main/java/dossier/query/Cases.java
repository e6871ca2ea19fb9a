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

    /** None while the case has not come so far, or is not known. */
    Optional<CaseState> of(UUID applicationId, int minVersion) {
        return one("select state from application where application_id = ? and version >= ?", applicationId,
                minVersion);
    }

    Optional<CaseState> tracked(String trackingCode) {
        return one("select state from application where tracking_code = ?", trackingCode);
    }

    private Optional<CaseState> one(String sql, Object... parameters) {
        return database.sql(sql).params(parameters).query(String.class).optional()
                .map(state -> json.readValue(state, CaseState.class));
    }
}
