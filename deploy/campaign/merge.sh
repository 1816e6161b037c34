#!/bin/bash
# Merges a campaign's parts, all of them or none: merge.sh, with SEED and PARTS as the parts had them.
# An engine may say 0 although a part was cancelled before it ran, so the parts are counted here.
#SBATCH --job-name=strategos-merge
set -eu
seed=${SEED:-1}
parts=${PARTS:-32}
folder=campaign-$seed

missing=
files=()
for id in $(seq "$parts"); do
  file=$folder/part-$id-of-$parts.json
  files+=("$file")
  [ -s "$file" ] || missing="$missing $id"
done
if [ -n "$missing" ]; then
  echo "these parts of $parts are missing in $folder:$missing" >&2
  exit 2
fi
exec strategos check --merge "${files[@]}"
