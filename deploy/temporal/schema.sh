#!/bin/sh
# Brings Temporal's two databases to the schema of this version of the server. May be repeated; an upgrade of Temporal
# runs it before the new server starts. SQL_HOST, SQL_PORT and SQL_USER say where.
set -eu
SQL_PLUGIN=postgres12
SQL_PASSWORD=$(cat "$SQL_PASSWORD_FILE")
export SQL_PLUGIN SQL_PASSWORD
for each in temporal:temporal temporal_visibility:visibility; do
  export SQL_DATABASE="${each%:*}"
  # Only where the database is empty does this do anything.
  temporal-sql-tool setup-schema --version 0.0
  temporal-sql-tool update-schema --schema-name "postgresql/v12/${each#*:}"
done
