#!/bin/sh
# Backs up the service's database into a file, while the service runs: backup.sh FILE
# libpq's own variables say which database (PGHOST, PGPORT, PGUSER, PGDATABASE) and PGPASSWORD_FILE where its password is.
# The file holds people's data: it is readable by its owner only, and wants a place that is encrypted.
set -eu
file="${1:?usage: backup.sh FILE}"
if [ -n "${PGPASSWORD_FILE:-}" ]; then
  PGPASSWORD=$(cat "$PGPASSWORD_FILE")
  export PGPASSWORD
fi
umask 077
unfinished="$file.unfinished"
trap 'rm -f "$unfinished"' EXIT
# With the rights of the service's roles: without them nothing that is restored could be read.
pg_dump --format=custom --no-owner --file="$unfinished"
# A backup that cannot be read is none.
pg_restore --list "$unfinished" > /dev/null
sync "$unfinished"
mv "$unfinished" "$file"
