#!/bin/sh
# add() of BullMQ with an id that was used before gives a job with the new data that is "completed", and never does it.
#
# Expected: a job's own id keeps it from being twice in the queue; once it was done, or has failed, the same id can be added again, or add()
#   fails. What add() resolves with is what is stored.
# Happens: as long as a finished job is kept, and by itself it is kept for ever, its id takes no other: nothing is stored, nothing runs, nothing
#   fails. The job that comes back has the new data, which are nowhere else; its state is that of the old one, `completed` or
#   `failed`, as if it had been done at once. Only getJob() shows the old data. removeOnComplete and
#   removeOnFail free the id.
# Version: bullmq 6.7.0 and ioredis 6.0.0 from npm; redis-server 5:7.0.15-1~deb12u10 of Debian 12.
# Source: docs.bullmq.io/guide/jobs/job-ids.
set -eu
folder=$(mktemp -d)
server=
stop() {
  if [ -n "$server" ]; then
    kill "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
  fi
  server=
}
trap 'stop; rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts bullmq@6.7.0 ioredis@6.0.0 || exit 69
apt-get -q -o APT::Sandbox::User=root download redis-server=5:7.0.15-1~deb12u10 redis-tools=5:7.0.15-1~deb12u10 \
  libjemalloc2=5.3.0-1 liblzf1=3.6-3 >/dev/null || exit 69
for package in *.deb; do dpkg -x "$package" root; done
LD_LIBRARY_PATH="$folder/root/usr/lib/x86_64-linux-gnu" root/usr/bin/redis-server --port 0 --unixsocket "$folder/socket" --save "" >log 2>&1 &
server=$!
for _ in $(seq 100); do
  if [ -S socket ]; then break; fi
  sleep 0.1
done
[ -S socket ] || { echo "redis-server is not up after 10 s" >&2; exit 69; }
cat >probe.js <<'JS'
import { once } from "node:events";
import { Queue, Worker } from "bullmq";
import Redis from "ioredis";

const connection = new Redis(process.env.SOCKET, { maxRetriesPerRequest: null });
const queue = new Queue("heights", { connection });
const done = [];
const worker = new Worker(
  "heights",
  async ({ data }) => {
    done.push(data);
    if (data.startsWith("bad")) throw new Error(data);
  },
  { connection },
);
/** Adds one job, then another with its id, and a third with none, which shows that the queue goes on. */
async function probe(id, text, end) {
  const ended = once(worker, end);
  await queue.add("decide", text, { jobId: id });
  await ended;
  const again = await queue.add("decide", `not ${text}`, { jobId: id });
  const other = once(worker, "completed");
  await queue.add("decide", "another");
  await other;
  console.log(`${id} again: data "${again.data}", ${await again.getState()}; stored: "${(await queue.getJob(id)).data}"`);
}
console.log(`bullmq ${process.env.PINNED}`);
await probe("height-7", "attack", "completed");
await probe("height-8", "bad", "failed");
console.log(`done: ${done.join(", ")}`);
process.exit();
JS
SOCKET="$folder/socket" PINNED=6.7.0 node probe.js | tee seen
cat >wanted <<'TEXT'
bullmq 6.7.0
height-7 again: data "not attack", completed; stored: "attack"
height-8 again: data "not bad", failed; stored: "bad"
done: attack, another, bad, another
TEXT
cmp -s seen wanted || { echo "this has changed" >&2; exit 1; }
