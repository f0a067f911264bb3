#!/bin/sh
# Each service's keys open its own bucket and nothing else; all but the S3 port listens inside the container only.
set -eu

: "${OBJECTS_ACCESS_KEY:?is not set}" "${OBJECTS_SECRET_KEY:?is not set}"
: "${LEDGER_OBJECTS_ACCESS_KEY:?is not set}" "${LEDGER_OBJECTS_SECRET_KEY:?is not set}"
mkdir -p /tmp/objects
cat >/tmp/objects/s3.json <<JSON
{"identities": [{
  "name": "media",
  "credentials": [{"accessKey": "$OBJECTS_ACCESS_KEY", "secretKey": "$OBJECTS_SECRET_KEY"}],
  "actions": ["Admin:photos", "Read:photos", "Write:photos", "List:photos"]
}, {
  "name": "ledger",
  "credentials": [{"accessKey": "$LEDGER_OBJECTS_ACCESS_KEY", "secretKey": "$LEDGER_OBJECTS_SECRET_KEY"}],
  "actions": ["Admin:exports", "Read:exports", "Write:exports", "List:exports"]
}]}
JSON
unset OBJECTS_ACCESS_KEY OBJECTS_SECRET_KEY LEDGER_OBJECTS_ACCESS_KEY LEDGER_OBJECTS_SECRET_KEY
exec /entrypoint.sh server -filer -s3 -s3.config=/tmp/objects/s3.json \
  -ip=127.0.0.1 -ip.bind=127.0.0.1 -s3.ip.bind=0.0.0.0 -s3.iam=false \
  -s3.port.iceberg=0 -s3.port.lance=0 -master.peers=none -master.telemetry=false
