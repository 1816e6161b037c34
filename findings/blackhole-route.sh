#!/bin/sh
# A blackhole route does not swallow what this machine itself sends: connect() fails at once, with EINVAL.
#
# Expected: `ip route add blackhole` is the way to try what a partition does: packets vanish, connect() waits for
#   its time-out, and datagrams are sent into nothing.
# Happens: packets vanish only for those whom the machine forwards. A local sender is told at once, and with the
#   error of a wrong argument, which programs report as a bug of their own: EINVAL from connect() and from sendto().
#   The other kinds of route differ in the error only (unreachable EHOSTUNREACH, prohibit EACCES, throw ENETUNREACH
#   where no other route is). Silence takes something else: an address on a link where nobody answers.
# Version: any Linux with network namespaces (printed); iproute2 6.1.0-3 from Debian 12.
# Source: ip-route(8), which does say so under TYPE; fib_props in net/ipv4/fib_semantics.c of Linux.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get -q -o APT::Sandbox::User=root download iproute2=6.1.0-3 >/dev/null || exit 69
dpkg -x iproute2_*.deb root
cat >probe.js <<'JS'
const { createSocket } = require("node:dgram");
const { connect } = require("node:net");

const [kind, address] = process.argv.slice(2);
const WAIT_MAX_MS = 1500;
const tcp = new Promise((resolve) => {
  const socket = connect(7100, address).on("error", (error) => resolve(error.code));
  setTimeout(() => resolve(`nothing in ${WAIT_MAX_MS} ms`), WAIT_MAX_MS).unref();
  socket.unref();
});
const udp = new Promise((resolve) => {
  createSocket("udp4").unref().send("x", 7100, address, (error) => resolve(error?.code ?? "sent"));
});
const held = setInterval(() => {}, WAIT_MAX_MS);
Promise.all([tcp, udp]).then(([t, u]) => {
  console.log(`${kind}: TCP ${t}, UDP ${u}`);
  clearInterval(held);
  process.exit();
});
JS
cat >apart.sh <<'SH'
set -eu
ip=$(find "$PWD/root" -name ip -type f)
"$ip" link set lo up
for kind in blackhole unreachable prohibit throw; do
  "$ip" route add "$kind" 10.8.0.0/24
  node probe.js "$kind" 10.8.0.1
  "$ip" route del "$kind" 10.8.0.0/24
done
"$ip" link add here type veth peer name there
"$ip" address add 10.9.0.1/24 dev here
"$ip" link set here up
"$ip" link set there up
node probe.js "nobody there" 10.9.0.2
SH
unshare -rn true || exit 69
echo "Linux $(uname -r), $(find "$PWD/root" -name ip -type f -exec {} -V \;)"
unshare -rn sh apart.sh | tee seen
cat >wanted <<'TEXT'
blackhole: TCP EINVAL, UDP EINVAL
unreachable: TCP EHOSTUNREACH, UDP EHOSTUNREACH
prohibit: TCP EACCES, UDP EACCES
throw: TCP ENETUNREACH, UDP ENETUNREACH
nobody there: TCP nothing in 1500 ms, UDP sent
TEXT
cmp -s seen wanted || { echo "this has changed" >&2; exit 1; }
