package dossier.command;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

import dossier.command.log.Batcher;
import dossier.command.log.Batcher.Waiting;
import dossier.command.log.LogUnavailable;
import dossier.events.ApplicationKey;
import dossier.events.MasterKey;

import static java.util.Objects.requireNonNull;

/**
 * The key store: one key for each application, kept outside the log so that destroying it erases the person. Keys are made
 * and used on its own two threads: Tink seeds a random generator for every thread, and a request's virtual thread would
 * use its own only once.
 */
final class PersonalKeys implements AutoCloseable {

    private static final int AT_ONCE = 100;

    private record Use(UUID applicationId, Consumer<ApplicationKey> use) {}

    private final JdbcClient store;
    private final MasterKey masterKey;
    private final Batcher<Use, Boolean> known = new Batcher<>("key-reader", AT_ONCE, this::use);
    private final Batcher<Use, Boolean> fresh = new Batcher<>("key-maker", AT_ONCE, this::makeAndUse);

    PersonalKeys(JdbcClient store, MasterKey masterKey) {
        this.store = store;
        this.masterKey = masterKey;
    }

    /** What the use of the application's key gives; the key is made, and durable, before it is used. */
    <T> T withNew(UUID applicationId, Function<ApplicationKey, T> use) {
        return ask(fresh, applicationId, use);
    }

    /**
     * What the use of the application's key gives.
     *
     * @throws Refusal if there is no such application, or its person was erased
     */
    <T> T with(UUID applicationId, Function<ApplicationKey, T> use) {
        return ask(known, applicationId, use);
    }

    @Override
    public void close() {
        known.close();
        fresh.close();
    }

    private static <T> T ask(Batcher<Use, Boolean> batcher, UUID applicationId, Function<ApplicationKey, T> use) {
        var result = new AtomicReference<T>();
        batcher.ask(new Use(applicationId, key -> result.set(use.apply(key))));
        return requireNonNull(result.get());
    }

    private void makeAndUse(List<Waiting<Use, Boolean>> batch) {
        var made = new HashMap<UUID, byte[]>();
        batch.forEach(waiting -> made.computeIfAbsent(waiting.question().applicationId(), masterKey::newWrappedKey));
        var ids = made.keySet().stream().sorted().toList();
        var keys = reading(
                "insert into application_key (application_id, wrapped_key) select * from unnest(?::uuid[], ?::bytea[])"
                        + " on conflict do nothing returning application_id, wrapped_key",
                strings(ids), ids.stream().map(made::get).toArray(byte[][]::new));
        made.keySet().removeAll(keys.keySet());
        if (!made.isEmpty()) {
            keys.putAll(wrapped(made.keySet()));
        }
        use(batch, keys);
    }

    private void use(List<Waiting<Use, Boolean>> batch) {
        use(batch, wrapped(batch.stream().map(waiting -> waiting.question().applicationId()).toList()));
    }

    private void use(List<Waiting<Use, Boolean>> batch, Map<UUID, byte[]> wrapped) {
        for (var waiting : batch) {
            var id = waiting.question().applicationId();
            try {
                var key = wrapped.get(id);
                if (key == null) {
                    throw Refusal.unknownApplication(id);
                }
                waiting.question().use().accept(masterKey.unwrap(id, key));
                waiting.answer().complete(true);
            } catch (RuntimeException | Error e) { // of one caller, and no matter of the others
                waiting.answer().completeExceptionally(e);
            }
        }
    }

    private Map<UUID, byte[]> wrapped(Collection<UUID> ids) {
        return reading("select application_id, wrapped_key from application_key where application_id = any(?::uuid[])",
                (Object) strings(ids));
    }

    private Map<UUID, byte[]> reading(String sql, Object... parameters) {
        var found = new HashMap<UUID, byte[]>();
        try {
            store.sql(sql).params(parameters).query(row -> {
                found.put(row.getObject(1, UUID.class), row.getBytes(2));
            });
            return found;
        } catch (DataAccessException e) {
            throw new LogUnavailable("the key store is away", e);
        }
    }

    private static String[] strings(Collection<UUID> ids) {
        return ids.stream().map(UUID::toString).toArray(String[]::new);
    }
}
