#!/bin/sh
# zeromq.js copies a buffer of up to 128 bytes and lends a longer one to its I/O thread: written to after `await send`, it arrives changed.
#
# Expected: a promise that resolves when "the message was queued" gives the buffer back, as pyzmq's send does (it copies), so that
#   one buffer may be filled and sent again and again; at any rate all lengths behave alike, and a test with short messages tells.
# Happens: `send` resolves at once while the link is not up, or is slow. What is written into the buffer then stands in the messages
#   that wait, whichever were sent from it before, as soon as they are longer than 128 bytes: two sends arrive as the second one
#   twice. With 128 bytes both arrive as sent. An ArrayBuffer is the same; a string is its own copy at any length.
# Version: zeromq 6.8.0 from npm, with libzmq 4.3.5.
# Source: src/outgoing_msg.cc there (zero_copy_threshold), whose reason is that giving memory back wakes the main thread up.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts zeromq@6.8.0 || exit 69
cat >probe.js <<'JS'
import { createServer } from "node:net";
import * as zmq from "zeromq";

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

/** Two messages made in one buffer, one after the other, before anybody listens. */
async function twice(what, made) {
  const address = `tcp://127.0.0.1:${await freePort()}`;
  const push = new zmq.Push({ linger: 0, reconnectInterval: 50 });
  push.connect(address);
  for (const letter of ["a", "b"]) await push.send(made(letter));
  const pull = new zmq.Pull({ receiveTimeout: 5000 });
  await pull.bind(address);
  const came = [];
  for (let message = 0; message < 2; message++) came.push((await pull.receive()).toString()[0]);
  console.log(`${what}: sent a, b; came ${came.join(", ")}`);
  push.close();
  pull.close();
}

console.log(`libzmq ${zmq.version}`);
for (const length of [128, 129]) {
  const buffer = Buffer.alloc(length);
  await twice(`a buffer of ${length} bytes`, (letter) => buffer.fill(letter));
}
const view = new Uint8Array(129);
await twice("an ArrayBuffer of 129 bytes", (letter) => view.fill(letter.charCodeAt(0)).buffer);
await twice("a string of 129", (letter) => letter.repeat(129));
process.exit();
JS
node probe.js | tee seen
cat >wanted <<'TEXT'
libzmq 4.3.5
a buffer of 128 bytes: sent a, b; came a, b
a buffer of 129 bytes: sent a, b; came b, b
an ArrayBuffer of 129 bytes: sent a, b; came b, b
a string of 129: sent a, b; came a, b
TEXT
cmp -s seen wanted || { echo "this has changed" >&2; exit 1; }
