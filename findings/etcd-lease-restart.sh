#!/bin/sh
# A lease of etcd begins anew at every start of the server: a key with a lease of 6 s outlives it, and the time while etcd was down.
#
# Expected: a lease granted for 6 s has ended 6 s later unless somebody kept it alive; over a restart the time that was left goes on, or the
#   clock of the machine tells that it is over. What waits for the end of a lease (a lock, an election) waits 6 s at most, and a bit.
# Happens: only the time granted is stored. A member that begins to lead gives every lease its whole time again, whatever of it was
#   gone: the answer to lease/timetolive jumps from 2 to 6, also if the server was down for longer than the lease. One that
#   is restarted, or a group that elects, more often than a lease is long has leases that never end. What it promises is a
#   least time, not a most. A server that was stopped and goes on (SIGSTOP, a laptop's sleep) does end them at once.
# Version: etcd-server 3.4.23-4+b4 of Debian 12.
# Source: github.com/etcd-io/etcd/issues/9395 and 9888; --experimental-enable-lease-checkpoint mends it for leases over five minutes.
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
left() { ask lease/timetolive '{"ID":7}' | grep -o '"TTL":"[-0-9]*"' | tr -dc '0-9-'; }
key() { if ask kv/range '{"key":"YQ=="}' | grep -q '"value":"Yg=="'; then echo there; else echo gone; fi; }
{
  root/usr/bin/etcd --version | head -n 1
  start
  ask lease/grant '{"TTL":6,"ID":7}' >/dev/null
  ask kv/put '{"key":"YQ==","value":"Yg==","lease":7}' >/dev/null
  sleep 3
  if [ "$(left)" -le 3 ]; then echo "after 3 s of 6: 3 s or less are left"; fi
  stop
  start
  if [ "$(left)" -ge 5 ]; then echo "after a restart: 5 s or more are left"; fi
  stop
  sleep 8
  start
  if [ "$(left)" -ge 5 ]; then echo "after 8 s without a server: 5 s or more are left, the key is $(key)"; fi
  kill -STOP "$server"
  sleep 8
  kill -CONT "$server"
  sleep 2
  echo "10 s later, 8 of them stopped: the key is $(key)"
  stop
} | tee seen
cat >wanted <<'TEXT'
etcd Version: 3.4.23
after 3 s of 6: 3 s or less are left
after a restart: 5 s or more are left
after 8 s without a server: 5 s or more are left, the key is there
10 s later, 8 of them stopped: the key is gone
TEXT
cmp -s seen wanted || { echo "this has changed" >&2; exit 1; }
