#!/bin/sh
# With the types of Node.js an EventEmitter that declares its events takes a listener of an event that is misspelt.
#
# Expected: EventEmitter<{ decided: [order: string] }> has the one event "decided"; on("decidde", …) and emit("decidde") are errors of the
#   compiler, which is what one declares events for.
# Happens: the map only types the arguments of names that are in it: on("decided") with a listener of numbers is an error, and so is an
#   emit("decided") of one. Any other name is taken, with any arguments, as if nothing had been declared. A listener of an event
#   that was renamed is never called, and found by nobody.
# Version: @types/node 26.6.7, typescript 7.0.2 from npm.
# Source: the package's events.d.ts.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts @types/node@26.6.7 typescript@7.0.2 || exit 69
cat >probe.ts <<'TS'
import { EventEmitter } from "node:events";

const group = new EventEmitter<{ decided: [order: string] }>();
group.on("decidde", (order: string) => order);
group.once("decidde", (order: number) => order);
group.emit("decidde", "attack", 7);
group.on("decided", (order: number) => order);
group.emit("decided", 7);
TS
npx tsc --version | tee seen
npx tsc --noEmit --strict --skipLibCheck --types node --module nodenext --target es2022 probe.ts | sed -n 's/^\(probe.ts([0-9]*\),.*\(TS[0-9]*\).*/\1): \2/p' | tee -a seen
cat >wanted <<'TEXT'
Version 7.0.2
probe.ts(7): TS2345
probe.ts(8): TS2345
TEXT
cmp -s seen wanted || { echo "this has changed" >&2; exit 1; }
