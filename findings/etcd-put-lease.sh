#!/bin/sh
# A put to a key of etcd that names no lease takes the key out of its lease: it is there for ever.
#
# Expected: a lease holds the key until the key is deleted or given another lease; a put that says nothing of leases changes the value. So an
#   entry that announces a member goes when the member does, whoever wrote its value last.
# Happens: a put without a lease is a put with lease 0. The lease goes on, without the key, and when it ends nothing is deleted: a member that
#   renews its entry by way of some other code, or an operator who mends a value by hand, makes it eternal. The answer to the put
#   does not say so; lease/timetolive with keys does. ignore_lease in the put keeps the lease.
# Version: etcd-server 3.4.23-4+b4 of Debian 12.
# Source: etcd.io/docs/v3.4/dev-guide/api_reference_v3 (PutRequest: lease, ignore_lease).
set -eu
command -v curl >/dev/null || exit 69
folder=$(mktemp -d)
server=
stop() {
  if [ -n "$server" ]; then
    kill -CONT "$server" 2>/dev/null || true
    kill "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
  fi
  server=
}
trap 'stop; rm -rf "$folder"' EXIT
cd "$folder"
apt-get -q -o APT::Sandbox::User=root download etcd-server=3.4.23-4+b4 >/dev/null || exit 69
for deb in *.deb; do dpkg -x "$deb" root; done
client=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
peer=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')

start() {
  root/usr/bin/etcd --data-dir data --listen-client-urls "http://127.0.0.1:$client" --advertise-client-urls "http://127.0.0.1:$client" \
    --listen-peer-urls "http://127.0.0.1:$peer" --initial-advertise-peer-urls "http://127.0.0.1:$peer" \
    --initial-cluster "default=http://127.0.0.1:$peer" >log 2>&1 &
  server=$!
  for _ in $(seq 100); do
    if curl -sf "http://127.0.0.1:$client/health" >/dev/null; then return; fi
    sleep 0.1
  done
  echo "etcd is not up after 10 s" >&2
  exit 69
}
ask() { curl -sf "http://127.0.0.1:$client/v3/$1" -d "$2"; }
keys() { ask lease/timetolive "{\"ID\":$1,\"keys\":true}" | sed 's/.*"keys":\[\([^]]*\)\].*/\1/; s/^{.*/none/'; }
key() { if ask kv/range "{\"key\":\"$1\"}" | grep -q '"kvs"'; then echo there; else echo gone; fi; }
{
  root/usr/bin/etcd --version | head -n 1
  start
  for lease in 7 8; do ask lease/grant "{\"TTL\":3,\"ID\":$lease}" >/dev/null; done
  ask kv/put '{"key":"YQ==","value":"MQ==","lease":7}' >/dev/null
  ask kv/put '{"key":"Yg==","value":"MQ==","lease":8}' >/dev/null
  echo "put with a lease: the leases hold $(keys 7) and $(keys 8)"
  ask kv/put '{"key":"YQ==","value":"Mg=="}' >/dev/null
  ask kv/put '{"key":"Yg==","value":"Mg==","ignore_lease":true}' >/dev/null
  echo "put again, the second with ignore_lease: they hold $(keys 7) and $(keys 8)"
  sleep 6
  echo "3 s after their end: the first key is $(key YQ==), the second $(key Yg==)"
  stop
} | tee seen
cat >wanted <<'TEXT'
etcd Version: 3.4.23
put with a lease: the leases hold "YQ==" and "Yg=="
put again, the second with ignore_lease: they hold none and "Yg=="
3 s after their end: the first key is there, the second gone
TEXT
cmp -s seen wanted || { echo "this has changed" >&2; exit 1; }
