#!/bin/sh
# A transaction of etcd that compares the value of a missing key fails with "not equal" as with "equal", "less" and "greater".
#
# Expected: of `=` and `!=` one holds, whatever the key: "if the lock's value is not mine" is true where there is no lock. Or a missing value is the
#   empty one, as it is in an answer.
# Happens: any comparison of the value of a key that is not there is false, so the `failure` branch runs for both: a guard of the form
#   value("leader") != "me" stops as if somebody were the leader, until a first one is. Its sisters do see a missing key:
#   version, create revision, mod revision and lease are 0 there, and != 5 holds. To ask for a missing key, compare its version with 0.
# Version: etcd-server 3.4.23-4+b4 of Debian 12.
# Source: github.com/etcd-io/etcd, server/etcdserver/apply.go (applyCompare); etcd.io/docs/v3.4/learning/api (Transaction).
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
holds() {
  if ask kv/txn "{\"compare\":[{\"key\":\"bWlzc2luZw==\",\"target\":\"$1\",\"result\":\"$2\",\"$3\":\"$4\"}]}" | grep -q '"succeeded":true'; then echo yes; else echo no; fi
}
{
  root/usr/bin/etcd --version | head -n 1
  start
  for result in EQUAL NOT_EQUAL LESS GREATER; do echo "value $result \"me\": $(holds VALUE "$result" value bWU=)"; done
  echo "value EQUAL \"\": $(holds VALUE EQUAL value "")"
  echo "version EQUAL 0: $(holds VERSION EQUAL version 0), NOT_EQUAL 5: $(holds VERSION NOT_EQUAL version 5)"
  echo "lease EQUAL 0: $(holds LEASE EQUAL lease 0), NOT_EQUAL 5: $(holds LEASE NOT_EQUAL lease 5)"
  stop
} | tee seen
cat >wanted <<'TEXT'
etcd Version: 3.4.23
value EQUAL "me": no
value NOT_EQUAL "me": no
value LESS "me": no
value GREATER "me": no
value EQUAL "": no
version EQUAL 0: yes, NOT_EQUAL 5: yes
lease EQUAL 0: yes, NOT_EQUAL 5: yes
TEXT
cmp -s seen wanted || { echo "this has changed" >&2; exit 1; }
