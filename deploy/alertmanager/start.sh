#!/bin/sh
# Alertmanager reads no environment: where alerts go is written into its configuration here.
set -eu
config=/tmp/alertmanager.yml
cat /etc/alertmanager/shirong.yml >$config
if [ -n "${ALERT_WEBHOOK_URL:-}" ]; then
  printf '    webhook_configs: [{url: "%s"}]\n' "$ALERT_WEBHOOK_URL" >>$config
fi
exec /bin/alertmanager --config.file=$config --storage.path=/alertmanager
