#!/bin/sh
# For each message that is awaited zeromq.js tells the kernel three times what it waits for, and one of the three fails.
#
# Expected: the descriptor of a socket is put under the event loop's watch once, when the socket is made, and taken out when it is closed, as Node.js
#   does with its own sockets; a message costs a wake-up and a read.
# Happens: receive() that finds nothing starts a poll (epoll_ctl ADD), and the wake-up stops it: DEL, and a second DEL that fails with ENOENT, which
#   nobody sees. The I/O thread of libzmq adds two (MOD) for a message that is sent alone: it asks for EPOLLOUT, and takes it back. Messages that are
#   there already cost none of this, so that a benchmark that floods a socket says nothing of a group that answers message by
#   message.
# Version: zeromq 6.8.0 from npm, with libzmq 4.3.5, under strace 6.1.
# Source: epoll_ctl(2); src/socket.cc of github.com/zeromq/zeromq.js and src/unix/poll.c of github.com/libuv/libuv.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts zeromq@6.8.0 || exit 69
apt-get -q -o APT::Sandbox::User=root download strace=6.1-0.1 libunwind8=1.6.2-3 >/dev/null || exit 69
for package in *.deb; do dpkg -x "$package" root; done
LD_LIBRARY_PATH="$folder/root/usr/lib/x86_64-linux-gnu"
export LD_LIBRARY_PATH
root/usr/bin/strace -o trace true 2>/dev/null || { echo "needs the right to trace processes (ptrace)" >&2; exit 69; }
cat >probe.js <<'JS'
import * as zmq from "zeromq";

const one = new zmq.Dealer({ linger: 0 });
const other = new zmq.Dealer({ linger: 0 });
await one.bind("tcp://127.0.0.1:*");
other.connect(one.lastEndpoint);
const each = process.argv[2] === "each";
for (let i = 0; i < 1000; i++) {
  await other.send("vote");
  if (each) await one.receive();
}
for (let i = 0; !each && i < 1000; i++) await one.receive();
process.exit();
JS
# calls a message, and how many of them failed; a call with another thread's in its midst has two lines, the second with "resumed"
count() {
  root/usr/bin/strace -f -o trace -e trace=epoll_ctl node probe.js "$1"
  awk '
    /ENOENT/ { failed++ }
    !/resumed>/ && match($0, /EPOLL_CTL_[A-Z]+/) { calls[substr($0, RSTART + 10, RLENGTH - 10)]++ }
    END { printf "ADD %.0f, DEL %.0f, MOD %.0f; failed: %.0f\n", calls["ADD"] / 1000, calls["DEL"] / 1000, calls["MOD"] / 1000, failed / 1000 }' trace
}
{
  echo "zeromq 6.8.0, epoll_ctl for each of 1000 messages"
  echo "each awaited before the next is sent: $(count each)"
  echo "all sent, then received: $(count all)"
} | tee seen
cat >wanted <<'TEXT'
zeromq 6.8.0, epoll_ctl for each of 1000 messages
each awaited before the next is sent: ADD 1, DEL 2, MOD 2; failed: 1
all sent, then received: ADD 0, DEL 0, MOD 0; failed: 0
TEXT
cmp -s seen wanted || { echo "this has changed" >&2; exit 1; }
