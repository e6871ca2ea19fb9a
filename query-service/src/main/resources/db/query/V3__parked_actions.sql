-- What operators did about parked applications. It is no fold of the topic: a rebuild keeps it.
create table parked_action (
    id              bigint      generated always as identity primary key,
    taken_at        timestamptz not null default now(),
    actor           text        not null,
    role            text        not null,
    action          text        not null check (action in ('RETRY', 'SKIP')),
    application_id  uuid        not null,
    record          bigint      not null, -- the first that waited: its parked_record.id, its place, and what it waited for
    topic           text        not null,
    topic_id        text        not null,
    partition       int         not null,
    record_offset   bigint      not null,
    sequence        int,
    type            text,
    waited_for      text        not null,
    reason          text        check ((action = 'SKIP') = (reason is not null)),
    applied         int[]       not null, -- sequences
    skipped         int[]       not null, -- sequences
    waiting         bigint      not null, -- records, afterwards
    waiting_for     text
);

grant select, insert on parked_action to dossier_query;
