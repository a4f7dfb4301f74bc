#!/bin/sh
# Makes the accounts, roles and databases of the service and of Temporal. The image of PostgreSQL runs it once, with an
# empty volume; run again by hand, it makes what is missing and gives the accounts the passwords that the secrets hold now.
# Where the database is elsewhere: psql's own variables (PGHOST, PGUSER, PGPASSWORD, ...) say where.
set -eu
export SECRETS="${SECRETS:-/run/secrets}"
psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 \
  --username "${POSTGRES_USER:-postgres}" --dbname postgres <<'SQL'
\set supervision `cat "$SECRETS/database_password"`
\set temporal `cat "$SECRETS/temporal_database_password"`
SELECT format('CREATE ROLE %I', name) FROM unnest(ARRAY['supervision', 'temporal']) AS name
  WHERE name NOT IN (SELECT rolname FROM pg_roles) \gexec
ALTER ROLE supervision LOGIN PASSWORD :'supervision';
ALTER ROLE temporal LOGIN PASSWORD :'temporal';
-- In which the service works (decision 0027): nobody logs in as one, and their rights come by the migrations.
SELECT format('CREATE ROLE %I NOLOGIN', name) FROM unnest(ARRAY['mas_none', 'mas_case', 'mas_person', 'mas_whole']) AS name
  WHERE name NOT IN (SELECT rolname FROM pg_roles) \gexec
GRANT mas_none, mas_case, mas_person, mas_whole TO supervision WITH INHERIT FALSE, SET TRUE;
SELECT format('CREATE DATABASE %I OWNER %I', name, owner)
  FROM (VALUES ('supervision', 'supervision'), ('temporal', 'temporal'), ('temporal_visibility', 'temporal'))
    AS wanted (name, owner)
  WHERE name NOT IN (SELECT datname FROM pg_database) \gexec
REVOKE ALL ON DATABASE supervision, temporal, temporal_visibility FROM PUBLIC;
SQL
