#!/bin/sh
# The socket monitor says less of a name that does not resolve than of anything else: no failure, only
# "connect:retry".
#
# Expected: each failed attempt is reported as such, with its reason: an event with an error for a refused
#   connection, and another, or the same with another error, for a name that nobody knows.
# Happens: `connect:retry` is the one event that all three troubles share, and only what stands before it tells them
#   apart. Nobody listens: `connect:delay close connect:retry`. The link was lost: `disconnect connect:retry`. The
#   name is unknown: `connect:retry` alone, without end. None of these events carries an error.
# Version: zeromq 6.8.0 from npm, with libzmq 4.3.5.
# Source: zmq_socket_monitor(3); src/tcp_connecter.cpp of github.com/zeromq/libzmq (the name is resolved on opening,
#   before there is a descriptor to report about).
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts zeromq@6.8.0 || exit 69
cat >probe.js <<'JS'
import { createServer } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import * as zmq from "zeromq";

const WAIT_MAX_MS = 60_000;

/** What the monitor says up to the second "connect:retry"; `meanwhile` is called at the first "handshake". */
async function watch(address, meanwhile = () => {}) {
  const socket = new zmq.Dealer({ linger: 0, reconnectInterval: 100 });
  const seen = [];
  const twice = (async () => {
    for await (const event of socket.events) {
      seen.push(event.error === undefined ? event.type : `${event.type} (${event.error.message})`);
      if (event.type === "handshake") meanwhile();
      if (seen.filter((type) => type === "connect:retry").length === 2) return;
    }
  })();
  socket.connect(address);
  await Promise.race([twice, wait(WAIT_MAX_MS)]);
  socket.close();
  return seen.join(" ");
}

const closed = createServer().listen(0, "127.0.0.1");
await new Promise((resolve) => closed.once("listening", resolve));
const { port } = closed.address();
await new Promise((resolve) => closed.close(resolve));

const router = new zmq.Router({ linger: 0 });
await router.bind("tcp://127.0.0.1:*");

console.log(`zeromq ${process.env.PINNED}, libzmq ${zmq.version}`);
console.log(`nobody listens: ${await watch(`tcp://127.0.0.1:${port}`)}`);
console.log(`link lost: ${await watch(router.lastEndpoint, () => router.close())}`);
console.log(`unknown name: ${await watch(`tcp://node-1.invalid:${port}`)}`);
process.exit();
JS
PINNED=6.8.0 node probe.js | tee seen
cat >wanted <<'TEXT'
zeromq 6.8.0, libzmq 4.3.5
nobody listens: connect:delay close connect:retry connect:delay close connect:retry
link lost: connect:delay connect handshake disconnect connect:retry connect:delay close connect:retry
unknown name: connect:retry connect:retry
TEXT
cmp -s seen wanted || { echo "this has changed" >&2; exit 1; }
