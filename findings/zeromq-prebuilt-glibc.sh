#!/bin/sh
# The newest glibc that a prebuilt binary of zeromq.js asks for has nothing to do with the Node.js that its folder is named for.
#
# Expected: binaries of one release for Linux come from one build machine, or the ones for older Node.js from older ones;
#   at least the folder with the ABI number of the Node.js that runs (115 for Node.js 20) loads wherever that one runs.
# Happens: `glibc-72-Release` and `glibc-115-Release`, for Node.js 12 and 20, ask for glibc 2.38 of 2023;
#   `glibc-127-Release`, for Node.js 22, asks for 2.25 of 2017 and, since all are Node-API, serves Node.js 20 as well. So on
#   Debian 12 (glibc 2.36) the one that fits by name fails, and the package finds another by trying: whoever copies only the
#   folder of his own ABI into an image, or a bundle, has a program that starts on one distribution and not on the next.
# Version: zeromq 6.8.0 from npm.
# Source: the symbol versions in the files themselves (readelf --version-info shows the same).
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts zeromq@6.8.0 || exit 69
cat >probe.cjs <<'JS'
const { readFileSync, readdirSync } = require("node:fs");
const builds = "node_modules/zeromq/build/linux/x64/node";
for (const name of readdirSync(builds).filter((one) => one.startsWith("glibc-")).sort()) {
  const text = readFileSync(`${builds}/${name}/addon.node`, "latin1");
  const minors = [...text.matchAll(/\0GLIBC_2\.(\d+)(?=\0)/g)].map(([, minor]) => Number(minor));
  console.log(`${name} asks for glibc 2.${Math.max(...minors)}`);
}
JS
node probe.cjs | tee seen
cat >wanted <<'TEXT'
glibc-115-Release asks for glibc 2.38
glibc-127-Release asks for glibc 2.25
glibc-147-Release asks for glibc 2.38
glibc-72-Release asks for glibc 2.38
TEXT
cmp -s seen wanted || { echo "this has changed" >&2; exit 1; }
