#!/bin/sh
# Run once by the postgres image on an empty data folder: the role the application signs in as.
# Its rights are given after each migration by `manage.py migrate`.
set -eu
psql --set ON_ERROR_STOP=1 --set password="$APP_DATABASE_PASSWORD" \
    --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
CREATE ROLE carecenter_app LOGIN PASSWORD :'password';
SQL
