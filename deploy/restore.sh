#!/bin/sh
# Puts a backup into the service's database, which must be empty: restore.sh FILE
# The same variables as backup.sh. All or nothing: a backup that does not go in whole leaves the database empty.
set -eu
file="${1:?usage: restore.sh FILE}"
if [ -n "${PGPASSWORD_FILE:-}" ]; then
  PGPASSWORD=$(cat "$PGPASSWORD_FILE")
  export PGPASSWORD
fi
tables=$(psql --no-psqlrc --tuples-only --no-align --command \
  "SELECT count(*) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')")
if [ "$tables" -ne 0 ]; then
  echo "The database ${PGDATABASE:-} is not empty ($tables tables): restore into a new one" >&2
  exit 1
fi
pg_restore --single-transaction --exit-on-error --no-owner --dbname="${PGDATABASE:?}" "$file"
