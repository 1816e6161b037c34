#!/bin/sh
# json-canonicalize does not sort what a toJSON() gives, a Buffer's for one: who signs the object and who reads it from JSON hash two texts.
#
# Expected: a library of RFC 8785 for JavaScript gives x the text that it gives JSON.parse(JSON.stringify(x)): signed is what will be sent,
#   and whoever gets that computes the same text again. It says so of all that JSON can represent.
# Happens: an object with a toJSON() is written as JSON.stringify writes it, in the order of insertion: {"type":"Buffer","data":[…]} for a digest
#   held in a Buffer, where the receiver computes {"data":[…],"type":"Buffer"}. A function becomes the word undefined, which is no JSON, whereas
#   the value undefined is left out. A hole in a list is left out, and the list shorter by one; so it is in
#   @truestamp/canonify. canonicalize keeps to all three. Plain objects, as tests have them, show nothing.
# Version: json-canonicalize 3.0.1, @truestamp/canonify 2.1.0, canonicalize 5.1.0 from npm.
# Source: RFC 8785, section 3.2.3; github.com/snowyu/json-canonicalize, README (RFC 8785 Compatibility).
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts json-canonicalize@3.0.1 @truestamp/canonify@2.1.0 canonicalize@5.1.0 || exit 69
cat >probe.js <<'JS'
import { canonify } from "@truestamp/canonify";
import canonicalize from "canonicalize";
import * as json from "json-canonicalize";

const values = {
  "a Buffer": { digest: Buffer.from("ab") },
  "a toJSON()": { vote: { toJSON: () => ({ round: 1, node: 3 }) } },
  "a function": { round: 1, check() {} },
  "a hole": { heard: [1, , 3] },
  "none of them": { round: 1, heard: [1, 3], node: undefined },
};
for (const [library, canonical] of Object.entries({ "json-canonicalize": json.canonicalize, canonify, canonicalize }))
  for (const [what, value] of Object.entries(values)) {
    const signed = canonical(value);
    const read = canonical(JSON.parse(JSON.stringify(value)));
    console.log(`${library}, ${what}: ${signed === read ? "the same" : `${signed} is read as ${read}`}`);
  }
JS
node probe.js | tee seen
cat >wanted <<'TEXT'
json-canonicalize, a Buffer: {"digest":{"type":"Buffer","data":[97,98]}} is read as {"digest":{"data":[97,98],"type":"Buffer"}}
json-canonicalize, a toJSON(): {"vote":{"round":1,"node":3}} is read as {"vote":{"node":3,"round":1}}
json-canonicalize, a function: {"check":undefined,"round":1} is read as {"round":1}
json-canonicalize, a hole: {"heard":[1,3]} is read as {"heard":[1,null,3]}
json-canonicalize, none of them: the same
canonify, a Buffer: the same
canonify, a toJSON(): the same
canonify, a function: the same
canonify, a hole: {"heard":[1,3]} is read as {"heard":[1,null,3]}
canonify, none of them: the same
canonicalize, a Buffer: the same
canonicalize, a toJSON(): the same
canonicalize, a function: the same
canonicalize, a hole: the same
canonicalize, none of them: the same
TEXT
cmp -s seen wanted || { echo "this has changed" >&2; exit 1; }
