#!/bin/sh
# A keepalive of Node.js finds a peer that is gone within 12 s, unless something was sent to it: then nothing is found for minutes.
#
# Expected: setKeepAlive(true, 1000) asks the peer when nothing came for a second, so that a host that lost its power or its network is found in a known
#   time, whatever is going on; to send makes it sooner if anything.
# Happens: keepalive is for connections with nothing under way. While sent bytes are not acknowledged, Linux sends those again, further and further
#   apart, up to tcp_retries2 (15, about 15 minutes), and the keepalive's own count does not begin. The idle link ends with ETIMEDOUT; the one
#   that the program uses goes on, write() calls back, and says nothing. A program must have a heartbeat with an answer, or set TCP_USER_TIMEOUT,
#   which Node.js does not offer. The ten questions a second apart are libuv's; Linux by itself would take nine of 75 s.
# Version: Node.js 20 and on (printed), on Linux (printed), in namespaces of its own.
# Source: RFC 9293, section 3.8.4; tcp(7), tcp_retries2 and TCP_USER_TIMEOUT; nodejs.org/api/net.html (setKeepAlive).
set -eu
for program in ip unshare nsenter; do command -v $program >/dev/null || exit 69; done
unshare --net true 2>/dev/null || { echo "needs the right to make network namespaces" >&2; exit 69; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >peer.js <<'JS'
require("node:net").createServer((socket) => socket.resume()).listen(7100, "0.0.0.0", () => console.log("up"));
JS
cat >probe.js <<'JS'
const { execFileSync } = require("node:child_process");
const { once } = require("node:events");
const { connect } = require("node:net");

const WATCH_MS = 40_000;
const words = { idle: "nothing is sent", used: "one byte is sent" };

async function open(name) {
  const socket = connect(7100, "10.77.0.2");
  await once(socket, "connect");
  socket.setKeepAlive(true, 1000);
  return { name, socket, end: null };
}
(async () => {
  const links = [await open("idle"), await open("used")];
  // the peer's address is gone, and whatever comes to it is dropped: as if its power was cut
  execFileSync("nsenter", ["--net", "--target", process.env.PEER, "ip", "address", "flush", "dev", "far"]);
  const since = performance.now();
  for (const link of links) {
    link.socket.on("error", ({ code }) => {
      const seconds = (performance.now() - since) / 1000;
      link.end = `${code} ${seconds > 9 && seconds < 16 ? "after 9 to 16 s" : `after ${seconds} s`}`;
    });
  }
  links[1].socket.write("x", () => console.log("the write has called back"));
  await new Promise((resolve) => setTimeout(resolve, WATCH_MS));
  for (const { name, end } of links) console.log(`${words[name]}: ${end ?? `no error in ${WATCH_MS / 1000} s`}`);
  process.exit();
})();
JS
cat >apart.sh <<'SCRIPT'
set -eu
unshare --net node peer.js >up &
PEER=$!
export PEER
trap 'kill "$PEER"' EXIT
for _ in $(seq 100); do
  if [ -s up ]; then break; fi
  sleep 0.1
done
ip link add near address 02:00:00:00:00:01 type veth peer name far address 02:00:00:00:00:02 netns "$PEER"
nsenter --net --target "$PEER" ip address add 10.77.0.2/24 dev far
nsenter --net --target "$PEER" ip link set far up
ip address add 10.77.0.1/24 dev near
ip link set near up
ip neigh replace 10.77.0.2 lladdr 02:00:00:00:00:02 dev near nud permanent
node probe.js
SCRIPT
echo "Node.js $(node --version), $(uname -sr)"
unshare --net sh apart.sh | tee seen
cat >wanted <<'TEXT'
the write has called back
nothing is sent: ETIMEDOUT after 9 to 16 s
one byte is sent: no error in 40 s
TEXT
cmp -s seen wanted || { echo "this has changed" >&2; exit 1; }
