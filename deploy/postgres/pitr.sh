#!/bin/bash
# PostgreSQL back at any moment: a copy of its files (base) and every log file since (wal) lie in
# the folder ARCHIVE.
#   pitr.sh archive PATH NAME      keeps one log file; the server calls it
#   pitr.sh base                   makes a copy while the server runs; once a week or more often
#   pitr.sh restore DATA MOMENT    fills an empty DATA so that the server, started on it, goes to
#                                  MOMENT ('2026-11-26 02:00:00+08', or 'latest')
#   pitr.sh prune KEEP             drops all but the last KEEP copies, and the logs before them
set -euo pipefail
: "${ARCHIVE:?is not set}"

archive() {
  local kept="$ARCHIVE/wal/$2"
  mkdir -p "$ARCHIVE/wal"
  # The same file may be sent again after a crash; another one under its name may not.
  if [ -e "$kept" ]; then cmp -s "$1" "$kept"; return; fi
  cp "$1" "$kept.unfinished"
  sync "$kept.unfinished"
  mv "$kept.unfinished" "$kept"
  sync "$ARCHIVE/wal"
}

base() {
  local name
  name=$(date -u +%Y-%m-%dT%H-%M-%SZ)
  mkdir -p "$ARCHIVE/base"
  pg_basebackup --pgdata="$ARCHIVE/base/$name.unfinished" --format=tar --gzip --checkpoint=fast \
    --wal-method=fetch --username="${POSTGRES_USER:-postgres}"
  mv "$ARCHIVE/base/$name.unfinished" "$ARCHIVE/base/$name"
  echo "$ARCHIVE/base/$name"
}

restore() {
  local data=$1 moment=$2 chosen='' copy
  [ -z "$(ls -A "$data")" ] || { echo "not done: $data isn't empty"; exit 1; }
  for copy in "$ARCHIVE"/base/*Z; do
    if [ "$moment" = latest ] || [ "$(stat -c %Y "$copy/backup_manifest")" -le "$(date -d "$moment" +%s)" ]
    then chosen=$copy; fi
  done
  [ -n "$chosen" ] || { echo "not done: no copy is older than $moment"; exit 1; }
  tar --extract --gzip --file="$chosen/base.tar.gz" --directory="$data"
  chmod 700 "$data"
  {
    echo "restore_command = 'cp \"$ARCHIVE/wal/%f\" \"%p\"'"
    echo "recovery_target_action = 'promote'"
    [ "$moment" = latest ] || echo "recovery_target_time = '$moment'"
  } >>"$data/postgresql.auto.conf"
  touch "$data/recovery.signal"
  echo "from $chosen to $moment"
}

prune() {
  local keep=$1 copies first
  copies=("$ARCHIVE"/base/*Z)
  while [ "${#copies[@]}" -gt "$keep" ]; do
    rm -r "${copies[0]}"
    copies=("${copies[@]:1}")
  done
  first=$(tar --extract --gzip --to-stdout --file="${copies[0]}/base.tar.gz" backup_label |
    sed -n 's/^START WAL LOCATION: .* (file \([0-9A-F]*\))$/\1/p')
  pg_archivecleanup "$ARCHIVE/wal" "$first"
}

case "${1:-}" in
  archive | base | restore | prune) "$@" ;;
  *) sed -n '2,10p' "$0"; exit 2 ;;
esac
