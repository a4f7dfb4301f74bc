#!/bin/sh
# Makes the secrets of a live installation that can be made: random, one a file, in the folder named (./secrets).
# What is there already stays as it is. The folder is for its owner only; the files in it can be read by the accounts of
# the containers, into which they are mounted one by one.
set -eu
folder="${1:-secrets}"
umask 077
mkdir -p "$folder"
make() {
  [ -s "$folder/$1" ] || printf '%s\n' "$2" > "$folder/$1"
  chmod 0444 "$folder/$1"
}
random() { od -An -N32 -tx1 /dev/urandom | tr -d ' \n'; }
make postgres_password "$(random)"
make database_password "$(random)"
make temporal_database_password "$(random)"
make session_secret "$(random)"
make database_url "postgresql://supervision:$(cat "$folder/database_password")@${DATABASE_HOST:-postgres:5432}/supervision"
# Stays empty where nobody signs in with OpenID Connect.
[ -e "$folder/openid_client_secret" ] || : > "$folder/openid_client_secret"
chmod 0444 "$folder/openid_client_secret"
echo "The secrets are in $folder."
[ -s "$folder/smtp_url" ] || echo "Still to be written by you: $folder/smtp_url (smtps://account:password@relay.council.example:465)"
