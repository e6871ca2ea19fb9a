package dossier.query;

import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import javax.sql.DataSource;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

import dossier.events.ApplicationKey;
import dossier.events.MasterKey;

/**
 * The keys of applications. The store is asked for each query after it has begun, since a key destroyed must be gone at once.
 * A key is written before its application's first event, so a missing one was destroyed.
 */
@Component
class KeyStore {

    private static final Logger LOG = LoggerFactory.getLogger(KeyStore.class);

    /** @param unusable applications whose key is there but cannot be unwrapped with our master key */
    record Found(Map<UUID, ApplicationKey> keys, Set<UUID> unusable) {}

    private final DataSource keys;
    private final MasterKey master;

    KeyStore(@Qualifier("keys") DataSource keys, QueryProperties properties) {
        this.keys = keys;
        this.master = new MasterKey(properties.secrets().masterKeyBytes());
    }

    /** The keys that still exist, by application, in one query. */
    Found find(Collection<UUID> applications) throws SQLException {
        var found = new Found(new HashMap<>(), new HashSet<>());
        if (applications.isEmpty()) {
            return found;
        }
        try (var connection = keys.getConnection();
                var select = connection.prepareStatement(
                        "select application_id, wrapped_key from application_key where application_id = any(?)")) {
            select.setArray(1, connection.createArrayOf("uuid", applications.toArray()));
            try (var rows = select.executeQuery()) {
                while (rows.next()) {
                    add(found, rows.getObject(1, UUID.class), rows.getBytes(2));
                }
            }
        }
        return found;
    }

    private void add(Found found, UUID application, byte[] wrapped) {
        try {
            found.keys().put(application, master.unwrap(application, wrapped));
        } catch (IllegalStateException e) {
            LOG.error("{}", e.getMessage());
            found.unusable().add(application);
        }
    }
}
