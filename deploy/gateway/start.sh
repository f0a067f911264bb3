#!/bin/sh
# Writes what the screens are told and may load, from the installation's settings, and starts nginx.
# TILES_URL: an address of map tiles with {z}, {x} and {y}, and a key where one is needed.
set -eu

origin() {
  printf '%s' "$1" | sed -E 's#^(https?://[^/]+).*#\1#; s#\{s\}#*#'
}

quoted() {
  printf '"%s"' "$(printf '%s' "$1" | sed 's/[\\"]/\\&/g')"
}

tiles=null
source=
if [ -n "${TILES_URL:-}" ]; then
  tiles="{\"url\": $(quoted "$TILES_URL"), \"attribution\": $(quoted "${TILES_ATTRIBUTION:-}"), \"maxZoom\": 18}"
  source=" $(origin "$TILES_URL")"
fi
printf '{"tiles": %s}\n' "$tiles" >/tmp/screens.json
# Scripts come from files only. Styles may stand in the page: charts and maps set theirs there.
printf 'add_header Content-Security-Policy "%s" always;\n' "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:$source; media-src 'self' blob:; worker-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'" >/tmp/policy.conf

# With a certificate in /etc/nginx/tls the gateway speaks TLS on 8443 and leads 8080 there; else it is
# plain on 8080.
ours=/etc/nginx/shirong
rm -rf /tmp/listen /tmp/servers
mkdir /tmp/listen /tmp/servers
if [ -e /etc/nginx/tls/tls.crt ]; then
  ln -s "$ours/tls.conf" /tmp/listen/
  ln -s "$ours/redirect.conf" /tmp/servers/
else
  ln -s "$ours/plain.conf" /tmp/listen/
fi
exec nginx -g 'daemon off;'
