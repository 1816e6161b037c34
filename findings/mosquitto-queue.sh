#!/bin/sh
# A queue of Mosquitto that is full drops the newest message, and its publisher completes the QoS 2 handshake with reason code 0.
#
# Expected: "exactly once" reaches everybody who has a session; a broker that cannot keep a message does not take it: MQTT 5 has reason codes for that
#   (0x97, quota exceeded), and a connection that is not read from slows its sender down.
# Happens: for a subscriber who is away 1000 messages are kept (max_queued_messages). Of 1500 the last 500 are dropped, and each of them is answered
#   with PUBREC and PUBCOMP of code 0, like the others. The subscriber comes back, gets 1 to 1000, and goes on with whatever is
#   published next: a hole in the middle that neither side is told of. Only the broker's log has one line. Delivery is between
#   a client and its broker; numbers of one's own, or max_queued_messages 0, tell or prevent it.
# Version: mosquitto, mosquitto-clients and libmosquitto1 2.0.11-1.2+deb12u2 of Debian 12.
# Source: mosquitto.conf(5), max_queued_messages; MQTT 5.0, sections 3.5.2.1 and 4.3.3.
set -eu
folder=$(mktemp -d)
broker=
end() {
  if [ -n "$broker" ]; then
    kill "-$1" "$broker" 2>/dev/null || true
    wait "$broker" 2>/dev/null || true
  fi
  broker=
}
trap 'end KILL; rm -rf "$folder"' EXIT
cd "$folder"
apt-get -q -o APT::Sandbox::User=root download mosquitto=2.0.11-1.2+deb12u2 mosquitto-clients=2.0.11-1.2+deb12u2 \
  libmosquitto1=2.0.11-1.2+deb12u2 libwrap0=7.6.q-32 libdlt2=2.18.8-6 libcjson1=1.7.15-1+deb12u4 >/dev/null || exit 69
for package in *.deb; do dpkg -x "$package" root; done
LD_LIBRARY_PATH="$folder/root/usr/lib/x86_64-linux-gnu:$folder/root/lib/x86_64-linux-gnu"
export LD_LIBRARY_PATH
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
start() {
  root/usr/sbin/mosquitto -c conf >log 2>&1 &
  broker=$!
  for _ in $(seq 100); do
    if root/usr/bin/mosquitto_pub -p "$port" -t early -n 2>/dev/null; then return; fi
    sleep 0.1
  done
  echo "mosquitto is not up after 10 s" >&2
  exit 69
}
# a subscriber that has a session and may be away
worker() { root/usr/bin/mosquitto_sub -p "$port" -i worker -c -q 2 -t jobs "$@"; }
# every line of its input, one after the other
publish() { root/usr/bin/mosquitto_pub -p "$port" -V mqttv5 -q 2 -t jobs -l -d; }
printf 'listener %s 127.0.0.1\nallow_anonymous true\nuser %s\n' "$port" "$(id -un)" >conf
{
  root/usr/sbin/mosquitto -h | head -n 1
  start
  worker -E
  seq 1500 | publish >published
  echo "published while the subscriber is away: 1 to 1500"
  echo "answered with PUBCOMP of code 0: $(grep -c 'PUBCOMP.*RC:0' published), of another: $(grep PUBCOMP published | grep -vc 'RC:0')"
  worker >got 2>/dev/null &
  subscriber=$!
  for _ in $(seq 100); do
    if [ "$(wc -l <got)" -ge 1000 ]; then break; fi
    sleep 0.1
  done
  seq 1501 1502 | publish >/dev/null
  for _ in $(seq 100); do
    if grep -q 1502 got; then break; fi
    sleep 0.1
  done
  kill "$subscriber"
  echo "the subscriber gets $(wc -l <got): 1 to $(sed -n 1000p got), $(sed 1,1000d got | paste -s -d ' ' -)"
} | tee seen
cat >wanted <<'TEXT'
mosquitto version 2.0.11
published while the subscriber is away: 1 to 1500
answered with PUBCOMP of code 0: 1500, of another: 0
the subscriber gets 1002: 1 to 1000, 1501 1502
TEXT
cmp -s seen wanted || { echo "this has changed" >&2; exit 1; }
