#!/bin/sh
# 区县自己的证书机构，和它签的服务器证书（网页、中继两个名字）：
# The county's own authority, and the server's certificate of it, for the two names:
#     sudo sh docs/install/make-certificate.sh class.example.edu.cn relay.example.edu.cn
# Again, when it is about to expire: the authority stays, so classroom PCs need nothing new. The
# authority can vouch for these two names only, whoever gets hold of it.
set -eu
umask 077
name=$1 relay=$2
authority=/etc/sanketang/authority served=/etc/haproxy/sanketang.pem
root=/usr/local/share/ca-certificates/sanketang.crt            # this machine trusts it, too

new() { openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes "$@"; }

mkdir -p "$authority"
if [ ! -f "$authority/key.pem" ]; then
    new -days 3650 -subj "/O=Sanketang/CN=$name authority" \
        -addext "keyUsage=critical,keyCertSign,cRLSign" \
        -addext "nameConstraints=critical,permitted;DNS:$name,permitted;DNS:$relay" \
        -out "$root" -keyout "$authority/key.pem"
    chmod 644 "$root"
    (umask 022 && update-ca-certificates > /dev/null)
fi
# Browsers take certificates of one's own authority for 825 days at most.
new -days 820 -subj "/CN=$name" -CA "$root" -CAkey "$authority/key.pem" \
    -addext "subjectAltName=DNS:$name,DNS:$relay" \
    -addext "basicConstraints=critical,CA:FALSE" \
    -addext "extendedKeyUsage=serverAuth" \
    -out "$authority/server.pem" -keyout "$authority/server.key"
cat "$authority/server.pem" "$authority/server.key" > "$served.new"
mv "$served.new" "$served"
rm "$authority/server.key"
openssl x509 -in "$served" -noout -subject -enddate
