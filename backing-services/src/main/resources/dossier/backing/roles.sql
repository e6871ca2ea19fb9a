-- The four roles, none of which may do more than own or use its databases. Says what is still to be executed.
SELECT 'CREATE ROLE ' || name || ' LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION'
FROM unnest(ARRAY['dossier', 'dossier_query_owner', 'dossier_command', 'dossier_query']) AS name
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name)
\gexec
-- By default everybody may connect to every database.
SELECT 'REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC'
\gexec
