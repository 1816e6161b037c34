#!/bin/sh
# The program in an image of Debian's packages alone, for machines that fetch no image from anywhere. As root, after `npm run build`:
#   sh deploy/docker/from-debian.sh [TAG]
# Needs mmdebstrap, buildah and npm. Packages are unpacked and not configured: no shell, no users, no package manager are in it.
set -eu
tag=${1:-strategos:latest}
project=$(cd "$(dirname "$0")/../.." && pwd)
suite=trixie # its nodejs is the first in Debian that is new enough
folder=$(mktemp -d)
container=
trap 'rm -rf "$folder"; if [ "$container" ]; then buildah rm "$container" >/dev/null; fi' EXIT

for file in dist/bin/main.cjs bin/strategos.cjs package-lock.json; do
  [ -e "$project/$file" ] || { echo "$0: $project/$file is missing; run npm ci && npm run build first" >&2; exit 69; }
done
mmdebstrap --quiet --variant=extract --include=nodejs,base-files,netbase \
  --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' "$suite" "$folder/root.tar"

mkdir "$folder/program"
cp -r "$project/package.json" "$project/package-lock.json" "$project/bin" "$project/dist" "$folder/program"
(cd "$folder/program" && npm ci --silent --omit=dev --ignore-scripts --no-audit --no-fund)

container=$(buildah from scratch)
buildah add --quiet "$container" "$folder/root.tar" / >/dev/null
buildah copy --quiet "$container" "$folder/program" /opt/strategos >/dev/null
buildah config --user 1000:1000 --workingdir /opt/strategos --cmd '["--help"]' \
  --entrypoint '["node", "/opt/strategos/bin/strategos.cjs"]' "$container"
buildah commit --quiet "$container" "$tag" >/dev/null
echo "$tag"
