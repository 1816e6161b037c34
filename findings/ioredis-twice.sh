#!/bin/sh
# ioredis sends a command again whose answer was lost with the link: an INCR is counted twice, and its caller is told 2 as if nothing had been.
#
# Expected: a command that was sent when the link broke fails, since nobody knows whether it was done; only what was not sent yet waits
#   for the next link. To send it again is the caller's business, who knows whether twice does harm.
# Happens: ioredis keeps what was sent and not answered, and sends it first over the next link, with no error anywhere (autoResendUnfulfilledCommands,
#   true by itself). INCR, LPUSH, XADD and PUBLISH are then done twice: ids and sequence numbers have gaps, a queue has a job twice. The `redis`
#   package rejects the command, and the counter is 1.
# Version: ioredis 6.0.0, redis 6.3.1 from npm; redis-server 5:7.0.15-1~deb12u10 of Debian 12.
# Source: ioredis' RedisOptions (autoResendUnfulfilledCommands).
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
echo '{ "private": true, "type": "module" }' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts ioredis@6.0.0 redis@6.3.1 || exit 69
apt-get -q -o APT::Sandbox::User=root download redis-server=5:7.0.15-1~deb12u10 redis-tools=5:7.0.15-1~deb12u10 \
  libjemalloc2=5.3.0-1 liblzf1=3.6-3 >/dev/null || exit 69
for package in *.deb; do dpkg -x "$package" root; done
of_debian() {
  name=$1
  shift
  LD_LIBRARY_PATH="$folder/root/usr/lib/x86_64-linux-gnu" exec "$folder/root/usr/bin/$name" "$@"
}
of_debian redis-server --port 0 --unixsocket "$folder/socket" --save "" >log 2>&1 &
server=$!
for _ in $(seq 100); do
  if [ -S socket ]; then break; fi
  sleep 0.1
done
[ -S socket ] || { echo "redis-server is not up after 10 s" >&2; exit 69; }
cat >probe.js <<'JS'
import { once } from "node:events";
import { connect, createServer } from "node:net";
import Redis from "ioredis";
import { createClient } from "redis";

/** Passes everything on to the server, but ends the link instead of passing on the answer to the first INCR. */
async function openWire() {
  let lost = false;
  const wire = createServer((client) => {
    const server = connect(process.env.SOCKET);
    let counting = false;
    client.on("data", (data) => {
      counting ||= !lost && /incr/i.test(String(data));
      server.write(data);
    });
    server.on("data", (data) => {
      if (!counting || lost) return client.write(data);
      lost = true;
      client.destroy();
    });
    for (const [one, other] of [[client, server], [server, client]]) one.on("error", () => {}).on("close", () => other.destroy());
  }).listen(0, "127.0.0.1");
  await once(wire, "listening");
  return wire.address().port;
}

async function probe(name, client, key) {
  const answer = await client.incr(key).then((value) => `answer ${value}`, (error) => error.message);
  console.log(`${name}: INCR: ${answer}; the counter is ${await client.get(key)}`);
}

const ioredis = new Redis(await openWire(), "127.0.0.1").on("error", () => {});
await once(ioredis, "ready");
await probe("ioredis 6.0.0", ioredis, "a");
const redis = createClient({ url: `redis://127.0.0.1:${await openWire()}` }).on("error", () => {});
await redis.connect();
await probe("redis 6.3.1", redis, "b");
process.exit();
JS
{
  of_debian redis-server --version | cut -d " " -f 1-3
  SOCKET="$folder/socket" node probe.js
} | tee seen
cat >wanted <<'TEXT'
Redis server v=7.0.15
ioredis 6.0.0: INCR: answer 2; the counter is 2
redis 6.3.1: INCR: Socket closed unexpectedly; the counter is 1
TEXT
cmp -s seen wanted || { echo "this has changed" >&2; exit 1; }
