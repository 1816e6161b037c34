#!/bin/sh
# A second open of a LevelDB folder is refused with LEVEL_LOCKED, and takes the first one's lock away by that.
#
# Expected: a folder is opened once: whoever opens it again, from this process or another, gets LEVEL_LOCKED, and nothing else changes.
# Happens: between processes the lock is fcntl's, which a process loses when it closes any descriptor of that file, and the refused
#   second open closes the one it had opened: from then on another process opens the folder beside the first. Nor is the second open of
#   the same process always refused: for that there is a list of names, compared as they were written, so that the absolute path
#   of "./data" (or a link to it) makes a second database over the same files, where the first does not see what is put.
# Version: classic-level 3.0.0 from npm, on Linux.
# Source: LevelDB's util/env_posix.cc (PosixLockTable); fcntl(2) on traditional record locks.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts classic-level@3.0.0 || exit 69
cat >other.js <<'JS'
import { ClassicLevel } from "classic-level";

const db = new ClassicLevel("data", { createIfMissing: false });
console.log(await db.open().then(() => "opens", (error) => error.cause?.code ?? error.code));
await db.close();
JS
cat >probe.js <<'JS'
import { execFileSync } from "node:child_process";
import { resolve } from "node:path";
import { ClassicLevel } from "classic-level";

console.log(`classic-level ${process.env.PINNED}`);
const open = (path) => {
  const db = new ClassicLevel(path);
  return db.open().then(() => db, (error) => error.cause?.code ?? error.code);
};
const said = (opened) => (typeof opened === "string" ? opened : "opens");
const other = () => String(execFileSync(process.execPath, ["other.js"])).trim();

const first = await open("data");
console.log(`another process: ${other()}`);
console.log(`same process, same spelling: ${said(await open("data"))}`);
console.log(`another process, after that: ${other()}; the first is ${first.status}`);
const second = await open(resolve("data"));
console.log(`same process, absolute path: ${said(second)}`);
await second.put("order", "attack");
console.log(`what the second holds, the first sees: ${(await first.get("order")) ?? "nothing"}`);
await second.close();
await first.close();
JS
PINNED=3.0.0 node probe.js | tee seen
cat >wanted <<'TEXT'
classic-level 3.0.0
another process: LEVEL_LOCKED
same process, same spelling: LEVEL_LOCKED
another process, after that: opens; the first is open
same process, absolute path: opens
what the second holds, the first sees: nothing
TEXT
cmp -s seen wanted || { echo "this has changed" >&2; exit 1; }
