#!/bin/sh
# Mosquitto with `persistence true` has forgotten, after a kill, a message whose QoS 2 handshake was complete, and the subscription it was for.
#
# Expected: "exactly once" and a message that the broker has taken over (PUBCOMP) is on the disk where persistence is on, or at least in a file of
#   the operating system, so that only a power cut, if anything, takes it; likewise the session of a client that asked to keep it.
# Happens: everything is in memory, and written to one file every 1800 s and at an orderly end. Between two writings nothing is written at all: the folder
#   is empty after the first PUBCOMP. After kill -9 the message is gone, and so is the subscriber's session, so that
#   what comes later is not kept for it either, until it subscribes again. The publisher has done all that MQTT asks of it, and will not
#   send again. With autosave_on_changes the file is written more often, but after the answer too.
# Version: mosquitto, mosquitto-clients and libmosquitto1 2.0.11-1.2+deb12u2 of Debian 12.
# Source: mosquitto.conf(5), persistence and autosave_interval; MQTT 5.0, sections 4.1 and 4.3.3.
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
publish() { root/usr/bin/mosquitto_pub -p "$port" -q 2 -t jobs -m "$1" -d; }
# a client whose session is kept for an hour
worker() { root/usr/bin/mosquitto_sub -p "$port" -V mqttv5 -i worker -c -x 3600 -q 2 -t jobs "$@"; }
start() {
  root/usr/sbin/mosquitto -c conf >log 2>&1 &
  broker=$!
  for _ in $(seq 100); do
    if publish early >/dev/null 2>&1; then return; fi
    sleep 0.1
  done
  echo "mosquitto is not up after 10 s" >&2
  exit 69
}
printf 'listener %s 127.0.0.1\nallow_anonymous true\nuser %s\npersistence true\npersistence_location %s/data/\n' \
  "$port" "$(id -un)" "$folder" >conf
# of two messages, one before the broker gets this signal and one after its restart, how many reach the worker
probe() {
  rm -rf data
  mkdir data
  start
  worker -E
  answer=$(publish attack | grep -o PUBCOMP)
  files=$(find data -type f | wc -l)
  end "$1"
  start
  publish retreat >/dev/null
  got=$(worker -W 5 2>/dev/null | grep -v early | paste -s -d ' ' -)
  end KILL
  echo "$answer, files in the folder: $files; after $1 the worker gets: ${got:-nothing}"
}
{
  root/usr/sbin/mosquitto -h | head -n 1
  probe KILL
  probe TERM
} | tee seen
cat >wanted <<'TEXT'
mosquitto version 2.0.11
PUBCOMP, files in the folder: 0; after KILL the worker gets: nothing
PUBCOMP, files in the folder: 0; after TERM the worker gets: attack retreat
TEXT
cmp -s seen wanted || { echo "this has changed" >&2; exit 1; }
