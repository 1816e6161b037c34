#!/bin/sh
# Calls of zeromq.js that return promises throw instead when the socket is closed or busy, and a receive() that
# close() cuts short ends like one that ran out of time.
#
# Expected: send(), receive(), bind() and unbind() are declared as Promise, so that .catch() sees every failure; a
#   receive() that is pending when the socket is closed is rejected with an error that says so.
# Happens: on a closed socket all four throw before there is a promise (EBADF), and so does a second call while one
#   is pending (EBUSY): `socket.send(x).catch(…)` without await leaves the exception to its caller. unbind() of an
#   address never bound is rejected, disconnect() of one never connected throws (both ENOENT). The pending receive()
#   is rejected with EAGAIN, the very error of receiveTimeout; `for await` over the same socket ends in silence. But
#   where messages were always there, each 513th call waits although there is one, and closed meanwhile it is rejected
#   with ENOTSOCK, which `for await` throws: code that closes a busy socket fails now and then.
# Version: zeromq 6.8.0 from npm, with libzmq 4.3.5.
# Source: the declarations in the package's lib/native.d.ts; src/socket.cc of github.com/zeromq/zeromq.js.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts zeromq@6.8.0 || exit 69
cat >probe.js <<'JS'
import * as zmq from "zeromq";

const NOWHERE = "tcp://127.0.0.1:9";
const fresh = (options) => new zmq.Dealer({ linger: 0, ...options });

/** How a call fails: at once, or later through its promise. */
function failing(call) {
  try {
    const result = call();
    return Promise.resolve(result).then(() => "does not fail", (error) => `is rejected with ${error.code}`);
  } catch (error) {
    return Promise.resolve(`throws ${error.code}`);
  }
}

console.log(`zeromq ${process.env.PINNED}, libzmq ${zmq.version}`);
const closed = fresh();
closed.close();
console.log("closed, send:", await failing(() => closed.send("attack")));
console.log("closed, receive:", await failing(() => closed.receive()));
console.log("closed, bind:", await failing(() => closed.bind("tcp://127.0.0.1:*")));
console.log("closed, unbind:", await failing(() => closed.unbind(NOWHERE)));
const open = fresh();
console.log("never bound, unbind:", await failing(() => open.unbind(NOWHERE)));
console.log("never connected, disconnect:", await failing(() => open.disconnect(NOWHERE)));
const pending = failing(() => open.receive());
console.log("receive, a second:", await failing(() => open.receive()));
open.close();
console.log("receive, closed meanwhile:", await pending);
const timed = fresh({ receiveTimeout: 10 });
console.log("receive, out of time:", await failing(() => timed.receive()));
timed.close();
const looped = fresh();
const loop = failing(async () => {
  for await (const _ of looped);
});
looped.close();
console.log("for await, closed meanwhile:", await loop);

/** A socket that has handed over 512 messages at once and has more. */
async function busy(name) {
  const router = new zmq.Router({ linger: 0 });
  const dealer = fresh();
  await router.bind(`inproc://${name}`);
  dealer.connect(`inproc://${name}`);
  for (let sent = 0; sent < 520; sent += 1) await dealer.send(`${sent}`);
  for (let taken = 0; taken < 512; taken += 1) await router.receive();
  dealer.close();
  return router;
}
const received = await busy("receive");
const late = failing(() => received.receive());
received.close();
console.log("busy, receive, closed meanwhile:", await late);
const read = await busy("loop");
const reading = failing(async () => {
  for await (const _ of read);
});
read.close();
console.log("busy, for await, closed meanwhile:", await reading);
JS
PINNED=6.8.0 node probe.js | tee seen
cat >wanted <<'TEXT'
zeromq 6.8.0, libzmq 4.3.5
closed, send: throws EBADF
closed, receive: throws EBADF
closed, bind: throws EBADF
closed, unbind: throws EBADF
never bound, unbind: is rejected with ENOENT
never connected, disconnect: throws ENOENT
receive, a second: throws EBUSY
receive, closed meanwhile: is rejected with EAGAIN
receive, out of time: is rejected with EAGAIN
for await, closed meanwhile: does not fail
busy, receive, closed meanwhile: is rejected with ENOTSOCK
busy, for await, closed meanwhile: is rejected with ENOTSOCK
TEXT
cmp -s seen wanted || { echo "this has changed" >&2; exit 1; }
