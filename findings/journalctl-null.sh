#!/bin/sh
# journalctl -o json writes null for a message of more than 4087 bytes, and a list of numbers for one with a colour in it.
#
# Expected: -o json is the form for programs: MESSAGE is the text that was logged, whatever its length; only the forms for people shorten.
# Happens: a field of 4096 bytes or more, "MESSAGE=" among them, is null, without a word, so that the log lines that say most (a state, a
#   stack, a batch of votes, as JSON within JSON) are those that are gone. --all brings them back. A message with an escape character is a
#   list of its bytes, with --all too, and a field that comes twice a list of texts, so that MESSAGE has four types. A tab is text.
# Version: systemd and systemd-journal-remote 252.39-1~deb12u2 of Debian 12.
# Source: journalctl(1), -o json (which does say so).
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get -q -o APT::Sandbox::User=root download systemd=252.39-1~deb12u2 libsystemd-shared=252.39-1~deb12u2 \
  systemd-journal-remote=252.39-1~deb12u2 libmicrohttpd12=0.9.75-6 >/dev/null || exit 69
for package in *.deb; do dpkg -x "$package" root; done
LD_LIBRARY_PATH="$folder/root/usr/lib/x86_64-linux-gnu:$folder/root/usr/lib/x86_64-linux-gnu/systemd:$folder/root/lib/x86_64-linux-gnu/systemd"
export LD_LIBRARY_PATH
# the export format of the journal: a line a field, an empty line between entries
python3 - >entries <<'PY'
messages = ["attack", "x" * 4087, "x" * 4088, "\x1b[31mattack\x1b[0m", "attack\tat dawn", "attack\nMESSAGE=retreat"]
for number, message in enumerate(messages, start=1):
    print(f"__REALTIME_TIMESTAMP={1764374400000000 + number}\n__MONOTONIC_TIMESTAMP={number}\n_BOOT_ID={2:032x}")
    print(f"MESSAGE={message}\n")
PY
root/lib/systemd/systemd-journal-remote -o "$folder/entries.journal" entries >log 2>&1 || { cat log >&2; exit 69; }
cat >probe.py <<'PY'
import json, sys

for line in sys.stdin:
    message = json.loads(line)["MESSAGE"]
    text = json.dumps(message)
    print("  " + text if len(text) < 60 else f"  {type(message).__name__}, {len(message)} long, of {text[:12]}...")
PY
{
  root/bin/journalctl --version | head -n 1
  for option in "" --all; do
    echo "journalctl -o json $option" | sed 's/ $//'
    root/bin/journalctl --file "$folder/entries.journal" -o json $option | python3 probe.py
  done
} | tee seen
cat >wanted <<'TEXT'
systemd 252 (252.39-1~deb12u2)
journalctl -o json
  "attack"
  str, 4087 long, of "xxxxxxxxxxx...
  null
  list, 15 long, of [27, 91, 51,...
  "attack\tat dawn"
  ["attack", "retreat"]
journalctl -o json --all
  "attack"
  str, 4087 long, of "xxxxxxxxxxx...
  str, 4088 long, of "xxxxxxxxxxx...
  list, 15 long, of [27, 91, 51,...
  "attack\tat dawn"
  ["attack", "retreat"]
TEXT
cmp -s seen wanted || { echo "this has changed" >&2; exit 1; }
