#!/bin/sh
# A DEALER whose peer asks for another mechanism never tries again, not even after connect() to the same address.
#
# Expected: a link that could not be made is tried again every reconnectInterval, whatever went wrong, so that it
#   comes up when the peer is restarted with the right settings; connect() once more would help in any case; what
#   send() accepted waits in the queue until then.
# Happens: after a handshake that fails as a protocol error (here a NULL client meets a CURVE server) the session
#   ends: no `connect:retry`, ever. The endpoint stays on the socket's list, so a second connect() is silently
#   ignored; send() goes on resolving, and what it took is lost. Only disconnect() and then connect() make a new
#   link. A wrong CURVE *server key*, no nearer to working, is tried again for ever: the server is the one to see a
#   protocol error, the client sees an early end.
# Version: zeromq 6.8.0 from npm, with libzmq 4.3.5.
# Source: github.com/zeromq/libzmq/pull/1043, and src/session_base.cpp (engine_error); zmq_connect(3) on ignored
#   calls.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts zeromq@6.8.0 || exit 69
cat >probe.js <<'JS'
import { setTimeout as wait } from "node:timers/promises";
import * as zmq from "zeromq";

const RETRY_MS = 100;
const server = zmq.curveKeyPair();
const watched = (socket) => {
  const seen = [];
  (async () => {
    for await (const event of socket.events) seen.push(event.type);
  })();
  return seen;
};
const until = async (holds) => {
  for (let tries = 0; !holds(); tries++) {
    if (tries === 200) throw new Error("waited 20 s in vain");
    await wait(100);
  }
};
const curve = { curveServer: true, curveSecretKey: server.secretKey };

const before = new zmq.Router({ linger: 0, ...curve });
await before.bind("tcp://127.0.0.1:*");
const address = before.lastEndpoint;

const other = zmq.curveKeyPair();
const mistaken = new zmq.Dealer({
  linger: 0,
  reconnectInterval: RETRY_MS,
  curveServerKey: other.publicKey,
  curvePublicKey: other.publicKey,
  curveSecretKey: other.secretKey,
});
const keySeen = watched(mistaken);
mistaken.connect(address);
await until(() => keySeen.filter((type) => type === "connect:retry").length > 2);
mistaken.close();

const dealer = new zmq.Dealer({ linger: 0, reconnectInterval: RETRY_MS, sendTimeout: 1000 });
const seen = watched(dealer);
dealer.connect(address);
await until(() => seen.includes("disconnect"));
before.close();

const after = new zmq.Router({ linger: 0, receiveTimeout: 2000 });
for (let tries = 0; ; tries++) {
  try {
    await after.bind(address);
    break;
  } catch (error) {
    if (tries === 100) throw error;
    await wait(100);
  }
}
const told = async (text) => {
  const sent = await dealer.send(text).then(() => "sent", (error) => error.code);
  const got = await after.receive().then((parts) => `got ${parts[1]}`, (error) => error.code);
  return `${sent}, ${got}`;
};
const lines = [`zeromq ${process.env.PINNED}, libzmq ${zmq.version}`];
lines.push(`wrong server key: tried again (${keySeen.includes("connect:retry")})`);
lines.push(`other mechanism, peer mended since: ${await told("one")}`);
dealer.connect(address);
lines.push(`after connect() again: ${await told("two")}`);
lines.push(`the events so far: ${seen.join(" ")}`);
dealer.disconnect(address);
dealer.connect(address);
lines.push(`after disconnect() and connect(): ${await told("three")}`);
lines.push(`what else arrives: ${await after.receive().then(String, (error) => error.code)}`);
console.log(lines.join("\n"));
process.exit();
JS
PINNED=6.8.0 node probe.js | tee seen
cat >wanted <<'TEXT'
zeromq 6.8.0, libzmq 4.3.5
wrong server key: tried again (true)
other mechanism, peer mended since: sent, EAGAIN
after connect() again: sent, EAGAIN
the events so far: connect:delay connect handshake:error:protocol disconnect
after disconnect() and connect(): sent, got three
what else arrives: EAGAIN
TEXT
cmp -s seen wanted || { echo "this has changed" >&2; exit 1; }
