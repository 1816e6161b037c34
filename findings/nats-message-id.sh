#!/bin/sh
# A JetStream of NATS drops another message under an id that it knows, answers as if it were stored, and knows ids of messages that are gone.
#
# Expected: Nats-Msg-Id finds out whether this message is in the stream already: same subject, same data, a second try of its publisher. If the message
#   was deleted, or the stream purged, it can be published again; and a restart changes nothing of all that.
# Happens: the id alone is looked at, stream-wide. Other data on another subject with the same id (a height, used for proposals and for votes) is dropped, and
#   the answer is no error but the number of the first message, with a flag `duplicate` in it that most callers do not read. Once that
#   message is deleted or purged, publishing it again is answered in the same way, with a number under which there is nothing. After
#   a restart the server knows the ids of what it still has, so that the same publish is then taken.
# Version: nats-server 2.9.10-1+b3 of Debian 12; @nats-io/transport-node and @nats-io/jetstream 3.4.0 from npm.
# Source: docs.nats.io (JetStream, message deduplication).
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts @nats-io/transport-node@3.4.0 @nats-io/jetstream@3.4.0 || exit 69
apt-get -q -o APT::Sandbox::User=root download nats-server=2.9.10-1+b3 >/dev/null || exit 69
dpkg -x ./*.deb root
cat >probe.js <<'JS'
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";

const free = createServer().listen(0, "127.0.0.1");
await once(free, "listening");
const { port } = free.address();
free.close();
await once(free, "close");

let server;
let client;
async function start() {
  server = spawn("root/usr/sbin/nats-server", ["-a", "127.0.0.1", "-p", `${port}`, "-js", "-sd", "data"], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  server.stderr.on("data", (text) => { said += text; });
  while (!said.includes("Server is ready")) await once(server.stderr, "data");
  client = await connect({ port });
}
async function stop() {
  await client.close();
  server.kill();
  await once(server, "exit");
}
/** Publishes under an id, and says what came back and what the stream has. */
async function publish(what, subject, text, msgID) {
  const { seq, duplicate } = await jetstream(client).publish(subject, text, { msgID });
  const manager = await jetstreamManager(client);
  const held = await manager.streams.getMessage("heights", { seq });
  const has = held === null ? "has nothing" : `has ${held.subject} ${held.string()}`;
  console.log(`${what}: number ${seq}${duplicate ? ", a duplicate" : ""}; there it ${has}`);
}

await start();
const manager = await jetstreamManager(client);
await manager.streams.add({ name: "heights", subjects: ["proposal", "vote"] });
await publish("a proposal, id 7", "proposal", "attack", "7");
await publish("a vote, id 7", "vote", "yes", "7");
await manager.streams.purge("heights");
await publish("the proposal after a purge", "proposal", "attack", "7");
await stop();
await start();
await publish("the proposal after a restart", "proposal", "attack", "7");
await stop();
await start();
await publish("again after another restart", "proposal", "attack", "7");
await stop();
JS
{
  root/usr/sbin/nats-server --version
  node probe.js
} | tee seen
cat >wanted <<'TEXT'
nats-server: v2.9.10
a proposal, id 7: number 1; there it has proposal attack
a vote, id 7: number 1, a duplicate; there it has proposal attack
the proposal after a purge: number 1, a duplicate; there it has nothing
the proposal after a restart: number 2; there it has proposal attack
again after another restart: number 2, a duplicate; there it has proposal attack
TEXT
cmp -s seen wanted || { echo "this has changed" >&2; exit 1; }
