#!/bin/sh
# Sorted with the sort function of the vectorclock package, an effect can stand before its cause.
#
# Expected: a library of vector clocks that offers ascSort for Array.sort gives an order that agrees with "happened before", concurrent events in
#   any order among them; and it tells the same clock from a concurrent one.
# Happens: concurrent clocks compare as 0, which sort() takes for equal. That is no order: c after a, and b concurrent with both, is 0 and 0 where
#   c and a are compared by way of b, and sort() may leave c before a, as it does for the list c, b, a. What comes out depends on how the
#   list came in. compare() of a clock with itself is also 0, which is the constant CONCURRENT, and isConcurrent() of it is true. To sort,
#   take a total order that contains the partial one: first the sum of the entries, then a name.
# Version: vectorclock 0.0.0 from npm.
# Source: Mattern, "Virtual Time and Global States of Distributed Systems" (1989), section 5; ECMA-262, Array.prototype.sort (consistent comparator).
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts vectorclock@0.0.0 || exit 69
cat >probe.js <<'JS'
import vectorClock from "vectorclock";

const a = { name: "a", clock: { node1: 1 } };
const b = { name: "b", clock: { node2: 1 } };
const c = { name: "c", clock: { node1: 2 } };
const WORDS = { [vectorClock.GT]: "after", [vectorClock.LT]: "before", [vectorClock.CONCURRENT]: "concurrent" };
const compared = (one, other) => `${one.name} and ${other.name}: ${WORDS[vectorClock.compare(one, other)]}`;

console.log(`vectorclock ${process.env.PINNED}`);
console.log([compared(a, c), compared(a, b), compared(b, c), compared(a, a)].join(", "));
for (const list of [[a, b, c], [c, b, a], [c, a, b]]) {
  const names = (events) => events.map(({ name }) => name).join(" ");
  console.log(`${names(list)} sorted: ${names(list.toSorted(vectorClock.ascSort))}`);
}
JS
PINNED=0.0.0 node probe.js | tee seen
cat >wanted <<'TEXT'
vectorclock 0.0.0
a and c: before, a and b: concurrent, b and c: concurrent, a and a: concurrent
a b c sorted: a b c
c b a sorted: c b a
c a b sorted: a c b
TEXT
cmp -s seen wanted || { echo "this has changed" >&2; exit 1; }
