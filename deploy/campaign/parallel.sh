#!/bin/bash
# A campaign with GNU parallel: parallel.sh [WORLDS [SEED [PARTS]]], by default a million worlds on all cores.
# For several machines add --sshlogin HOST,… --return {…} to parallel; strategos must be installed on each.
set -eu
worlds=${1:-1000000}
export SEED=${2:-1}
export PARTS=${3:-$(nproc)}
folder=campaign-$SEED
mkdir -p "$folder"
# what an earlier campaign left there would be merged with this one
rm -f "$folder"/part-*-of-"$PARTS".json

# exit code 1 says that a part found violations: that is a result and no failure, any other code is one
file="$folder/part-{}-of-$PARTS.json"
part="strategos check --random $worlds --seed $SEED --shard {}/$PARTS --json >$file.new || [ \$? -eq 1 ] && mv $file.new $file"
seq "$PARTS" | parallel --halt now,fail=1 --jobs "$PARTS" "$part"

"$(dirname "$0")/merge.sh"
