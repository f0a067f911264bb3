#!/bin/bash
# Puts the passwords of services and operator into the definitions, where only the broker can read them, and starts it.
# The broker takes the file in at every start, so a changed password holds from the next start on.
set -euo pipefail

definitions=$(</etc/rabbitmq/definitions.json)
for user in identity intake review dispatch closure media notice ledger operator; do
  name=${user^^}_BUS_PASSWORD
  password=${!name:-}
  if [[ ! $password =~ ^[A-Za-z0-9_-]{16,}$ ]]; then
    echo >&2 "cannot start: $name must have 16 characters or more, only letters, digits, - and _"
    exit 1
  fi
  definitions=${definitions//"\${$name}"/"$password"}
  unset "$name"
done

install -d -m 700 -o rabbitmq -g rabbitmq /run/definitions
(umask 077 && printf '%s\n' "$definitions" >/run/definitions/definitions.json)
chown rabbitmq: /run/definitions/definitions.json

# With a certificate in /opt/tls the broker speaks TLS on 5671 too.
rm -f /etc/rabbitmq/conf.d/30-tls.conf
if [[ -e /opt/tls/tls.crt ]]; then
  install -d -m 700 -o rabbitmq -g rabbitmq /run/tls
  install -m 400 -o rabbitmq -g rabbitmq /opt/tls/tls.crt /opt/tls/tls.key /run/tls/
  install -m 444 /opt/tls.conf /etc/rabbitmq/conf.d/30-tls.conf
fi
exec docker-entrypoint.sh rabbitmq-server
