#!/bin/sh
# msgpackr and cbor-x write whole numbers from 2^32 on as floating-point numbers, so that a reader in another language gets another type.
#
# Expected: a whole number is written as one, in 9 bytes (MessagePack's uint 64, CBOR's major type 0), as smaller ones are and as other libraries do: the
#   same value, and the same bytes for a hash.
# Happens: up to 2^32 - 1 they are integers, and from there on doubles, also 9 bytes. JavaScript has one type of number and sees nothing. Python reads
#   1764374400000.0 where it read an int yesterday, and a typed reader refuses it or not. Heights and counters cross that line late
#   and times in milliseconds are always beyond it. A BigInt is written as an integer by both.
# Version: msgpackr 2.1.4, @msgpack/msgpack 3.1.3, cbor-x 1.6.9, cborg 6.1.5 from npm; python3-msgpack 1.0.3-2+b1 of Debian 12.
# Source: MessagePack specification (int format family); RFC 8949, sections 3.1 and 4.2.2.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts msgpackr@2.1.4 @msgpack/msgpack@3.1.3 cbor-x@1.6.9 cborg@6.1.5 || exit 69
apt-get -q -o APT::Sandbox::User=root download python3-msgpack=1.0.3-2+b1 >/dev/null || exit 69
dpkg -x ./*.deb root
cat >probe.js <<'JS'
import { writeFileSync } from "node:fs";
import * as msgpack from "@msgpack/msgpack";
import * as cborX from "cbor-x";
import * as cborg from "cborg";
import * as msgpackr from "msgpackr";

const hex = (bytes) => Buffer.from(bytes).toString("hex");
for (const value of [2 ** 32 - 1, 2 ** 32, 1764374400000, 1764374400000n]) {
  console.log(`${value}${typeof value === "bigint" ? "n" : ""}`);
  console.log(`  msgpackr ${hex(msgpackr.pack(value))}, @msgpack/msgpack ${hex(msgpack.encode(value, { useBigInt64: typeof value === "bigint" }))}`);
  console.log(`  cbor-x ${hex(cborX.encode(value))}, cborg ${hex(cborg.encode(value))}`);
}
writeFileSync("msgpackr", msgpackr.pack([1, 1764374400000]));
writeFileSync("msgpack", msgpack.encode([1, 1764374400000]));
JS
{
  node probe.js
  for file in msgpackr msgpack; do
    MSGPACK_PUREPYTHON=1 PYTHONPATH=root/usr/lib/python3/dist-packages python3 -c '
import msgpack, sys
print("Python reads of", sys.argv[1] + ":", msgpack.unpackb(open(sys.argv[1], "rb").read()))' "$file"
  done
} | tee seen
cat >wanted <<'TEXT'
4294967295
  msgpackr ceffffffff, @msgpack/msgpack ceffffffff
  cbor-x 1affffffff, cborg 1affffffff
4294967296
  msgpackr cb41f0000000000000, @msgpack/msgpack cf0000000100000000
  cbor-x fb41f0000000000000, cborg 1b0000000100000000
1764374400000
  msgpackr cb4279acce8cc00000, @msgpack/msgpack cf0000019acce8cc00
  cbor-x fb4279acce8cc00000, cborg 1b0000019acce8cc00
1764374400000n
  msgpackr d30000019acce8cc00, @msgpack/msgpack cf0000019acce8cc00
  cbor-x 1b0000019acce8cc00, cborg 1b0000019acce8cc00
Python reads of msgpackr: [1, 1764374400000.0]
Python reads of msgpack: [1, 1764374400000]
TEXT
cmp -s seen wanted || { echo "this has changed" >&2; exit 1; }
