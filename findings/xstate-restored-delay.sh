#!/bin/sh
# A machine of XState that is restored from its persisted snapshot never leaves a state by its delay: the timer is not set again.
#
# Expected: getPersistedSnapshot() and createActor(machine, { snapshot }) go on where the machine was: a state that is left after 100 ms is left 100 ms
#   after the restart, or after what was left of them.
# Happens: the snapshot names the state, and no timer. start() of what was restored does not enter the state again, and with it not `after`: the
#   machine waits for ever, without an error. A round's deadline, or a vote's time-out, that was running when the process ended
#   does not come. Events from outside work as ever, so tests that send them show nothing. The same machine, begun anew, leaves the state.
# Version: xstate 5.33.3 from npm.
# Source: stately.ai/docs/persistence; stately.ai/docs/delayed-transitions.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts xstate@5.33.3 || exit 69
cat >probe.js <<'JS'
import { setTimeout as wait } from "node:timers/promises";
import { createActor, createMachine, waitFor } from "xstate";

const DELAY_MS = 100;
const WAIT_MAX_MS = 20 * DELAY_MS;
const round = createMachine({
  initial: "open",
  states: { open: { after: { [DELAY_MS]: "closed" }, on: { close: "closed" } }, closed: {} },
});

/** The state that an actor is in once it has closed, or after a long time. */
async function end(what, actor) {
  actor.start();
  await Promise.race([waitFor(actor, (state) => state.matches("closed"), { timeout: Infinity }), wait(WAIT_MAX_MS)]);
  console.log(`${what}: ${actor.getSnapshot().value}`);
  return actor;
}

const first = createActor(round).start();
const snapshot = first.getPersistedSnapshot();
first.stop();
console.log(`xstate ${process.env.PINNED}`);
await end("begun anew, with a delay of 100 ms", createActor(round));
for (const [how, held] of [["from the snapshot", snapshot], ["from its JSON", JSON.parse(JSON.stringify(snapshot))]]) {
  const restored = await end(`restored ${how}, 2 s later`, createActor(round, { snapshot: held }));
  restored.send({ type: "close" });
  console.log(`  after an event: ${restored.getSnapshot().value}`);
}
JS
PINNED=5.33.3 node probe.js | tee seen
cat >wanted <<'TEXT'
xstate 5.33.3
begun anew, with a delay of 100 ms: closed
restored from the snapshot, 2 s later: open
  after an event: closed
restored from its JSON, 2 s later: open
  after an event: closed
TEXT
cmp -s seen wanted || { echo "this has changed" >&2; exit 1; }
