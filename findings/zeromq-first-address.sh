#!/bin/sh
# Of a name with several addresses ZeroMQ tries one, for ever; with `ipv6` set that is never an IPv4 one where the name has both.
#
# Expected: a connection is made in the background and tried again, so each attempt takes the name's next address, as browsers, ssh
#   and curl do; a socket with ZMQ_IPV6 "will connect to both IPv4 and IPv6 hosts", so that setting it takes nothing away.
# Happens: every attempt resolves the name anew and takes the first address of the answer. A peer that listens at the second one is refused
#   for ever, or is found when a name server happens to turn its list. With `ipv6` only IPv6 addresses are asked for, and mapped
#   IPv4 ones only if there are none: a peer that listens on IPv4 is out of reach once somebody gives its name an IPv6 address too, as
#   `localhost` has on many machines. The monitor says connect:delay, close, connect:retry, with the name, not the address.
# Version: zeromq 6.8.0 from npm, with libzmq 4.3.5. Runs in namespaces of its own (Linux, unshare, ip), with a hosts file of its own.
# Source: github.com/zeromq/libzmq/issues/4313; src/ip_resolver.cpp there (AI_V4MAPPED, the first result); zmq_setsockopt(3) on ZMQ_IPV6.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
unshare --net --mount ip link set lo up || exit 69
echo '{ "private": true, "type": "module" }' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts zeromq@6.8.0 || exit 69
cat >hosts <<'HOSTS'
127.0.0.2 two.example
127.0.0.3 two.example
127.0.0.2 both.example
fd00::2 both.example
127.0.0.2 four.example
HOSTS
cat >probe.js <<'JS'
import * as zmq from "zeromq";

/** Whether a message to `name` arrives at a listener on `listens` within 2 s, which is 20 attempts. */
async function tell(listens, name, ipv6) {
  const router = new zmq.Router({ linger: 0, receiveTimeout: 2000, ipv6: listens.includes("[") });
  await router.bind(`tcp://${listens}:*`);
  const port = router.lastEndpoint.split(":").at(-1);
  const dealer = new zmq.Dealer({ linger: 0, reconnectInterval: 100, ipv6 });
  dealer.connect(`tcp://${name}:${port}`);
  await dealer.send("x");
  const came = await router.receive().then(() => "arrives", (error) => error.code);
  console.log(`listens on ${listens}, dialled as ${name}${ipv6 ? " with ipv6" : ""}: ${came}`);
  dealer.close();
  router.close();
}
console.log(`libzmq ${zmq.version}`);
await tell("127.0.0.2", "two.example", false);
await tell("127.0.0.3", "two.example", false);
await tell("127.0.0.2", "both.example", false);
await tell("127.0.0.2", "both.example", true);
await tell("[fd00::2]", "both.example", true);
await tell("127.0.0.2", "four.example", true);
process.exit();
JS
unshare --net --mount sh -eu -c 'ip link set lo up; ip address add fd00::2/128 dev lo nodad; mount --bind hosts /etc/hosts; exec node probe.js' | tee seen
cat >wanted <<'TEXT'
libzmq 4.3.5
listens on 127.0.0.2, dialled as two.example: arrives
listens on 127.0.0.3, dialled as two.example: EAGAIN
listens on 127.0.0.2, dialled as both.example: arrives
listens on 127.0.0.2, dialled as both.example with ipv6: EAGAIN
listens on [fd00::2], dialled as both.example with ipv6: arrives
listens on 127.0.0.2, dialled as four.example with ipv6: arrives
TEXT
cmp -s seen wanted || { echo "this has changed" >&2; exit 1; }
