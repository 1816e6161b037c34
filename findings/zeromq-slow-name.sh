#!/bin/sh
# A name that takes 3 s to resolve delays every link that ZeroMQ holds in that context by 3 s, not only its own.
#
# Expected: connect() "returns immediately, the connection is made in the background"; if the name server is slow,
#   that one link comes up late.
# Happens: connect() does return at once, but the name is looked up by getaddrinfo() on the context's I/O thread, of
#   which there is one by default. Until the answer is there no socket of that context sends or receives a byte: a
#   message over an established link on loopback takes as long. A socket with a Context of its own disturbs nobody.
# Version: zeromq 6.8.0 from npm, with libzmq 4.3.5; glibc's resolver. Runs in namespaces of its own (Linux,
#   unshare, ip).
# Source: github.com/zeromq/libzmq/issues/3243; src/tcp_connecter.cpp and src/ip_resolver.cpp there; ZMQ_IO_THREADS
#   in zmq_ctx_set(3).
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts zeromq@6.8.0 || exit 69
cat >probe.js <<'JS'
import { createSocket } from "node:dgram";
import { setTimeout as wait } from "node:timers/promises";
import * as zmq from "zeromq";

const ANSWER_MS = 3000;
const DELAYED_MS = 2000;
const WATCH_MS = 5000;
const PAUSE_MS = 20;

/** The answer 127.0.0.1 to a question for an address (RFC 1035, section 4.1). */
function answerTo(question) {
  const end = question.indexOf(0, 12) + 5;
  const header = Buffer.from([question[0], question[1], 0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0]);
  const record = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 127, 0, 0, 1]);
  return Buffer.concat([header, question.subarray(12, end), record]);
}
const nameServer = createSocket("udp4");
nameServer.on("message", async (question, from) => {
  await wait(ANSWER_MS);
  nameServer.send(answerTo(question), from.port, from.address);
});
await new Promise((resolve) => nameServer.bind(53, "127.0.0.1", resolve));

const b = new zmq.Router({ linger: 0 });
await b.bind("tcp://127.0.0.1:*");
const a = new zmq.Dealer({ linger: 0 });
a.connect(b.lastEndpoint);
const named = b.lastEndpoint.replace("127.0.0.1", "node-1.example");

/** How a message from a to b fares at worst while `other` looks for its peer by name. */
async function worstWith(other) {
  let isLinked = false;
  (async () => {
    for await (const event of other.events) isLinked ||= event.type === "handshake";
  })();
  await a.send("");
  await b.receive();
  const before = performance.now();
  other.connect(named);
  const connectMs = performance.now() - before;
  let worstMs = 0;
  for (const end = performance.now() + WATCH_MS; performance.now() < end; await wait(PAUSE_MS)) {
    const sent = performance.now();
    await a.send("");
    await b.receive();
    worstMs = Math.max(worstMs, performance.now() - sent);
  }
  console.error(`connect() took ${connectMs.toFixed(1)} ms, the slowest message ${worstMs.toFixed(0)} ms`);
  return `connect() at once: ${connectMs < 1000}, linked: ${isLinked}, other link delayed: ${worstMs >= DELAYED_MS}`;
}

console.log(`zeromq ${process.env.PINNED}, libzmq ${zmq.version}`);
const apart = new zmq.Dealer({ linger: 0, context: new zmq.Context() });
console.log(`context of its own: ${await worstWith(apart)}`);
const beside = new zmq.Dealer({ linger: 0 });
console.log(`same context: ${await worstWith(beside)}`);
process.exit();
JS
cat >apart.sh <<'SH'
set -eu
ip link set lo up
echo "nameserver 127.0.0.1" >resolv.conf
mount --bind resolv.conf /etc/resolv.conf
PINNED=6.8.0 node probe.js
SH
unshare -rnm true || exit 69
unshare -rnm sh apart.sh | tee seen
cat >wanted <<'TEXT'
zeromq 6.8.0, libzmq 4.3.5
context of its own: connect() at once: true, linked: true, other link delayed: false
same context: connect() at once: true, linked: true, other link delayed: true
TEXT
cmp -s seen wanted || { echo "this has changed" >&2; exit 1; }
