#!/bin/sh
# Graphviz reads the node 1.3.2 as two nodes, 1.3 and .2, draws both, and ends with 0.
#
# Expected: an identifier such as 1.3.2 (a path, a version, an address) is a name, since 1.3 is one and needs no quotes; or a syntax error.
# Happens: 1.3 is read as a number, which ends at the second dot; what follows is another number, .2, and another node. An edge goes from or to
#   one of the two: `1.3.2 -> 1.3` is an edge from .2 to 1.3. There is a warning, and exit code 0, so the drawing of a tree
#   of paths looks like a tree, but of others. 1.3.2.4 gives 1.3, .2 and .4. Two parts are right, so that small trees show nothing.
# Version: graphviz 2.42.2-7+deb12u1 of Debian 12.
# Source: graphviz.org/doc/info/lang.html (ID: a numeral [-]?(.[0-9]+ | [0-9]+(.[0-9]*)?)).
set -eu
version=2.42.2-7+deb12u1
there() { [ "$(dpkg-query -W -f='${Version}' graphviz 2>/dev/null)" = "$version" ]; }
there || {
  [ "$(id -u)" = 0 ] || { echo "needs, as root: apt-get install graphviz=$version" >&2 && exit 69; }
  { apt-get -qq update && apt-get -qq install -y --no-install-recommends "graphviz=$version"; } >/dev/null || exit 69
}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
show() {
  code=0
  echo "digraph { $1 }" | dot -Tplain >out 2>err || code=$?
  nodes=$(awk '$1 == "node" { print $2 }' out | sort | tr '\n' ' ')
  edges=$(awk '$1 == "edge" { print $2 " -> " $3 }' out | sort | tr '\n' ' ')
  echo "$1: code $code, warnings $(grep -c '^Warning' err), nodes $nodes, edges $edges" | tr -s ' ' | sed 's/ ,/,/; s/ $//'
}
{
  dot -V 2>&1
  show '1 -> 1.3'
  show '1.3 -> 1.3.2'
  show '1.3.2 -> 1.3.2.4'
  show '"1.3" -> "1.3.2"'
} | tee seen
cat >wanted <<'TEXT'
dot - graphviz version 2.43.0 (0)
1 -> 1.3: code 0, warnings 0, nodes 1 1.3, edges 1 -> 1.3
1.3 -> 1.3.2: code 0, warnings 1, nodes .2 1.3, edges 1.3 -> 1.3
1.3.2 -> 1.3.2.4: code 0, warnings 3, nodes .2 .4 1.3, edges .2 -> 1.3
"1.3" -> "1.3.2": code 0, warnings 0, nodes "1.3.2" 1.3, edges 1.3 -> "1.3.2"
TEXT
cmp -s seen wanted || { echo "this has changed" >&2; exit 1; }
