#!/bin/sh
# Builds the image of Debian's packages alone (deploy/docker/from-debian.sh) and has podman and docker-compose run the seven
# nodes of deploy/docker/compose.yaml from it: all decide, each container ends with its node's exit code, and a wrong key is seen.
# Then the four members of deploy/docker/compose-log.yaml (image-log.sh). As root, two minutes: npm run test:image. What is not
# there is said, and ends with 69. Images and containers are in a folder of their own, which is removed.
set -eu
project=$(cd "$(dirname "$0")/../.." && pwd)
lacks() { echo "image: not run: $1" >&2; exit 69; }
[ "$(id -u)" = 0 ] || lacks "only root may unpack and mount an image; run it as root"
for tool in podman buildah mmdebstrap catatonit iptables runc docker-compose; do
  command -v "$tool" >/dev/null || lacks "$tool is missing; docs/OPERATIONS.md says what to install"
done
for helper in netavark aardvark-dns; do
  [ -x "/usr/lib/podman/$helper" ] || lacks "$helper is missing; docs/OPERATIONS.md says what to install"
done

folder=$(mktemp -d)
service=
export CONTAINERS_CONF="$folder/containers.conf" CONTAINERS_STORAGE_CONF="$folder/storage.conf"
export DOCKER_HOST="unix://$folder/podman.sock" COMPOSE_PROJECT_NAME="strategos-$$" STRATEGOS_USER=1000:1000
clean() {
  if [ "$service" ]; then
    for file in compose compose-log; do
      [ ! -e "$folder/$file.yaml" ] || docker-compose -f "$folder/$file.yaml" down >/dev/null 2>&1 || true
    done
    kill "$service" && wait "$service" 2>/dev/null || true
  fi
  buildah rmi --all --force >/dev/null 2>&1 || true
  umount "$folder/storage/overlay" 2>/dev/null || true
  rm -rf "$folder"
}
trap clean EXIT
cat >"$CONTAINERS_CONF" <<'TEXT'
[engine]
runtime = "runc"
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]
[network]
network_backend = "netavark"
TEXT
printf '[storage]\ndriver = "overlay"\ngraphroot = "%s/storage"\nrunroot = "%s/run"\n' "$folder" "$folder" \
  >"$CONTAINERS_STORAGE_CONF"

sh "$project/deploy/docker/from-debian.sh" strategos:latest
run() { podman run --rm --network none "$@"; }
run strategos:latest sim --nodes 4 >"$folder/sim"
grep -q '^IC2  *holds' "$folder/sim"

cp "$project/deploy/docker/compose.yaml" "$folder"
STRATEGOS="node $project/bin/strategos.cjs" sh "$project/deploy/make-group.sh" "$folder/group" 7 tcp://node-%d:7100
chown -R "$STRATEGOS_USER" "$folder/group"
chmod 755 "$folder"
podman system service --time=0 "$DOCKER_HOST" >"$folder/service" 2>&1 &
service=$!
tries=0
until [ -S "$folder/podman.sock" ]; do
  tries=$((tries + 1))
  [ $tries -le 200 ] || { cat "$folder/service" >&2; exit 1; }
  sleep 0.05
done
timeout 120 docker-compose -f "$folder/compose.yaml" up --no-build --no-color >"$folder/said" 2>&1 ||
  { cat "$folder/said" >&2; exit 1; }
for id in 1 2 3 4 5 6 7; do
  grep -q "node $id decides attack (" "$folder/said" &&
    grep -q "node-${id}_1 exited with code 0" "$folder/said" ||
    { cat "$folder/said" >&2; echo "image: node $id did not decide attack and end with 0" >&2; exit 1; }
done

# that the check can fail: node 1 with the key of node 2
code=0
run --user "$STRATEGOS_USER" -v "$folder/group:/group:ro" strategos:latest \
  node 1 --config /group/strategos.yaml --key /group/node-2.key --listen tcp://0.0.0.0:7100 >"$folder/wrong" 2>&1 || code=$?
[ $code = 78 ] || { cat "$folder/wrong" >&2; echo "image: a wrong key ends with $code, not 78" >&2; exit 1; }
echo "image: seven containers decided attack and ended with 0; a wrong key ended with 78"

. "$project/test/deploy/image-log.sh"
