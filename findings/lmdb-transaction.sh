#!/bin/sh
# In lmdb for Node.js a transaction() whose callback throws is rejected, and committed.
#
# Expected: a callback that throws takes back what it put, as in every other database; that the promise is rejected says so. transaction(),
#   transactionSync() and childTransaction() differ in when they run.
# Happens: transactionSync() and childTransaction() take it back. transaction() is rejected with the callback's error, and what
#   was put before that stays: for speed many callbacks share one transaction, and one cannot be taken out of it. A check in it that
#   throws, such as "this height is taken", keeps half of its work. Nor does it help to return ABORT.
# Version: lmdb 3.4.4 from npm.
# Source: github.com/kriszyp/lmdb-js, README (transaction, childTransaction).
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts lmdb@3.4.4 || exit 69
cat >probe.js <<'JS'
import { ABORT, open } from "lmdb";

console.log(`lmdb ${process.env.PINNED}`);
const db = open({ path: "data" });
const fail = (key) => () => {
  db.put(key, "half");
  throw new Error("no");
};
const ends = async (run) => {
  try {
    await run();
    return "resolved";
  } catch (error) {
    return `rejected (${error.message})`;
  }
};
for (const how of ["transactionSync", "childTransaction", "transaction"]) {
  const end = await ends(() => db[how](fail(how)));
  console.log(`${how}: ${end}, then holds ${db.get(how) ?? "nothing"}`);
}
const end = await ends(() => db.transaction(() => (db.put("abort", "half"), ABORT)));
console.log(`transaction that returns ABORT: ${end}, then holds ${db.get("abort") ?? "nothing"}`);
await db.close();
JS
PINNED=3.4.4 node probe.js | tee seen
cat >wanted <<'TEXT'
lmdb 3.4.4
transactionSync: rejected (no), then holds nothing
childTransaction: rejected (no), then holds nothing
transaction: rejected (no), then holds half
transaction that returns ABORT: resolved, then holds half
TEXT
cmp -s seen wanted || { echo "this has changed" >&2; exit 1; }
