package dossier.command;

import java.util.LinkedHashMap;
import java.util.Map;

import org.axonframework.common.Registration;
import org.axonframework.common.caching.Cache;
import org.jspecify.annotations.Nullable;

/**
 * The applications that were last worked on, as this instance left them, so that the next command need not load them
 * again. Another instance may have moved one on meanwhile: then an append finds its version taken, a refusal is decided
 * again, and Axon has removed what was stale with the unit of work that failed.
 */
final class RecentApplications implements Cache {

    /** An application may be as large as its requests were, so that more would be no small part of a heap. */
    private static final int MOST = 1_000;

    private final Map<Object, Object> recent = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, Object> eldest) {
            return size() > MOST;
        }
    };

    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // as the interface has it
    public synchronized <K, V> @Nullable V get(K key) {
        return (V) recent.get(key);
    }

    @Override
    public synchronized void put(Object key, Object value) {
        recent.put(key, value);
    }

    @Override
    public synchronized boolean putIfAbsent(Object key, Object value) {
        return recent.putIfAbsent(key, value) == null;
    }

    @Override
    public synchronized boolean remove(Object key) {
        return recent.remove(key) != null;
    }

    @Override
    public synchronized boolean containsKey(Object key) {
        return recent.containsKey(key);
    }

    @Override
    public Registration registerCacheEntryListener(EntryListener listener) {
        throw new UnsupportedOperationException("nobody listens");
    }
}
