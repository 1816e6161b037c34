#!/bin/sh
# To remove a dead consumer from a group of a Redis stream is to lose what it had not acknowledged: nobody gets it again.
#
# Expected: what a consumer read and did not acknowledge belongs to the group, and goes to others once that consumer is gone, as with the queues of AMQP
#   when a connection ends. XGROUP DELCONSUMER is the way to tidy up after workers that died.
# Happens: DELCONSUMER drops the list of what was pending with the consumer, and only there was it known that it is not done. XREADGROUP gives
#   what is new, XAUTOCLAIM finds nothing, and XPENDING says that nothing is left to do; the entries lie in the stream, read by nobody. The number
#   that the command answers is how many were lost so. Right is XAUTOCLAIM first, and DELCONSUMER when that one has nothing pending.
# Version: redis-server 5:7.0.15-1~deb12u10 of Debian 12.
# Source: redis.io/docs/latest/commands/xgroup-delconsumer (which does say so).
set -eu
folder=$(mktemp -d)
server=
stop() {
  if [ -n "$server" ]; then
    kill "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
  fi
  server=
}
trap 'stop; rm -rf "$folder"' EXIT
cd "$folder"
apt-get -q -o APT::Sandbox::User=root download redis-server=5:7.0.15-1~deb12u10 redis-tools=5:7.0.15-1~deb12u10 \
  libjemalloc2=5.3.0-1 liblzf1=3.6-3 >/dev/null || exit 69
for package in *.deb; do dpkg -x "$package" root; done
LD_LIBRARY_PATH="$folder/root/usr/lib/x86_64-linux-gnu"
export LD_LIBRARY_PATH
root/usr/bin/redis-server --port 0 --unixsocket "$folder/socket" --save "" >log 2>&1 &
server=$!
for _ in $(seq 100); do
  if [ -S socket ]; then break; fi
  sleep 0.1
done
[ -S socket ] || { echo "redis-server is not up after 10 s" >&2; exit 69; }
# the answer's lines in one
redis() { root/usr/bin/redis-cli -s "$folder/socket" "$@" | tr '\n' ' ' | sed 's/ *$//'; }
{
  root/usr/bin/redis-server --version | cut -d " " -f 1-3
  redis xgroup create jobs workers 0 mkstream >/dev/null
  for job in 1-0 2-0 3-0; do redis xadd jobs "$job" do it >/dev/null; done
  echo "the first worker reads: $(redis xreadgroup group workers first count 2 streams jobs '>')"
  echo "pending: $(redis xpending jobs workers)"
  echo "delconsumer: $(redis xgroup delconsumer jobs workers first)"
  echo "pending: $(redis xpending jobs workers)"
  echo "the second worker claims: $(redis xautoclaim jobs workers second 0 0)"
  echo "the second worker reads: $(redis xreadgroup group workers second streams jobs '>')"
  echo "in the stream: $(redis xlen jobs)"
} | tee seen
cat >wanted <<'TEXT'
Redis server v=7.0.15
the first worker reads: jobs 1-0 do it 2-0 do it
pending: 2 1-0 2-0 first 2
delconsumer: 2
pending: 0
the second worker claims: 0-0
the second worker reads: jobs 3-0 do it
in the stream: 3
TEXT
cmp -s seen wanted || { echo "this has changed" >&2; exit 1; }
