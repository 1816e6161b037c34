#!/bin/sh
# A DEALER that dials a port of its own machine where nobody listens yet is some day connected to itself, hears what it sends, and holds the port.
#
# Expected: it is refused, and tries again, until the peer listens there; what arrives on it was sent by that peer.
# Happens: each attempt leaves from a port that Linux takes from ip_local_port_range (32768 to 60999), for connect() an even one, the next
#   at each attempt. If the port that is dialled is among them, its turn comes: within about 28000 attempts of 100 ms, 20 to 50 minutes,
#   an attempt leaves from the port it goes to, and TCP connects it to itself. Without keys the handshake with oneself succeeds, DEALER with
#   DEALER, and the first message comes back as the peer's answer. With CURVE it fails as a protocol error, and this link is not
#   tried again. In both the peer that starts now cannot bind: EADDRINUSE, with nobody listening there, and after CURVE's failure too
#   while the connection is in TIME_WAIT. An odd port never had its turn here. Ports below the range are safe.
# Version: zeromq 6.8.0 from npm, with libzmq 4.3.5; Linux (printed), in namespaces of its own with a range of 21 ports to save time.
# Source: github.com/zeromq/libzmq/issues/3528 and 4588; ip(7) on ip_local_port_range; RFC 9293, section 3.5 (simultaneous open).
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
unshare --net ip link set lo up || exit 69
echo '{ "private": true, "type": "module" }' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts zeromq@6.8.0 || exit 69
cat >whole-range.py <<'PY'
import socket

def meets_itself(port, attempts):
    for _ in range(attempts):
        with socket.socket() as dialled:
            try:
                dialled.connect(("127.0.0.1", port))
                return dialled.getsockname() == dialled.getpeername()
            except ConnectionRefusedError:
                pass
    return False

for port in (40008, 40009, 7100):
    print(f"port {port}: connected to itself within 60000 attempts: {'yes' if meets_itself(port, 60000) else 'no'}")
PY
cat >probe.js <<'JS'
import * as zmq from "zeromq";
import { setTimeout as wait } from "node:timers/promises";

const [dialled, keyed] = [Number(process.argv[2]), process.argv[3] === "CURVE"];
const server = zmq.curveKeyPair();
const { publicKey, secretKey } = zmq.curveKeyPair();
const keys = keyed ? { curveServerKey: server.publicKey, curvePublicKey: publicKey, curveSecretKey: secretKey } : {};
const dealer = new zmq.Dealer({ linger: 0, reconnectInterval: 20, sendTimeout: 1000, receiveTimeout: 1000, ...keys });
const seen = [];
(async () => {
  for await (const { type } of dealer.events) seen.push(type);
})();
dealer.connect(`tcp://127.0.0.1:${dialled}`);
for (let tries = 0; !seen.some((type) => type.startsWith("handshake")) && tries < 1000; tries++) await wait(10);
await wait(500);
const after = seen.slice(seen.findIndex((type) => type.startsWith("handshake")));
await dealer.send("to my peer").catch(() => {});
const heard = await dealer.receive().then(String, (error) => error.code);
const peer = new zmq.Router({ linger: 0 });
const bound = await peer.bind(`tcp://127.0.0.1:${dialled}`).then(() => "ok", (error) => error.code);
console.log(`${process.argv[3]}: ${after.join(", ")}; it hears: ${heard}; the peer binds: ${bound}`);
process.exit();
JS
narrow="echo 40000 40020 >/proc/sys/net/ipv4/ip_local_port_range"
{
  unshare --net sh -euc 'ip link set lo up; exec python3 whole-range.py'
  unshare --net sh -euc "ip link set lo up; $narrow; exec node probe.js 40008 NULL"
  unshare --net sh -euc "ip link set lo up; $narrow; exec node probe.js 40008 CURVE"
} | tee seen
uname -sr
cat >wanted <<'TEXT'
port 40008: connected to itself within 60000 attempts: yes
port 40009: connected to itself within 60000 attempts: no
port 7100: connected to itself within 60000 attempts: no
NULL: handshake; it hears: to my peer; the peer binds: EADDRINUSE
CURVE: handshake:error:protocol, disconnect; it hears: EAGAIN; the peer binds: EADDRINUSE
TEXT
cmp -s seen wanted || { echo "this has changed" >&2; exit 1; }
