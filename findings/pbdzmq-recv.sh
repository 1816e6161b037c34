#!/bin/sh
# In R, zmq.recv() gives other bytes than were sent: cut at the first 0, or padded to 1024; beyond 1024 the rest is gone.
#
# Expected: zmq.recv(socket)$buf is the message, as in other bindings, and with buf.type = "raw" its bytes; `$len` says how
#   many; a message that is too long for the buffer is an error.
# Happens: the buffer is zmq_recv's of C. As text it ends before the first 0 byte, and every routing id that libzmq gives
#   begins with one: a ROUTER that answers to what it read so sends to nobody, in silence. As raw it has always `len` bytes
#   (1024 unless given), what was received and then zeros, so that length() is no length. A longer message is cut without
#   an error or a warning; only `$len` is larger than the buffer. zmq.msg.recv(socket, unserialize = FALSE) and
#   zmq.recv.multipart(socket, unserialize = FALSE) give the bytes as they are.
# Version: pbdZMQ 0.3.9 (Debian 12: r-cran-pbdzmq 0.3.9+dfsg-1) with R 4.2.2 and libzmq 4.3.4.
# Source: ?zmq.recv of the package; zmq_recv(3) on truncation; zmq_socket(3) on routing ids.
set -eu
version=0.3.9+dfsg-1
there() { [ "$(dpkg-query -W -f='${Version}' r-cran-pbdzmq 2>/dev/null)" = "$version" ]; }
there || {
  [ "$(id -u)" = 0 ] || { echo "needs, as root: apt-get install r-cran-pbdzmq=$version" >&2 && exit 69; }
  { apt-get -qq update && apt-get -qq install -y --no-install-recommends "r-cran-pbdzmq=$version"; } >/dev/null || exit 69
}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >probe.R <<'R'
suppressMessages(library(pbdZMQ))
cat("pbdZMQ", as.character(packageVersion("pbdZMQ")), "with libzmq", as.character(zmq.version()), "\n")
context <- zmq.ctx.new()
router <- zmq.socket(context, ZMQ.ST()$ROUTER)
dealer <- zmq.socket(context, ZMQ.ST()$DEALER)
invisible(zmq.bind(router, "inproc://router"))
invisible(zmq.connect(dealer, "inproc://router"))
say <- function(bytes) invisible(zmq.msg.send(bytes, dealer, serialize = FALSE))
body <- function() zmq.msg.recv(router, unserialize = FALSE)

say(charToRaw("hello"))
id <- zmq.recv(router)
cat("routing id as text:", id$len, "bytes received,", nchar(id$buf, "bytes"), "in buf\n")
invisible(body())
say(charToRaw("hello"))
id <- zmq.recv(router, buf.type = "raw")
cat("routing id as raw:", id$len, "bytes received,", length(id$buf), "in buf\n")
invisible(body())

answer <- function(id, text) {
  invisible(zmq.msg.send(id, router, flags = ZMQ.SR()$SNDMORE, serialize = FALSE))
  invisible(zmq.msg.send(charToRaw(text), router, serialize = FALSE))
}
say(charToRaw("hello"))
whole <- zmq.msg.recv(router, unserialize = FALSE)
invisible(body())
cat("routing id by zmq.msg.recv:", length(whole), "bytes\n")
answer(id$buf, "to what zmq.recv gave")
answer(whole, "to what zmq.msg.recv gave")
cat("the dealer hears an answer:", rawToChar(zmq.msg.recv(dealer, unserialize = FALSE)), "\n")

say(as.raw(rep(65, 3000)))
invisible(zmq.msg.recv(router, unserialize = FALSE))
long <- tryCatch(zmq.recv(router, buf.type = "raw"), warning = function(w) "warned", error = function(e) "failed")
cat("3000 bytes:", long$len, "received,", length(long$buf), "in buf\n")
zmq.close(dealer); zmq.close(router)
R
Rscript probe.R | tee seen
cat >wanted <<'TEXT'
pbdZMQ 0.3.9 with libzmq 4.3.4 
routing id as text: 5 bytes received, 0 in buf
routing id as raw: 5 bytes received, 1024 in buf
routing id by zmq.msg.recv: 5 bytes
the dealer hears an answer: to what zmq.msg.recv gave 
3000 bytes: 3000 received, 1024 in buf
TEXT
diff wanted seen
