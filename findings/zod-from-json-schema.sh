#!/bin/sh
# zod's fromJSONSchema() throws for some of what it cannot check, and passes over the rest: what is required is accepted missing.
#
# Expected: it gives a validator of that schema, or throws, as it does for `if` and `not`: so what it takes it checks.
# Happens: one keyword of a schema decides which validator is made, and those beside it are dropped without a word. `anyOf` and
#   `allOf` beside `properties` (either a or b must be there), what stands beside a `$ref` (the minimum), `type` beside `enum`
#   or `const`. A key in `required` counts only if it is in `properties` too. Without `type` all else is dropped, so that {properties, required} takes
#   a number. On the other side `enum` and `const` of objects and lists take nothing, not even that value, and 2^53 is no integer. `oneOf`
#   in the same places is checked.
# Version: zod 4.6.7 from npm.
# Source: zod.dev/json-schema (z.fromJSONSchema, experimental); JSON Schema 2020-12, Validation, section 6.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts zod@4.6.7 || exit 69
cat >probe.js <<'JS'
import * as z from "zod";

console.log(`zod ${process.env.PINNED}`);
const ab = { type: "object", properties: { a: { type: "string" }, b: { type: "string" } } };
const either = [{ required: ["a"] }, { required: ["b"] }];
show("anyOf beside properties", { ...ab, anyOf: either }, {});
show("oneOf beside properties", { ...ab, oneOf: either }, {});
show("allOf beside properties", { ...ab, allOf: [{ required: ["a"] }] }, {});
show("minimum beside $ref", { $defs: { n: { type: "integer" } }, properties: { a: { $ref: "#/$defs/n", minimum: 5 } }, type: "object" }, { a: 1 });
show("type beside enum", { type: "integer", enum: [1, "x"] }, "x");
show("type beside const", { type: "string", const: 1 }, 1);
show("required only", { type: "object", required: ["a"] }, {});
show("no type", { properties: { a: { type: "string" } }, required: ["a"] }, 5);
show("enum of objects", { enum: [{ a: 1 }] }, { a: 1 });
show("const of a list", { const: [1] }, [1]);
show("integer", { type: "integer" }, 2 ** 53);
show("if", { type: "object", if: { required: ["a"] }, then: { required: ["b"] } }, { a: 1 });
show("not", { type: "integer", not: { const: 1 } }, 1);

function show(what, schema, value) {
  let said;
  try {
    said = z.fromJSONSchema(schema).safeParse(value).success ? "accepts" : "refuses";
  } catch {
    said = "throws, before";
  }
  console.log(`${what}: ${said} ${JSON.stringify(value)}`);
}
JS
PINNED=4.6.7 node probe.js | tee seen
cat >wanted <<'TEXT'
zod 4.6.7
anyOf beside properties: accepts {}
oneOf beside properties: refuses {}
allOf beside properties: accepts {}
minimum beside $ref: accepts {"a":1}
type beside enum: accepts "x"
type beside const: accepts 1
required only: accepts {}
no type: accepts 5
enum of objects: refuses {"a":1}
const of a list: refuses [1]
integer: refuses 9007199254740992
if: throws, before {"a":1}
not: throws, before 1
TEXT
cmp -s seen wanted || { echo "this has changed" >&2; exit 1; }
