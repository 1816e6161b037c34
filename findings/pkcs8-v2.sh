#!/bin/sh
# A private Ed25519 key in PKCS #8 that carries its public key, as RFC 8410 shows one, is read by neither Node.js nor GnuTLS.
#
# Expected: a field that is optional and known since 2010 (version 1 with [1] publicKey) is read or passed over: the key stands where it always
#   stands, and libraries of other languages write this form by themselves.
# Happens: Node.js, that is OpenSSL 3.0, says that it is "unsupported", and certtool that it is no DER. Both read the same key without the
#   field, with an attribute in its place ([0]), and with version 1 alone. sshpk, a library in JavaScript, reads all four. What is said does not tell
#   this form from a broken file, and what is wrong with the key is that it says too much. Written with version 0 and
#   without [1] it is read everywhere.
# Version: Node.js 20 with its OpenSSL 3.0 (printed); gnutls-bin 3.7.9-2+deb12u7 of Debian 12; sshpk 1.18.0 from npm.
# Source: RFC 5958, section 2; RFC 8410, sections 7 and 10.3.
set -eu
node -p process.versions.openssl | grep -q '^3\.0\.' || { echo "needs a Node.js with OpenSSL 3.0" >&2; exit 69; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts sshpk@1.18.0 || exit 69
apt-get -q -o APT::Sandbox::User=root download gnutls-bin=3.7.9-2+deb12u7 libgnutls30=3.7.9-2+deb12u7 libgnutls-dane0=3.7.9-2+deb12u7 \
  libunbound8=1.17.1-2+deb12u4 libopts25=1:5.18.16-5 libevent-2.1-7=2.1.12-stable-8+deb12u1 >/dev/null || exit 69
for package in *.deb; do dpkg -x "$package" root; done
cat >probe.js <<'JS'
import { spawnSync } from "node:child_process";
import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import { writeFileSync } from "node:fs";
import sshpk from "sshpk";

/** A value of DER, of less than 128 bytes. */
function der(tag, ...parts) {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.of(tag, content.length), content]);
}

const { privateKey, publicKey } = generateKeyPairSync("ed25519");
const [algorithm, key, point] = [
  der(0x30, Buffer.from("06032b6570", "hex")),
  privateKey.export({ type: "pkcs8", format: "der" }).subarray(12),
  publicKey.export({ type: "spki", format: "der" }).subarray(-32),
];
const friendlyName = Buffer.from("060a2a864886f70d01090914", "hex");
const attributes = der(0xa0, der(0x30, friendlyName, der(0x31, der(0x0c, Buffer.from("node 1")))));
const forms = {
  "version 0": der(0x30, der(2, Buffer.of(0)), algorithm, key),
  "version 0, with an attribute": der(0x30, der(2, Buffer.of(0)), algorithm, key, attributes),
  "version 1": der(0x30, der(2, Buffer.of(1)), algorithm, key),
  "version 1, with the public key": der(0x30, der(2, Buffer.of(1)), algorithm, key, der(0x81, Buffer.of(0), point)),
};

function nodeJs(pem) {
  try {
    return createPrivateKey(pem).asymmetricKeyType;
  } catch ({ code }) {
    return code;
  }
}
function gnuTls(pem) {
  writeFileSync("key.pem", pem);
  const env = { LD_LIBRARY_PATH: "root/usr/lib/x86_64-linux-gnu" };
  const { status, stderr } = spawnSync("root/usr/bin/certtool", ["--key-info", "--infile", "key.pem"], { env, encoding: "utf8" });
  return status === 0 ? "ed25519" : stderr.trim();
}

for (const [form, bytes] of Object.entries(forms)) {
  const lines = bytes.toString("base64").match(/.{1,64}/g).join("\n");
  const pem = `-----BEGIN PRIVATE KEY-----\n${lines}\n-----END PRIVATE KEY-----\n`;
  console.log(`${form}: Node.js ${nodeJs(pem)}; certtool ${gnuTls(pem)}; sshpk ${sshpk.parsePrivateKey(pem, "pem").type}`);
}
JS
echo "Node.js $(node --version), OpenSSL $(node -p process.versions.openssl)"
node probe.js | tee seen
cat >wanted <<'TEXT'
version 0: Node.js ed25519; certtool ed25519; sshpk ed25519
version 0, with an attribute: Node.js ed25519; certtool ed25519; sshpk ed25519
version 1: Node.js ed25519; certtool ed25519; sshpk ed25519
version 1, with the public key: Node.js ERR_OSSL_UNSUPPORTED; certtool import error: ASN1 parser: Error in DER parsing.; sshpk ed25519
TEXT
cmp -s seen wanted || { echo "this has changed" >&2; exit 1; }
