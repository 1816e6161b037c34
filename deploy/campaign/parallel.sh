#!/bin/sh
# A campaign with GNU parallel: parallel.sh [WORLDS [SEED [PARTS]]], by default a million worlds on all cores.
# For several machines add --sshlogin HOST,… --return {…} to parallel; strategos must be installed on each.
set -eu
worlds=${1:-1000000}
seed=${2:-1}
parts=${3:-$(nproc)}
folder=campaign-$seed
mkdir -p "$folder"

# exit code 1 says that a part found violations: that is a result and no failure, any other code is one
part="strategos check --random $worlds --seed $seed --shard {}/$parts --json >$folder/part-{}.json || [ \$? -eq 1 ]"
seq "$parts" | parallel --halt now,fail=1 --jobs "$parts" "$part"

strategos check --merge "$folder"/part-*.json
