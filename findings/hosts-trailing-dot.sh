#!/bin/sh
# A name with its trailing dot is not found in /etc/hosts, and an entry with one is found by nobody who leaves it out.
#
# Expected: the dot only says that the name is whole, so that no search list is tried: `node-1.` and `node-1` are one host wherever the name is
#   looked up, as in DNS and in URLs.
# Happens: files are compared letter by letter but for case. `node-1.` is not in a file that has `node-1`, and is asked of DNS: a
#   group that lives by /etc/hosts finds nobody once somebody writes addresses "properly", and waits for DNS's time-out instead. It holds
#   for getaddrinfo() and all that uses it, and in the other direction. A line whose address has a leading zero (010.9.8.7) is
#   passed over in silence.
# Version: glibc 2.36 (Debian 12) on Linux.
# Source: hosts(5); nsswitch.conf(5); RFC 1034, section 3.1.
set -eu
unshare --mount true 2>/dev/null || { echo "needs the right to make a mount namespace (root)" >&2; exit 69; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >hosts <<'TEXT'
127.0.0.1 localhost
10.9.8.7 node-1
10.9.8.8 node-2.
010.9.8.9 node-3
TEXT
# no name server is there, so what is not in the file is not found at once
printf 'nameserver 127.0.0.1\noptions timeout:1 attempts:1\n' >resolv.conf
printf 'hosts: files dns\n' >nsswitch.conf
cat >probe.sh <<'SH'
for file in hosts resolv.conf nsswitch.conf; do mount --bind "$PWD/$file" "/etc/$file"; done
for name in node-1 NODE-1 node-1. node-2 node-2. node-3; do
  found=$(timeout 20 getent ahostsv4 "$name" | awk '$2 == "STREAM" { print $1 }')
  echo "$name: ${found:-not found}"
done
SH
{
  getconf GNU_LIBC_VERSION
  unshare --mount sh probe.sh
} | tee seen
cat >wanted <<'TEXT'
glibc 2.36
node-1: 10.9.8.7
NODE-1: 10.9.8.7
node-1.: not found
node-2: not found
node-2.: 10.9.8.8
node-3: not found
TEXT
cmp -s seen wanted || { echo "this has changed" >&2; exit 1; }
