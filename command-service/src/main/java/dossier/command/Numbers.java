package dossier.command;

import java.security.SecureRandom;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

import dossier.command.log.Batcher;
import dossier.command.log.Batcher.Waiting;
import dossier.command.log.LogUnavailable;
import dossier.command.log.TimeOrderedIds;

/** Ids and numbers that a command brings along. */
final class Numbers implements AutoCloseable {

    /** No letter or digit that looks like another. */
    private static final String ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    /** At 5 bits each. */
    private static final int TRACKING_CODE_LENGTH = 26;
    private static final String SERIAL = "card_serial";
    private static final int AT_ONCE = 100;
    private static final int IN_ADVANCE = 100;

    private final JdbcClient log;
    private final SecureRandom random = new SecureRandom();
    private final Queue<Long> drawn = new ConcurrentLinkedQueue<>();
    private final Batcher<String, Long> serials = new Batcher<>("serial-reader", AT_ONCE, this::draw);

    Numbers(JdbcClient log) {
        this.log = log;
    }

    UUID applicationId() {
        return TimeOrderedIds.next();
    }

    /** 26 characters, of which at least 128 bits are chance: it is all that protects the public status page. */
    String trackingCode() {
        var chance = new byte[TRACKING_CODE_LENGTH];
        random.nextBytes(chance);
        var code = new StringBuilder(TRACKING_CODE_LENGTH);
        for (byte one : chance) {
            code.append(ALPHABET.charAt(one & (ALPHABET.length() - 1))); // of which there are 32
        }
        return code.toString();
    }

    /** Unique over all instances; a refused command leaves a gap, and so does what is drawn in advance at a stop. */
    long cardSerial() {
        var serial = drawn.poll();
        return serial == null ? serials.ask(SERIAL) : serial;
    }

    @Override
    public void close() {
        serials.close();
    }

    private void draw(List<Waiting<String, Long>> batch) {
        try {
            var fresh = log.sql("select nextval('" + SERIAL + "') from generate_series(1, ?)")
                    .param(batch.size() + IN_ADVANCE).query(Long.class).list();
            for (int i = 0; i < batch.size(); i++) {
                batch.get(i).answer().complete(fresh.get(i));
            }
            drawn.addAll(fresh.subList(batch.size(), fresh.size()));
        } catch (DataAccessException e) {
            throw new LogUnavailable("no card serial", e);
        }
    }
}
