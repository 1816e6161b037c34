#!/bin/sh
# A Python program that closes its ZeroMQ socket and ends normally loses what it sent, although LINGER is without limit.
#
# Expected: LINGER is -1 unless it is set, which keeps all that send() took until it has gone. close() and the end of the
#   interpreter do that, as they flush a file: a Context has __del__, which ends it. Bindings for Ruby, Perl and PHP do so
#   at the end of a process.
# Happens: nobody waits at exit. The module notes that the interpreter is ending (atexit), and from then on Context.__del__
#   does nothing; the threads of libzmq are killed with the process. What had not left is lost in silence: exit code 0, and
#   the receiver sees a stream that stops. It depends on how fast the receiver reads, so that small tests pass. The same
#   program with `del` of both names, or with context.term(), delivers all.
# Version: pyzmq 27.2.0 from PyPI, with libzmq 4.3.5; also 24.0.1 with 4.3.4.
# Source: zmq/sugar/context.py of the package (_exiting); github.com/zeromq/pyzmq/issues/404; zmq_ctx_term(3) on ZMQ_LINGER.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
{ python3 -m venv venv && venv/bin/pip install --quiet --disable-pip-version-check pyzmq==27.2.0; } 2>pip.log || {
  cat pip.log >&2
  exit 69
}
cat >sender.py <<'PY'
import sys, zmq

how, port = sys.argv[1:]
context = zmq.Context()
socket = context.socket(zmq.PUSH)
assert socket.linger == -1
socket.connect(f"tcp://127.0.0.1:{port}")
for _ in range(400):
    socket.send(b"x" * 100_000)
if how in ("close", "term", "exit"):
    socket.close()
if how == "term":
    context.term()
if how == "exit":
    sys.exit(0)
if how == "del":
    del socket
    del context
PY
cat >receiver.py <<'PY'
import subprocess, sys, time, zmq

print(f"pyzmq {zmq.__version__}, libzmq {zmq.zmq_version()}")
for how in ("end", "close", "exit", "del", "term"):
    context = zmq.Context()
    socket = context.socket(zmq.PULL)
    socket.rcvhwm = 8
    port = socket.bind_to_random_port("tcp://127.0.0.1")
    sender = subprocess.Popen([sys.executable, "-W", "ignore", "sender.py", how, str(port)])
    received = 0
    while socket.poll(10_000 if received == 0 else 2_000):
        socket.recv()
        received += 1
        if received == 1:
            time.sleep(1)  # a receiver with something else to do
    code = sender.wait(30)
    said = "all" if received == 400 else "not all"
    print(f"{how}: exit {code}, {said} of 400 received")
    print(f"  {received}", file=sys.stderr)
    context.destroy(0)
PY
venv/bin/python receiver.py | tee seen
cat >wanted <<'TEXT'
pyzmq 27.2.0, libzmq 4.3.5
end: exit 0, not all of 400 received
close: exit 0, not all of 400 received
exit: exit 0, not all of 400 received
del: exit 0, all of 400 received
term: exit 0, all of 400 received
TEXT
diff wanted seen
