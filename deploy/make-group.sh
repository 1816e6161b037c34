#!/bin/sh
# Keys and the configuration of a group whose nodes run apart: make-group.sh FOLDER COUNT ADDRESS [FIRST]
#   make-group.sh group 7 tcp://host-%d.example.org:7100
# ADDRESS has %d where a number stands: FIRST (1 if left out) for node 1, and one more for each node after it.
# FOLDER is made, with strategos.yaml and node-1.key … in it. What else the group needs is added to the file's end.
set -eu
if [ $# -lt 3 ]; then
  sed -n '2,5s/^# //p' "$0" >&2
  exit 64
fi
folder=$1
address=$3
first=${4:-1}

umask 077
mkdir "$folder"
{
  echo 'version: 1'
  echo 'nodes:'
  for id in $(seq "$2"); do
    public_key=$(${STRATEGOS:-strategos} keygen "$folder/node-$id.key")
    # shellcheck disable=SC2059 # the address is the caller's pattern
    printf "  - { id: %d, address: \"$address\", %s }\n" "$id" "$((id - 1 + first))" "$public_key"
  done
} >"$folder/strategos.yaml"
