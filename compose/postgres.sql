-- Runs once, on an empty data volume. The roles and databases are those of ./dossier start.
\set databases dossier
\ir /dossier/roles.sql
\ir /dossier/databases.sql
-- What psql reads from a file stands in no process list.
\set password `cat /run/secrets/owner-password`
ALTER ROLE dossier PASSWORD :'password';
\set password `cat /run/secrets/query-owner-password`
ALTER ROLE dossier_query_owner PASSWORD :'password';
\set password `cat /run/secrets/command-service-password`
ALTER ROLE dossier_command PASSWORD :'password';
\set password `cat /run/secrets/query-service-password`
ALTER ROLE dossier_query PASSWORD :'password';
