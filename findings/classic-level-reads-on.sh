#!/bin/sh
# LevelDB hands out a changed value as if it were sound, and makes an empty database of one whose file CURRENT is lost, deleting its data.
#
# Expected: each block has a checksum, so a changed byte is a Corruption error, when the database is opened or at the latest when the
#   value is read. What cannot be opened for want of a file is an error, says that it is damaged, and leaves the other files alone.
# Happens: reads do not look at checksums unless they are told to, and classic-level has no option for that (nor for paranoid checks): a
#   byte of a value of 1 KB changed on the disk comes back changed, from `get` as from an iterator. Values that compress well are caught
#   now and then, by the decompressor, so that a test with "xxxx" as its value may find all in order.
#   Without CURRENT, a file of 16 bytes, a folder full of tables counts as one that does not exist: `open` makes a new database there,
#   by default, and removes the tables, all in silence. With `createIfMissing: false` it is refused, with no code, and they stay.
#   Without its MANIFEST it is refused with LEVEL_IO_ERROR, as a full disk is, and not LEVEL_CORRUPTION. With a table cut short it opens,
#   and reading is a LEVEL_IO_ERROR then ("Invalid argument").
# So: keep a digest beside each value, open with `createIfMissing: false` what is known to be there, and do not read damage from codes.
# Version: classic-level 3.0.0 from npm (LevelDB 1.20).
# Source: LevelDB's include/leveldb/options.h (verify_checksums, create_if_missing); db/db_impl.cc (Recover, DeleteObsoleteFiles).
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts classic-level@3.0.0 || exit 69
cat >probe.js <<'JS'
import { createHash } from "node:crypto";
import { cpSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { ClassicLevel } from "classic-level";

/** 1 KB that does not compress. */
const valueOf = (entry) =>
  Buffer.concat(Array.from({ length: 32 }, (_, part) => createHash("sha256").update(`${entry} ${part}`).digest()));
const named = (folder, end) => readdirSync(folder).filter((name) => end.test(name)).map((name) => `${folder}/${name}`);
const tables = (folder) => named(folder, /\.ldb$/);
const open = async (folder, options) => {
  const db = new ClassicLevel(folder, { valueEncoding: "buffer", ...options });
  await db.open();
  return db;
};

const made = await open("sound");
for (let entry = 0; entry < 1000; entry++) await made.put(`entry ${String(entry).padStart(3, "0")}`, valueOf(entry));
await made.compactRange("a", "z");
await made.close();
await (await open("sound")).close();

async function look(what, harm, options = {}) {
  cpSync("sound", "harmed", { recursive: true });
  harm("harmed");
  let seen = "";
  let db;
  try {
    db = await open("harmed", options);
    let [count, wrong] = [0, 0];
    for await (const [key, value] of db.iterator()) {
      count++;
      if (!value.equals(valueOf(Number(key.slice(6))))) wrong++;
    }
    seen = `${count} entries, ${wrong} of them wrong`;
  } catch (error) {
    seen = db ? `read: ${error.code}` : `open: ${error.cause.code}`;
  }
  await db?.close();
  console.log(`${what}: ${seen}; tables left: ${tables("harmed").length}`);
  rmSync("harmed", { recursive: true });
}

const changeValue = (folder) => {
  const [table] = tables(folder);
  const bytes = readFileSync(table);
  bytes[bytes.indexOf(valueOf(500)) + 10] ^= 1;
  writeFileSync(table, bytes);
};
const without = (end) => (folder) => rmSync(named(folder, end)[0]);

await look("sound", () => undefined);
await look("a byte of a value changed", changeValue);
await look("CURRENT lost", without(/^CURRENT$/));
await look("CURRENT lost, not to be created", without(/^CURRENT$/), { createIfMissing: false });
await look("MANIFEST lost", without(/^MANIFEST/));
await look("a table cut short", (folder) => truncateSync(tables(folder)[0], 1000));
JS
node probe.js | tee seen
cat >wanted <<'TEXT'
sound: 1000 entries, 0 of them wrong; tables left: 1
a byte of a value changed: 1000 entries, 1 of them wrong; tables left: 1
CURRENT lost: 0 entries, 0 of them wrong; tables left: 0
CURRENT lost, not to be created: open: undefined; tables left: 1
MANIFEST lost: open: LEVEL_IO_ERROR; tables left: 1
a table cut short: read: LEVEL_IO_ERROR; tables left: 1
TEXT
cmp -s seen wanted || { echo "this has changed" >&2; exit 1; }
