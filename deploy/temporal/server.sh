#!/bin/sh
# The Temporal server takes its database's password from its environment only: here it comes from a file.
set -eu
POSTGRES_PWD=$(cat "$POSTGRES_PWD_FILE")
export POSTGRES_PWD
exec temporal-server start
