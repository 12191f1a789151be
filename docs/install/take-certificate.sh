#!/bin/sh
# certbot 每次拿到新证书后执行（--deploy-hook）。certbot runs it whenever it has a new certificate.
set -eu
umask 077
served=/etc/haproxy/sanketang.pem
cat "$RENEWED_LINEAGE/fullchain.pem" "$RENEWED_LINEAGE/privkey.pem" > "$served.new"
mv "$served.new" "$served"
systemctl reload haproxy
