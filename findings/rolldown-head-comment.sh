#!/bin/sh
# Whether rolldown keeps a module's head comment depends on whether its first import is of types.
#
# Expected: comments at the head of a module, which tell what the module is for, are either kept or dropped in the bundle,
#   by one rule for all modules.
# Happens: a comment belongs to the statement behind it. If that is an import of values, it is kept, although the import itself is gone
#   from the bundle; if it is `import type`, it is dropped with it. To write `type` into an import, which changes nothing else, takes the
#   head away. Only what says that it is a licence stays in both.
# Version: rolldown 1.2.19 from npm.
# Source: rolldown.rs (output.comments, legal comments).
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts rolldown@1.2.19 || exit 69
echo 'export const names: string[] = ["om"]; export type Name = string;' >names.ts
cat >probe.js <<'JS'
import { writeFileSync } from "node:fs";
import { rolldown } from "rolldown";

console.log(`rolldown ${process.env.PINNED}`);
for (const head of ["/** What this is for. */", "/** @license MIT */", "/*! (c) us */"]) {
  for (const first of ['import { names } from "./names.ts";', 'import type { Name } from "./names.ts";']) {
    const rest = first.includes("type") ? "export const one: Name = 'om';" : "export const one = names[0];";
    writeFileSync("entry.ts", `${head}\n${first}\n/** The first. */\n${rest}\n`);
    const bundle = await rolldown({ input: "entry.ts" });
    const { output } = await bundle.generate({ format: "esm" });
    console.log(`${head} before ${first.split(" {")[0]}: ${output[0].code.includes(head) ? "kept" : "dropped"}`);
  }
}
JS
PINNED=1.2.19 node probe.js | tee seen
cat >wanted <<'TEXT'
rolldown 1.2.19
/** What this is for. */ before import: kept
/** What this is for. */ before import type: dropped
/** @license MIT */ before import: kept
/** @license MIT */ before import type: kept
/*! (c) us */ before import: kept
/*! (c) us */ before import type: kept
TEXT
cmp -s seen wanted || { echo "this has changed" >&2; exit 1; }
