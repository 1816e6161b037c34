#!/bin/sh
# Of two concurrent values of a key Yjs keeps that of the greater client id, however much the other wrote; Automerge and Loro keep that of the longer history.
#
# Expected: a map of a CRDT is "last writer wins" by a logical clock: 100 writes of one client beat one write of another, who saw none of them;
#   ids decide a draw only. Libraries differ in format and not in who wins; and a key that one client deletes and another writes is there.
# Happens: Yjs puts concurrent items in the order of the clients' ids and takes the rightmost. With the ids the other way round the
#   other value wins. An id is a random number of each session, so the same program run again gives another winner. A client with
#   the greater id that wrote the key and deleted it again also deletes what the other wrote, which it never saw; a delete of an
#   old value does not. Automerge and Loro go by Lamport clocks: the 100th write wins under either id.
# Version: yjs 13.6.33, @automerge/automerge 3.5.0, loro-crdt 1.17.1 from npm.
# Source: Nicolaescu and others, "Near Real-Time Peer-to-Peer Shared Editing on Extensible Data Types" (2016), section 4; automerge.org/docs (conflicts).
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts yjs@13.6.33 @automerge/automerge@3.5.0 loro-crdt@1.17.1 || exit 69
cat >probe.js <<'JS'
import * as Automerge from "@automerge/automerge";
import { LoroDoc } from "loro-crdt";
import * as Y from "yjs";

const WRITES = Array.from({ length: 100 }, (_, i) => `write ${i + 1}`);

/** What two replicas with these ids hold after `first` and `second` were done apart and were then exchanged. */
function yjs([id, otherId], first, second) {
  const [one, other] = [new Y.Doc(), new Y.Doc()];
  [one.clientID, other.clientID] = [id, otherId];
  first(one.getMap("map"));
  second(other.getMap("map"));
  Y.applyUpdate(one, Y.encodeStateAsUpdate(other));
  return one.getMap("map").get("order");
}

function automerge(ids) {
  let [one, other] = ids.map((id) => Automerge.init({ actor: `0${id}` }));
  for (const text of WRITES) one = Automerge.change(one, (map) => { map.order = text; });
  other = Automerge.change(other, (map) => { map.order = "the other"; });
  return Automerge.merge(one, other).order;
}

function loro(ids) {
  const [one, other] = ids.map((id) => {
    const replica = new LoroDoc();
    replica.setPeerId(`${id}`);
    return replica;
  });
  for (const text of WRITES) one.getMap("map").set("order", text);
  other.getMap("map").set("order", "the other");
  for (const replica of [one, other]) replica.commit();
  one.import(other.export({ mode: "update" }));
  return one.getMap("map").get("order");
}

const often = (map) => { for (const text of WRITES) map.set("order", text); };
const once = (map) => map.set("order", "the other");
const takenBack = (map) => { map.set("order", "mine"); map.delete("order"); };
for (const ids of [[1, 2], [2, 1]]) {
  console.log(`100 writes by ${ids[0]}, one by ${ids[1]}: Yjs ${yjs(ids, often, once)}, Automerge ${automerge(ids)}, Loro ${loro(ids)}`);
}
for (const ids of [[1, 2], [2, 1]]) {
  console.log(`written and deleted by ${ids[0]}, written by ${ids[1]}: Yjs ${yjs(ids, takenBack, once) ?? "nothing"}`);
}
JS
node probe.js | tee seen
cat >wanted <<'TEXT'
100 writes by 1, one by 2: Yjs the other, Automerge write 100, Loro write 100
100 writes by 2, one by 1: Yjs write 100, Automerge write 100, Loro write 100
written and deleted by 1, written by 2: Yjs the other
written and deleted by 2, written by 1: Yjs nothing
TEXT
cmp -s seen wanted || { echo "this has changed" >&2; exit 1; }
