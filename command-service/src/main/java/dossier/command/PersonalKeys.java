package dossier.command;

import java.util.Optional;
import java.util.UUID;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

import dossier.command.log.LogUnavailable;
import dossier.events.ApplicationKey;
import dossier.events.MasterKey;

/** The key store: one key for each application, kept outside the log so that destroying it erases the person. */
final class PersonalKeys {

    private final JdbcClient store;
    private final MasterKey masterKey;

    PersonalKeys(JdbcClient store, MasterKey masterKey) {
        this.store = store;
        this.masterKey = masterKey;
    }

    /** The application's key, made and durable before anything is encrypted with it. */
    ApplicationKey create(UUID applicationId) {
        var wrapped = masterKey.newWrappedKey(applicationId);
        try {
            int inserted = store.sql("insert into application_key values (?, ?) on conflict do nothing")
                    .params(applicationId, wrapped).update();
            return inserted == 1 ? masterKey.unwrap(applicationId, wrapped) : of(applicationId);
        } catch (DataAccessException e) {
            throw new LogUnavailable("the key store is away", e);
        }
    }

    /** @throws Refusal if there is no such application, or its person was erased */
    ApplicationKey of(UUID applicationId) {
        return find(applicationId).orElseThrow(() -> Refusal.unknownApplication(applicationId));
    }

    private Optional<ApplicationKey> find(UUID applicationId) {
        try {
            return store.sql("select wrapped_key from application_key where application_id = ?").param(applicationId)
                    .query(byte[].class).optional().map(wrapped -> masterKey.unwrap(applicationId, wrapped));
        } catch (DataAccessException e) {
            throw new LogUnavailable("the key store is away", e);
        }
    }
}
