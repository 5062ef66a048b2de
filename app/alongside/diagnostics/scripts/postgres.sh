for dir in /usr/lib/postgresql/*/bin /opt/bitnami/postgresql/bin /usr/pgsql-*/bin; do
  [ -d "$dir" ] && PATH=$PATH:$dir
done
PGUSER=${PGUSER:-${POSTGRES_USER:-${POSTGRESQL_USERNAME:-postgres}}}
PGDATABASE=${PGDATABASE:-${POSTGRES_DB:-${POSTGRESQL_DATABASE:-$PGUSER}}}
[ -n "${PGPASSWORD-}" ] || PGPASSWORD=${POSTGRES_PASSWORD:-${POSTGRESQL_PASSWORD-}}
[ -n "$PGPASSWORD" ] || { [ -r "${POSTGRES_PASSWORD_FILE-}" ] && read -r PGPASSWORD <"$POSTGRES_PASSWORD_FILE"; }
PGCONNECT_TIMEOUT=5 PGOPTIONS='-c default_transaction_read_only=on -c statement_timeout=8000'
export PATH PGUSER PGDATABASE PGPASSWORD PGCONNECT_TIMEOUT PGOPTIONS

have pg_isready || have psql ||
  impossible 'There is neither pg_isready nor psql in this container.' 'Is it a database at all, or only its client?'
if have pg_isready; then
  used 'pg_isready'
  pg_isready -t 5
  case $? in
  0) ;;
  1) finding warning 'The server is there and refuses connections: it starts up or shuts down.' 'Look at its log.' ;;
  *) finding failed 'The server does not answer.' 'Look at its log.' && exit 0 ;;
  esac
fi
have psql || { note 'There is no psql in this container to ask for more.' && exit 0; }
used "pg_isready; psql -U $PGUSER -d $PGDATABASE"
ask() { psql -X -w -q "$@"; }
ask -At -c 'select version()' ||
  { finding warning 'It answers, and does not let the probe in.' 'User, database and password are taken from the environment (POSTGRES_USER, POSTGRES_DB, POSTGRES_PASSWORD).' && exit 0; }
title Connections
ask -c 'select coalesce(state, backend_type) as state, count(*) from pg_stat_activity group by 1 order by 2 desc'
set -- $(ask -At -F ' ' -c "select count(*), current_setting('max_connections') from pg_stat_activity where backend_type = 'client backend'")
[ $# -eq 2 ] && [ $(($1 * 10)) -ge $(($2 * 9)) ] &&
  finding warning "$1 of at most $2 connections are in use." 'Use a pool, or raise max_connections.'
title 'Longest running'
ask -c "select pid, usename, state, now() - query_start as since, wait_event_type as waits, left(regexp_replace(query, '\s+', ' ', 'g'), 80) as query
  from pg_stat_activity where state <> 'idle' and pid <> pg_backend_pid() order by query_start limit 10"
blocked=$(ask -At -c "select count(*) from pg_stat_activity where wait_event_type = 'Lock'")
[ "${blocked:-0}" -gt 0 ] 2>/dev/null &&
  finding warning "$blocked sessions wait for a lock." 'See above which query has run longest, and who waits.'
title 'Biggest databases'
ask -c 'select datname, pg_size_pretty(pg_database_size(datname)) as size from pg_database where datallowconn order by pg_database_size(datname) desc limit 10'
exit 0
