-- The only truth. Appended in groups by command-services, never changed: no role but the owner may update or delete.
create table event (
    global_index   bigint generated always as identity (cache 1) primary key, -- a larger cache would break the order
    event_id       uuid        not null unique,
    application_id uuid        not null,
    sequence       int         not null check (sequence >= 1),
    type           text        not null,
    version        int         not null check (version >= 1),
    occurred_at    timestamptz not null,
    actor          text        not null,
    role           text        not null,
    command        text        not null,
    traceparent    text,
    payload        bytea       not null,
    xid            xid8        not null default pg_current_xact_id(), -- what the ledger tells new from known by
    constraint event_application_sequence unique (application_id, sequence)
);
create index event_xid on event (xid);

-- RFC 9162 leaf hash; StoredEvent.leafHash computes the same in Java. Stable, because convert_to is: declared immutable
-- it would not be inlined and take three times as long.
create function leaf_hash(e event) returns bytea language sql stable parallel safe as $$
    select sha256('\x00'::bytea
        || int4send(16) || uuid_send(e.event_id)
        || int4send(16) || uuid_send(e.application_id)
        || int4send(4) || int4send(e.sequence)
        || int4send(octet_length(e.type)) || convert_to(e.type, 'UTF8')
        || int4send(4) || int4send(e.version)
        || int4send(8) || int8send((extract(epoch from e.occurred_at) * 1000000)::bigint)
        || int4send(octet_length(e.actor)) || convert_to(e.actor, 'UTF8')
        || int4send(octet_length(e.role)) || convert_to(e.role, 'UTF8')
        || int4send(octet_length(e.command)) || convert_to(e.command, 'UTF8')
        || int4send(octet_length(e.payload)) || e.payload)
$$;

-- Dense positions of committed events, with their hashes. The last row of each batch keeps the snapshot the batch saw:
-- what is visible now and was not in it is new. No foreign key: it would cost half as much again and lock each event's
-- row; events cannot be deleted anyway.
create table ledger (
    position     bigint   primary key check (position >= 1),
    global_index bigint   not null unique,
    hash         bytea    not null,
    seen         pg_snapshot,
    cluster      bigint -- system identifier of the PostgreSQL whose transactions the snapshot speaks of
);

-- Who numbers and relays, by the database's clock. Election only saves work; the ledger's primary key and the
-- producer's epoch keep two holders harmless.
create table lease (
    name       text primary key,
    holder     text        not null,
    expires_at timestamptz not null
);

-- Claims and answers that are true together with the events of a command, or not at all.
create table open_application (
    person         bytea primary key, -- HMAC of the citizen ID
    application_id uuid not null unique
);

create table receipt (
    receipt_number text primary key,
    application_id uuid not null
);

create table idempotency_key (
    caller      text        not null,
    key         text        not null,
    fingerprint bytea       not null, -- of method, path and body
    answer      bytea       not null,
    created_at  timestamptz not null default now(),
    constraint idempotency_key_pkey primary key (caller, key)
);

create sequence card_serial;

grant usage on schema public to dossier_command;
grant select, insert on event, ledger, receipt, idempotency_key to dossier_command;
grant select, insert, delete on open_application to dossier_command;
grant select, insert, update on lease to dossier_command;
grant usage on sequence card_serial to dossier_command;
