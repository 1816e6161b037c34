#!/bin/sh
# A server-sent event that the server calls `error` looks to the client like a lost connection, over a sound one.
#
# Expected: names of events are the server's own, as the words of a log's levels are: `event: error` comes to whoever asked for it, and does
#   not mix with the client's own troubles.
# Happens: the name is dispatched as it stands, so the listener of connection errors hears it: a page that counts failures, shows "offline"
#   or closes the source there does so because node 3 was late. Told apart it is by its class (MessageEvent with data) and by
#   readyState, which is still 1. `event: open` likewise says again that the link is up. In the `eventsource` package, unlike a browser, the same
#   event comes to addEventListener("error") and not to onerror.
# Version: eventsource 4.1.1 from npm.
# Source: HTML Living Standard, section 9.2.6 (the event's type is set to the event type buffer).
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts eventsource@4.1.1 || exit 69
cat >probe.js <<'JS'
import { once } from "node:events";
import { createServer } from "node:http";
import { EventSource } from "eventsource";

const server = createServer((_request, response) => {
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.write("event: error\ndata: node 3 is late\n\nevent: open\ndata: again\n\nevent: done\ndata: that is all\n\n");
});
server.listen(0, "127.0.0.1");
await once(server, "listening");

console.log(`eventsource ${process.env.PINNED}`);
const source = new EventSource(`http://127.0.0.1:${server.address().port}/`);
const say = (where) => (event) =>
  console.log(`${where}: ${event.constructor.name}, data ${event.data}, readyState ${source.readyState}`);
source.onerror = say("onerror");
for (const name of ["error", "open"]) source.addEventListener(name, say(`listener of ${name}`));
await new Promise((resolve) => source.addEventListener("done", resolve));
process.exit();
JS
PINNED=4.1.1 node probe.js | tee seen
cat >wanted <<'TEXT'
eventsource 4.1.1
listener of open: Event, data undefined, readyState 1
listener of error: MessageEvent, data node 3 is late, readyState 1
listener of open: MessageEvent, data again, readyState 1
TEXT
cmp -s seen wanted || { echo "this has changed" >&2; exit 1; }
