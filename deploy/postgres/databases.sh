#!/bin/bash
# One database and one role per service. The role may connect to its own database only, and make
# tables there; it owns nothing else. Runs with the first start of the server; may be run again, to
# add a service or to change passwords:
#   docker compose -f deploy/compose.yaml exec postgres bash /docker-entrypoint-initdb.d/databases.sh
set -euo pipefail

sql() { psql --quiet --no-psqlrc -v ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" "$@"; }

for service in identity intake review dispatch closure media notice ledger; do
  name=${service^^}_DATABASE_PASSWORD
  password=${!name:?is not set}
  # The password reaches psql through its input, where no list of processes shows it.
  sql --dbname postgres -v service="$service" <<SQL
\set password '$password'
SELECT format('CREATE ROLE %I', :'service')
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'service') \gexec
ALTER ROLE :"service" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS
  CONNECTION LIMIT 60 PASSWORD :'password';
SELECT format('CREATE DATABASE %I TEMPLATE template0 ENCODING ''UTF8'' LOCALE ''C.UTF-8''', :'service')
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'service') \gexec
REVOKE ALL ON DATABASE :"service" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"service" TO :"service";
SQL
  sql --dbname "$service" -v service="$service" <<'SQL'
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO :"service";
SQL
done
sql --dbname postgres <<'SQL'
REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC;
SQL
