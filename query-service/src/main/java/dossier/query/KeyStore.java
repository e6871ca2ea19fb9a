package dossier.query;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
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
 * The keys of applications. The store is asked every time, since a key destroyed must be gone at once; only the costly
 * unwrapping is remembered. A key is written before its application's first event, so a missing one was destroyed.
 */
@Component
class KeyStore {

    private static final Logger LOG = LoggerFactory.getLogger(KeyStore.class);
    private static final int REMEMBERED = 20_000;

    /** @param unusable applications whose key is there but cannot be unwrapped with our master key */
    record Found(Map<UUID, ApplicationKey> keys, Set<UUID> unusable) {}

    @SuppressWarnings("ArrayRecordComponent") // never changed, compared by content
    private record Unwrapped(byte[] wrapped, ApplicationKey key) {}

    private final DataSource keys;
    private final MasterKey master;
    private final Map<UUID, Unwrapped> unwrapped = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, Unwrapped> eldest) {
            return size() > REMEMBERED;
        }
    };

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
            found.keys().put(application, unwrap(application, wrapped));
        } catch (IllegalStateException e) {
            LOG.error("{}", e.getMessage());
            found.unusable().add(application);
        }
    }

    private ApplicationKey unwrap(UUID application, byte[] wrapped) {
        synchronized (unwrapped) {
            var known = unwrapped.get(application);
            if (known != null && Arrays.equals(known.wrapped, wrapped)) {
                return known.key;
            }
        }
        var key = master.unwrap(application, wrapped);
        synchronized (unwrapped) {
            unwrapped.put(application, new Unwrapped(wrapped, key));
        }
        return key;
    }
}
