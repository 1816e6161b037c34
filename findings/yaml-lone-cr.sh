#!/bin/sh
# To the yaml package a lone carriage return ends no line: what stands behind a comment is gone, without error or warning.
#
# Expected: a lone CR is a line break, as YAML has it since 1.0 ("line break: carriage return, line feed, or both"), or at least an error.
# Happens: only LF, and CR LF, end a line. "# nodes of the group", CR, "n: 7" is a document with nothing in it (null), and
#   a list of two items is a list of one with a CR in its text. A map of two keys alone is an error, which speaks of the wrong
#   thing. PyYAML reads all four as meant. Lone CRs come from serial lines, from terminals, and from programs that changed
#   LF to CR on the way.
# Version: yaml 2.9.1 from npm; python3-yaml 6.0-3+b2 of Debian 12, without its C part.
# Source: YAML 1.2.2, section 5.4 (b-break: CR LF, CR or LF).
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts yaml@2.9.1 || exit 69
apt-get -q -o APT::Sandbox::User=root download python3-yaml=6.0-3+b2 >/dev/null || exit 69
dpkg -x ./*.deb root
cat >texts.json <<'JSON'
["# nodes of the group\rn: 7\r", "n: 7 # nodes\rm: 2\r", "- attack\r- retreat\r", "n: 7\rm: 2\r"]
JSON
cat >probe.js <<'JS'
import { readFileSync } from "node:fs";
import { parseDocument } from "yaml";

for (const text of JSON.parse(readFileSync("texts.json", "utf8"))) {
  const document = parseDocument(text);
  const read = document.errors[0]?.code ?? JSON.stringify(document.toJS());
  console.log(`yaml 2.9.1: ${JSON.stringify(text)} is ${read}; warnings: ${document.warnings.length}`);
}
JS
cat >probe.py <<'PY'
import json, yaml

for text in json.load(open("texts.json")):
    print("PyYAML " + yaml.__version__ + ":", json.dumps(text), "is", json.dumps(yaml.safe_load(text)))
PY
{
  node probe.js
  PYTHONPATH=root/usr/lib/python3/dist-packages python3 probe.py
} | tee seen
cat >wanted <<'TEXT'
yaml 2.9.1: "# nodes of the group\rn: 7\r" is null; warnings: 0
yaml 2.9.1: "n: 7 # nodes\rm: 2\r" is {"n":7}; warnings: 0
yaml 2.9.1: "- attack\r- retreat\r" is ["attack\r- retreat\r"]; warnings: 0
yaml 2.9.1: "n: 7\rm: 2\r" is BLOCK_AS_IMPLICIT_KEY; warnings: 0
PyYAML 6.0: "# nodes of the group\rn: 7\r" is {"n": 7}
PyYAML 6.0: "n: 7 # nodes\rm: 2\r" is {"n": 7, "m": 2}
PyYAML 6.0: "- attack\r- retreat\r" is ["attack", "retreat"]
PyYAML 6.0: "n: 7\rm: 2\r" is {"n": 7, "m": 2}
TEXT
cmp -s seen wanted || { echo "this has changed" >&2; exit 1; }
