#!/bin/sh
# With hono's streamSSE, writing to a client that has gone succeeds, and a handler that fails ends the stream as if all was said.
#
# Expected: writeSSE() returns a promise, so it is rejected once nobody reads, and the handler ends there; a client that reads slowly
#   holds the handler back; a handler that throws breaks the connection, so that the client sees an error.
# Happens: errors of writing are swallowed. A handler that loops until writing fails goes on for ever for each client that ever came: only
#   `stream.aborted` and onAbort() tell. A slow client does hold it back, at about 4 MB; but when that client goes, the handler is let
#   run, and what is "written" from then on costs only time. A handler that throws after its first event leaves a complete, well-formed
#   answer with status 200: the error is on the server's console, the client's fetch ends without one.
# Version: hono 4.13.19, @hono/node-server 2.1.8 from npm.
# Source: hono.dev/docs/helpers/streaming (onAbort, error handling); src/utils/stream.ts of hono.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts hono@4.13.19 @hono/node-server@2.1.8 || exit 69
cat >probe.js <<'JS'
import { once } from "node:events";
import { get } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { streamSSE } from "hono/streaming";

const EVENTS = 2000;
const app = new Hono();
const small = { written: 0, failed: null, wasAborted: false };
app.get("/small", (c) =>
  streamSSE(c, async (stream) => {
    for (let i = 0; i < 40; i++) {
      await stream.writeSSE({ data: "late" }).catch((error) => (small.failed = error));
      small.written++;
      await wait(10);
    }
    small.wasAborted = stream.aborted;
  }),
);
const big = { written: 0 };
app.get("/big", (c) =>
  streamSSE(c, async (stream) => {
    for (; big.written < EVENTS; big.written++) await stream.writeSSE({ data: "x".repeat(10_000) });
  }),
);
app.get("/throws", (c) =>
  streamSSE(c, async (stream) => {
    await stream.writeSSE({ data: "one" });
    throw new Error("a bug");
  }),
);
console.error = () => {};
const server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" });
await once(server, "listening");
const { port } = server.address();

/** A client that does with the answer as it likes. */
async function client(path) {
  const request = get({ host: "127.0.0.1", port, path }).on("error", () => {});
  const [response] = await once(request, "response");
  return response.on("error", () => {});
}

/** Waits until it is so, or five seconds. */
async function until(isSo) {
  for (let i = 0; i < 500 && !isSo(); i++) await wait(10);
  return isSo();
}

console.log(`hono ${process.env.PINNED}`);
const leaver = await client("/small");
await once(leaver, "data");
leaver.destroy();
await until(() => small.wasAborted);
console.log(`gone after the first event: ${small.written} of 40 written, failed ${small.failed}, aborted ${small.wasAborted}`);
const slow = await client("/big");
slow.pause();
let before = -1;
await until(() => before === (before = big.written) && before > 0);
await wait(300);
console.log(`slow: held back ${big.written > 50 && big.written < EVENTS / 2}`);
slow.destroy();
console.log(`gone then: all ${EVENTS} written ${await until(() => big.written === EVENTS)}`);
const response = await fetch(`http://127.0.0.1:${port}/throws`);
console.log(`throws: ${response.status}, ${JSON.stringify(await response.text())}`);
process.exit();
JS
PINNED="4.13.19, @hono/node-server 2.1.8" node probe.js | tee seen
cat >wanted <<'TEXT'
hono 4.13.19, @hono/node-server 2.1.8
gone after the first event: 40 of 40 written, failed null, aborted true
slow: held back true
gone then: all 2000 written true
throws: 200, "data: one\n\n"
TEXT
cmp -s seen wanted || { echo "this has changed" >&2; exit 1; }
