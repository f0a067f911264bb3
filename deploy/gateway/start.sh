#!/bin/sh
# With a certificate in /etc/nginx/tls the gateway speaks TLS on 8443 and leads 8080 there; else it is
# plain on 8080.
set -eu

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
