-- Thrown away and rebuilt at will: everything here is a fold of the topic. Nothing that names a person stands in clear;
-- what the views show of a person is decrypted at reading, so that destroying a key erases it here in the same moment.

-- The current view: columns for what lists filter and sort by, the whole case as folded in `state`.
create table application (
    application_id uuid        primary key,
    version        int         not null,
    status         text        not null,
    region         text        not null,
    category       text        not null,
    tracking_code  text        not null unique,
    card_number    text,
    submitted_at   timestamptz not null,
    submitted_on   date        not null,
    due_at         timestamptz,
    due_order      timestamptz not null -- a case without a limit sorts behind all that have one
                   generated always as (coalesce(due_at, timestamptz '9999-12-31 00:00:00+00')) stored,
    issued_on      date,
    state          text        not null
);
create index application_by_submission on application (submitted_at, application_id);
create index application_by_status on application (status, submitted_at, application_id);
create index application_by_region on application (region, submitted_at, application_id);
create index application_by_due_date on application (due_order, application_id);
create index application_by_card on application (card_number) where card_number is not null;
create index application_by_day on application (submitted_on, status, region);
create index application_by_issue on application (issued_on, region) where issued_on is not null;

-- Keyed hashes of a name and its prefixes: names are found without being kept.
create table name_token (
    token          bigint not null,
    application_id uuid   not null,
    primary key (token, application_id)
);

-- Every event with exactly the bytes of the log, its personal member still encrypted.
create table history (
    application_id uuid        not null,
    sequence       int         not null,
    event_id       uuid        not null,
    type           text        not null,
    version        int         not null,
    occurred_at    timestamptz not null,
    actor          text        not null,
    role           text        not null,
    payload        bytea       not null,
    primary key (application_id, sequence)
);

-- How far each partition is applied; advanced in the transaction of the batch, only from the value the batch began at.
create table consumer_offset (
    topic       text   not null,
    partition   int    not null,
    topic_id    text   not null,
    next_offset bigint not null,
    primary key (topic, partition)
);

-- Records that could not be applied and those behind them of the same application. An application is parked as long as
-- it has a row here; `id` is the order of arrival.
create table parked_record (
    id             bigint      generated always as identity primary key,
    application_id uuid,
    topic          text        not null,
    topic_id       text        not null,
    partition      int         not null,
    record_offset  bigint      not null,
    reason         text        not null,
    record_key     text,
    header_names   bytea[]     not null,
    header_values  bytea[]     not null,
    value          bytea,
    parked_at      timestamptz not null default now(),
    unique (topic_id, partition, record_offset)
);
create index parked_record_by_application on parked_record (application_id);
create index parked_record_by_partition on parked_record (topic, partition);

grant usage on schema public to dossier_query;
grant select, insert, update on application, consumer_offset to dossier_query;
grant select, insert on history, name_token to dossier_query;
grant select, insert, update, delete on parked_record to dossier_query;
