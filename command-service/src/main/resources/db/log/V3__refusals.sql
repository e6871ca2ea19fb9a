-- Commands that were refused: who tried what on which application, when, and with which code it was answered. They are
-- no part of any application's stream. Nothing of a request's body is kept, and so no personal data.
create table refusal (
    id             bigint generated always as identity primary key,
    refused_at     timestamptz not null default now(), -- one clock for all instances, so that pages have one order
    actor          text        not null,
    roles          text[]      not null, -- those of the token
    command        text        not null,
    application_id uuid,                 -- as the request named it; it need not exist
    code           text        not null,
    status         int         not null,
    traceparent    text
);
create index refusal_time on refusal (refused_at, id);
create index refusal_actor on refusal (actor, refused_at, id);
create index refusal_command on refusal (command, refused_at, id);
create index refusal_code on refusal (code, refused_at, id);
create index refusal_application on refusal (application_id, refused_at, id);

grant select, insert on refusal to dossier_command;
