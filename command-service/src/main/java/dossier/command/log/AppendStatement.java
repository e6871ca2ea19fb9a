package dossier.command.log;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

import dossier.command.log.Append.Answer;
import dossier.command.log.Companions.Claim;
import dossier.events.StoredEvent;

/** One statement, one round trip and one transaction for the rows of any number of commands. */
final class AppendStatement {

    /**
     * The timer of a limit that is over already, because the command's clock was set, waits for the commands that follow at
     * once.
     */
    private static final String SQL = """
            with events as (
                insert into event (event_id, application_id, sequence, type, version, occurred_at, actor, role, command,
                                   traceparent, payload)
                select e, a, s, t, v, o, c, r, m, p, b
                  from unnest(?::uuid[], ?::uuid[], ?::int[], ?::text[], ?::int[], ?::timestamptz[], ?::text[],
                              ?::text[], ?::text[], ?::text[], ?::bytea[])
                       with ordinality as u(e, a, s, t, v, o, c, r, m, p, b, n)
                 order by n),
            closed as (delete from open_application where application_id = any(?::uuid[])),
            opened as (insert into open_application (person, application_id)
                       select * from unnest(?::bytea[], ?::uuid[])),
            receipts as (insert into receipt (receipt_number, application_id)
                         select * from unnest(?::text[], ?::uuid[])),
            ended as (delete from deadline where application_id = any(?::uuid[])),
            started as (insert into deadline (application_id, due_at, fire_at)
                        select a, d, greatest(d, clock_timestamp() + interval '10 s')
                          from unnest(?::uuid[], ?::timestamptz[]) as u(a, d)
                        on conflict (application_id)
                        do update set due_at = excluded.due_at, fire_at = excluded.fire_at),
            answers as (insert into idempotency_key (caller, key, fingerprint, answer)
                        select * from unnest(?::text[], ?::text[], ?::bytea[], ?::bytea[]))
            select 1""";

    /** Batches that meet in the database take their rows in one order, so that they wait instead of dead-locking. */
    private static final Comparator<StoredEvent> IN_ONE_ORDER = Comparator.comparing(StoredEvent::applicationId)
            .thenComparingInt(StoredEvent::sequence);

    private AppendStatement() {}

    static void execute(Connection connection, List<Append> appends) throws SQLException {
        var events = flatten(appends, Append::events).stream().sorted(IN_ONE_ORDER).toList();
        var claims = flatten(appends, Append::claims);
        var closed = of(Claim.Closed.class, claims).toList();
        var opened = of(Claim.OpenApplication.class, claims).toList();
        var receipts = of(Claim.Receipt.class, claims).sorted(Comparator.comparing(Claim.Receipt::number)).toList();
        var due = of(Claim.Due.class, claims).sorted(Comparator.comparing(Claim.Due::applicationId)).toList();
        var ended = due.stream().filter(one -> one.dueAt() == null).toList();
        var started = due.stream().filter(one -> one.dueAt() != null).toList();
        var answers = new ArrayList<Answer>();
        for (var append : appends) {
            if (append.answer() != null) {
                answers.add(append.answer());
            }
        }
        answers.sort(Comparator.comparing(Answer::caller).thenComparing(Answer::key));
        try (var statement = connection.prepareStatement(SQL)) {
            var arrays = new Arrays(connection, statement);
            arrays.set("uuid", events, StoredEvent::eventId);
            arrays.set("uuid", events, StoredEvent::applicationId);
            arrays.set("int4", events, StoredEvent::sequence);
            arrays.set("text", events, StoredEvent::type);
            arrays.set("int4", events, StoredEvent::version);
            arrays.set("text", events, event -> event.occurredAt().toString());
            arrays.set("text", events, StoredEvent::actor);
            arrays.set("text", events, StoredEvent::role);
            arrays.set("text", events, StoredEvent::command);
            arrays.set("text", events, StoredEvent::traceparent);
            arrays.set("bytea", events, StoredEvent::payload);
            arrays.set("uuid", closed, Claim.Closed::applicationId);
            arrays.set("bytea", opened, Claim.OpenApplication::person);
            arrays.set("uuid", opened, Claim.OpenApplication::applicationId);
            arrays.set("text", receipts, Claim.Receipt::number);
            arrays.set("uuid", receipts, Claim.Receipt::applicationId);
            arrays.set("uuid", ended, Claim.Due::applicationId);
            arrays.set("uuid", started, Claim.Due::applicationId);
            arrays.set("text", started, one -> String.valueOf(one.dueAt()));
            arrays.set("text", answers, Answer::caller);
            arrays.set("text", answers, Answer::key);
            arrays.set("bytea", answers, Answer::fingerprint);
            arrays.set("bytea", answers, Answer::bytes);
            statement.execute();
        }
    }

    private static <C extends Claim> Stream<C> of(Class<C> kind, List<Claim> claims) {
        return claims.stream().filter(kind::isInstance).map(kind::cast);
    }

    private static <T> List<T> flatten(List<Append> appends, Function<Append, Collection<T>> rows) {
        return appends.stream().flatMap(append -> rows.apply(append).stream()).toList();
    }
}
