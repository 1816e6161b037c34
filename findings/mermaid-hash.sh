#!/bin/sh
# In a sequence diagram of mermaid the rest of a message behind # is dropped, without an error.
#
# Expected: what stands behind the colon is the message, up to the end of the line; %% begins a comment, as the manual says.
# Happens: # begins one too, in messages, notes and names: "round #2 is over" is drawn as "round", "#1 is late" as an arrow without a
#   word, "C# node" as "C". Only an entity such as #35; passes. And %% is no comment there: it is drawn. A semicolon, which ends
#   the statement, is at least an error.
# Version: mermaid 11.17.2 from npm.
# Source: mermaid.js.org/syntax/sequenceDiagram.html (comments; entity codes to escape characters).
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts mermaid@11.17.2 || exit 69
cat >probe.js <<'JS'
import mermaid from "mermaid";

console.log(`mermaid ${process.env.PINNED}`);
for (const line of [
  "n1->>n2: round #2 is over",
  "n1->>n2: #1 is late",
  "Note over n1: member #3",
  "n1->>n2: a 5%% share",
  "n1->>n2: attack; retreat",
]) {
  const text = `sequenceDiagram\n${line}`;
  const said = await mermaid.parse(text).then(
    async () => {
      const { db } = await mermaid.mermaidAPI.getDiagramFromText(text);
      return JSON.stringify(db.getMessages()[0].message);
    },
    () => "an error",
  );
  console.log(`${line}  =>  ${said}`);
}
JS
PINNED=11.17.2 node probe.js | tee seen
cat >wanted <<'TEXT'
mermaid 11.17.2
n1->>n2: round #2 is over  =>  "round"
n1->>n2: #1 is late  =>  ""
Note over n1: member #3  =>  "member"
n1->>n2: a 5%% share  =>  "a 5%% share"
n1->>n2: attack; retreat  =>  an error
TEXT
cmp -s seen wanted || { echo "this has changed" >&2; exit 1; }
