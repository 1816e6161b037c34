# Part of image.sh: the four members of deploy/docker/compose-log.yaml, whose logs are on volumes. One is killed while the others
# go on, then all are, then their containers are removed and made anew: every command stands in the log once, and a member whose
# log is gone is not started with the key that has signed.
docker-compose -f "$folder/compose.yaml" down >"$folder/down" 2>&1 || { cat "$folder/down" >&2; exit 1; }
cp "$project/deploy/docker/compose-log.yaml" "$folder"
mkdir "$folder/log"
rm -rf "$folder/group"
STRATEGOS="node $project/bin/strategos.cjs" sh "$project/deploy/make-group.sh" "$folder/group" 4 tcp://member-%d:7100
for id in 1 2 3 4; do
  mkdir -p "$folder/log/$id/key" "$folder/log/$id/data"
  mv "$folder/group/node-$id.key" "$folder/log/$id/key/node.key"
done
chown -R "$STRATEGOS_USER" "$folder/group" "$folder/log"

fails() { cat "$folder/log-said" >&2; echo "image: $1" >&2; exit 1; }
group() { timeout 120 docker-compose -f "$folder/compose-log.yaml" "$@"; }
ordered() { group "$@" >>"$folder/log-said" 2>&1 || fails "docker-compose $* failed"; }
at() { member=$1 && shift && group exec -T "member-$member" node /opt/strategos/bin/strategos.cjs "$@" --at http://127.0.0.1:7300; }
# a member answers some seconds after its container was started
within() {
  what=$1 && shift
  tries=0
  until "$@" >>"$folder/log-said" 2>&1; do
    tries=$((tries + 1))
    [ $tries -le 60 ] || fails "$what"
    sleep 0.5
  done
}
put() { within "member $1 took no command" at "$1" append put count "$2" --client test --sequence "$2"; }
is_refused() { group logs --no-color member-2 2>&1 | grep -q "has signed"; }

ordered up --no-build --detach
put 1 1
ordered kill member-2
put 3 2
ordered up --no-build --detach
put 2 3
ordered kill
ordered up --no-build --detach
put 4 4
ordered down
ordered up --no-build --detach
put 2 5
at 2 log >"$folder/log-told"
for sequence in 1 2 3 4 5; do
  [ "$(grep -c "test#$sequence " "$folder/log-told")" = 1 ] || { cat "$folder/log-told" >&2; fails "command $sequence is not in the log once"; }
done
# that the check can fail: member 2 without its log
ordered kill member-2
rm -rf "$folder/log/2/data"
mkdir "$folder/log/2/data"
chown "$STRATEGOS_USER" "$folder/log/2/data"
group up --no-build --detach >>"$folder/log-said" 2>&1 || true
within "a lost log was not refused" is_refused
ordered down
echo "image: a log of four containers lost nothing when one was killed, all were, and all were made anew; a lost log was refused"
