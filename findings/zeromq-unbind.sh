#!/bin/sh
# unbind() of a ZeroMQ socket cuts the links that were already accepted, at the socket's next call and not before.
#
# Expected: as with close() of a server in Node or of a listening descriptor, nobody new is let in, and those who
#   are in stay; zmq_unbind(3) is headed "Stop accepting connections on a socket".
# Happens: every link accepted at that address is cut too, but not by unbind(): it ends with the next call on that
#   socket, however much later. Until then the peer sees a sound link, and what it sends over it resolves and is
#   lost. With that call the peer sees `disconnect`, and comes back when the address is bound again.
# Version: zeromq 6.8.0 from npm, with libzmq 4.3.5.
# Source: zmq_unbind(3); src/socket_base.cpp of github.com/zeromq/libzmq (an endpoint's sessions end with it, and a
#   socket's commands are carried out by the thread that calls it).
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts zeromq@6.8.0 || exit 69
cat >probe.js <<'JS'
import { setTimeout as wait } from "node:timers/promises";
import * as zmq from "zeromq";

const router = new zmq.Router({ linger: 0, receiveTimeout: 2000 });
await router.bind("tcp://127.0.0.1:*");
const address = router.lastEndpoint;
const dealer = new zmq.Dealer({ linger: 0, reconnectInterval: 100 });
let seen = [];
(async () => {
  for await (const event of dealer.events) seen.push(event.type);
})();
const until = async (type) => {
  for (let tries = 0; !seen.includes(type); tries++) {
    if (tries === 200) throw new Error(`waited 20 s for ${type}`);
    await wait(100);
  }
};
const tell = (text) => dealer.send(text).then(() => "sent", (error) => error.code);
const hear = () => router.receive().then((parts) => `got ${parts[1]}`, (error) => error.code);

console.log(`zeromq ${process.env.PINNED}, libzmq ${zmq.version}`);
dealer.connect(address);
console.log(`bound: ${await tell("one")}, ${await hear()}`);
await router.unbind(address);
await wait(1000);
console.log(`1 s after unbind(): ${await tell("two")}; the peer is cut off: ${seen.includes("disconnect")}`);
const heard = await hear();
await until("disconnect");
console.log(`after the next receive(): ${heard}; the peer is cut off: ${seen.includes("disconnect")}`);
seen = [];
await router.bind(address);
await until("handshake");
console.log(`bound again: ${await tell("three")}, ${await hear()}, ${await hear()}`);
process.exit();
JS
PINNED=6.8.0 node probe.js | tee seen
cat >wanted <<'TEXT'
zeromq 6.8.0, libzmq 4.3.5
bound: sent, got one
1 s after unbind(): sent; the peer is cut off: false
after the next receive(): EAGAIN; the peer is cut off: true
bound again: sent, got three, EAGAIN
TEXT
cmp -s seen wanted || { echo "this has changed" >&2; exit 1; }
