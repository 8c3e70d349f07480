#!/bin/sh
# Makes Temporal's two databases, or brings them to the shape that this version of it needs.
# https://docs.temporal.io/self-hosted-guide/upgrade-server
set -eu
ask() { temporal-sql-tool --plugin postgres12 --ep temporal-postgres --port 5432 --user temporal --db "$@"; }
for database in temporal visibility; do
  name=temporal
  [ "$database" = temporal ] || name=temporal_visibility
  ask "$name" create
  ask "$name" setup-schema --version 0.0
  ask "$name" update-schema --schema-dir "/etc/temporal/schema/postgresql/v12/$database/versioned"
done
