-- Kept outside the log and its backups: destroying a row erases a person from log, topics and read models at once.
create table application_key (
    application_id uuid  primary key,
    wrapped_key    bytea not null -- Tink keyset, encrypted by the master key
);

grant usage on schema public to dossier_command, dossier_query;
grant select, insert on application_key to dossier_command;
grant select on application_key to dossier_query;
