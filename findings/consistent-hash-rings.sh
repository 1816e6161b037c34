#!/bin/sh
# Two processes that make a ring of the consistent-hash package from the same nodes send the same key to different nodes.
#
# Expected: consistent hashing lets everybody who knows the list of nodes find a key's node without asking: a ring is a function of the nodes, whatever
#   the process, and at most of their order.
# Happens: the nodes' places on the ring come from Math.random(), so each ring is another one, and a client that restarts looks for its keys elsewhere.
#   With { distribution: "uniform" } rings are alike, but depend on the order in which nodes were added. Tests with one ring in one
#   process show nothing. Alike in all cases is only a ring whose control points are handed over with each node.
# Version: consistent-hash 1.2.2 from npm.
# Source: Karger and others, "Consistent Hashing and Random Trees" (1997); the package's README (distribution).
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts consistent-hash@1.2.2 || exit 69
cat >probe.js <<'JS'
import ConsistentHash from "consistent-hash";

const NODES = ["node-1", "node-2", "node-3", "node-4", "node-5"];
const KEYS = Array.from({ length: 1000 }, (_, i) => `key ${i * 7919}`);

function places(options, nodes) {
  const ring = new ConsistentHash(options);
  for (const node of nodes) ring.add(node);
  return KEYS.map((key) => ring.get(key));
}

function compare(what, options, nodes) {
  const one = places(options, NODES);
  const other = places(options, nodes);
  const moved = one.filter((node, i) => node !== other[i]).length;
  console.log(`${what}: ${moved === 0 ? "no key has" : moved > 100 ? "more than 100 of 1000 keys have" : "some keys have"} another node`);
}

console.log(`consistent-hash ${process.env.PINNED}`);
compare("two rings of the same nodes", {}, NODES);
compare("uniform", { distribution: "uniform" }, NODES);
compare("uniform, nodes added in reverse", { distribution: "uniform" }, NODES.toReversed());
JS
PINNED=1.2.2 node probe.js | tee seen
cat >wanted <<'TEXT'
consistent-hash 1.2.2
two rings of the same nodes: more than 100 of 1000 keys have another node
uniform: no key has another node
uniform, nodes added in reverse: more than 100 of 1000 keys have another node
TEXT
cmp -s seen wanted || { echo "this has changed" >&2; exit 1; }
