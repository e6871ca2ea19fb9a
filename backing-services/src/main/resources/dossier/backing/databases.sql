-- The three databases whose names begin with :databases, each with its owner and its users. Says what is still to be executed.
SELECT CASE
           WHEN NOT EXISTS (SELECT FROM pg_database WHERE datname = name)
               THEN 'CREATE DATABASE ' || name || ' OWNER ' || owner
       END,
       'REVOKE ALL ON DATABASE ' || name || ' FROM PUBLIC',
       'GRANT CONNECT ON DATABASE ' || name || ' TO ' || users
FROM (VALUES (:'databases' || '_log', 'dossier', 'dossier_command'),
             (:'databases' || '_keys', 'dossier', 'dossier_command, dossier_query'),
             (:'databases' || '_query', 'dossier_query_owner', 'dossier_query')) AS part (name, owner, users)
\gexec
