#!/bin/sh
# Two keys that the yaml package holds for different become one property, and nothing says so.
#
# Expected: a duplicate key is an error (uniqueKeys is on), so that what parse() returns has every entry of the
#   text; and a key is the text that was written, as in JSON.
# Happens: keys are compared as YAML values, then written as JavaScript properties. 1 and "1" are two keys to the
#   check and one to the object: the first entry is gone, with neither error nor warning; likewise true and "true".
#   A key is resolved like any scalar: 0x10 becomes "16", an id of hexadecimal digits such as 12e4 becomes "120000",
#   and a long integer another number. 0x10 beside 16 is an error, although they are written differently. With
#   mapAsMap nothing is lost; intAsBigInt saves the long integer, not 12e4.
# Version: yaml 2.9.1 from npm.
# Source: eemeli.org/yaml (uniqueKeys, mapAsMap); YAML 1.2.2, section 10.3.2 (the core schema).
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts yaml@2.9.1 || exit 69
cat >probe.js <<'JS'
import { parseDocument } from "yaml";

console.log(`yaml ${process.env.PINNED}`);
show('{ 1: attack, "1": retreat }');
show('{ 1: attack, "1": retreat }', { mapAsMap: true });
show('{ true: attack, "true": retreat }');
show("{ 0x10: attack }");
show("{ 0x10: attack, 16: retreat }");
show("{ 12e4: attack }");
show("{ 12345678901234567890: attack }");
show("{ 12345678901234567890: attack, 12e4: retreat }", { intAsBigInt: true });

function show(text, options = {}) {
  const document = parseDocument(text, options);
  const value = document.toJS(options);
  const entries = value instanceof Map ? [...value] : Object.entries(value);
  const said = [...document.errors, ...document.warnings].map((problem) => problem.code);
  console.log(`${text} ${Object.keys(options)}: ${entries.map(([k, v]) => `${k}=${v}`)}; says ${said.join() || "nothing"}`);
}
JS
PINNED=2.9.1 node probe.js | tee seen
cat >wanted <<'TEXT'
yaml 2.9.1
{ 1: attack, "1": retreat } : 1=retreat; says nothing
{ 1: attack, "1": retreat } mapAsMap: 1=attack,1=retreat; says nothing
{ true: attack, "true": retreat } : true=retreat; says nothing
{ 0x10: attack } : 16=attack; says nothing
{ 0x10: attack, 16: retreat } : 16=retreat; says DUPLICATE_KEY
{ 12e4: attack } : 120000=attack; says nothing
{ 12345678901234567890: attack } : 12345678901234567000=attack; says nothing
{ 12345678901234567890: attack, 12e4: retreat } intAsBigInt: 120000=retreat,12345678901234567890=attack; says nothing
TEXT
cmp -s seen wanted || { echo "this has changed" >&2; exit 1; }
