package dossier.command;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

import dossier.command.Refusal.Code;
import dossier.command.log.LogUnavailable;

/**
 * Answers that were given, by the caller's key. They are written by the log in the transaction of the events, so that an
 * answer is kept exactly if its command took effect.
 */
final class IdempotencyKeys {

    private static final int FORGOTTEN_AT_ONCE = 10_000;

    @SuppressWarnings("ArrayRecordComponent") // bytes straight from the database
    private record Row(byte[] fingerprint, byte[] answer) {}

    private final JdbcClient log;
    private final JsonMapper json;

    IdempotencyKeys(JdbcClient log, JsonMapper json) {
        this.log = log;
        this.json = json;
    }

    /**
     * The answer this very request got before.
     *
     * @throws Refusal if the caller used the key for another request
     */
    Optional<Answer> find(Request request) {
        if (request.idempotencyKey() == null) {
            return Optional.empty();
        }
        var row = row(request.actor(), request.idempotencyKey());
        if (row.isPresent() && !Arrays.equals(row.get().fingerprint(), request.fingerprint())) {
            throw new Refusal(Code.IDEMPOTENCY_KEY_REUSED, "This Idempotency-Key was used for another request.");
        }
        return row.map(found -> json.readValue(found.answer(), Answer.class));
    }

    /** Forgets the keys that were written before that time, by the database's clock, in short transactions. */
    void forgetOlderThan(Duration age) {
        try {
            int forgotten;
            do {
                forgotten = log
                        .sql("delete from idempotency_key where ctid = any(array(select ctid from idempotency_key"
                                + " where created_at < now() - ? * interval '1 second' limit ?))")
                        .params(age.toSeconds(), FORGOTTEN_AT_ONCE).update();
            } while (forgotten == FORGOTTEN_AT_ONCE);
        } catch (DataAccessException e) {
            throw new LogUnavailable("old keys were not forgotten", e);
        }
    }

    private Optional<Row> row(String caller, String key) {
        try {
            return log.sql("select fingerprint, answer from idempotency_key where caller = ? and key = ?")
                    .params(caller, key)
                    .query((row, _) -> new Row(row.getBytes("fingerprint"), row.getBytes("answer"))).optional();
        } catch (DataAccessException e) {
            throw new LogUnavailable("the log cannot be read", e);
        }
    }
}
