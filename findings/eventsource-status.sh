#!/bin/sh
# An EventSource that meets one 503 while it reconnects never tries again; version 2 of the same package did.
#
# Expected: a stream that broke is asked for again and again until it is back; that is what EventSource is for. A server that restarts behind a proxy
#   answers 503 or 502 for a second, which is a failure like a refused connection.
# Happens: a refused or lost connection is tried again, but an answer with any status other than 200 ends the source for ever (readyState 2), with
#   the same `error` event as a lost connection has. The page stays as it was and says nothing more. eventsource 2 tried again at
#   500, 502, 503 and 504; versions 3 and on do as browsers do. Whoever wants it back makes a new EventSource at readyState 2.
# Version: eventsource 5.1.5 and, beside it, 2.0.2 from npm.
# Source: HTML Living Standard, section 9.2.3 (if the status is not 200, fail the connection).
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts eventsource@5.1.5 eventsource-2@npm:eventsource@2.0.2 || exit 69
cat >probe.js <<'JS'
import { once } from "node:events";
import { createServer } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { EventSource as Fifth } from "eventsource";
import Second from "eventsource-2";

const RETRY_MS = 50;
const WAIT_MAX_MS = 40 * RETRY_MS;

async function probe(name, EventSource) {
  let asked = 0;
  const server = createServer((_request, response) => {
    asked += 1;
    response.writeHead(asked === 2 ? 503 : 200, { "content-type": "text/event-stream" });
    if (asked !== 2) response.write(`retry: ${RETRY_MS}\ndata: answer ${asked}\n\n`);
    if (asked < 3) response.end();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const source = new EventSource(`http://127.0.0.1:${server.address().port}/`);
  const seen = [];
  const back = new Promise((resolve) => {
    source.onmessage = ({ data }) => { seen.push(data); if (asked === 3) resolve(); };
    source.onerror = () => seen.push(`error (readyState ${source.readyState})`);
  });
  await Promise.race([back, wait(WAIT_MAX_MS)]);
  console.log(`${name}: ${seen.join(", ")}; asked ${asked} times`);
  source.close();
}

await probe("eventsource 5.1.5", Fifth);
await probe("eventsource 2.0.2", Second);
process.exit();
JS
node probe.js | tee seen
cat >wanted <<'TEXT'
eventsource 5.1.5: answer 1, error (readyState 0), error (readyState 2); asked 2 times
eventsource 2.0.2: answer 1, error (readyState 0), error (readyState 0), error (readyState 0), answer 3; asked 3 times
TEXT
cmp -s seen wanted || { echo "this has changed" >&2; exit 1; }
