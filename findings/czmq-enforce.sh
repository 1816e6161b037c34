#!/bin/sh
# zsock_set_zap_enforce_domain() of Debian's CZMQ does nothing, without a word.
#
# Expected: a setter that the library exports, declares and documents as no draft sets the option, or fails.
# Happens: libzmq 4.3.4 knows ZMQ_ZAP_ENFORCE_DOMAIN (93), but its header names it among drafts, and CZMQ is built without
#   them: the setter's body is left out by an #ifdef, and so is the getter's, which says 0. zmq_setsockopt(…, 93, …)
#   on the same socket works. Two neighbours, handshake_ivl and maxmsgsize, are set as they should be.
# Version: libczmq-dev 4.2.1-1 and libzmq3-dev 4.3.4-6 from Debian 12.
# Source: zsock.h, "Set socket option `zap_enforce_domain`. Available from libzmq 4.3.0"; zmq_setsockopt(3).
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
command -v cc >/dev/null || exit 69
apt-get -q -o APT::Sandbox::User=root download libczmq-dev=4.2.1-1 libczmq4=4.2.1-1 libzmq3-dev=4.3.4-6 libzmq5 >/dev/null || exit 69
for deb in *.deb; do dpkg -x "$deb" root; done
cat >probe.c <<'C'
#include <czmq.h>
int main(void) {
    int major, minor, patch, enforced = 0;
    size_t size = sizeof enforced;
    zsock_t *socket = zsock_new(ZMQ_ROUTER);
    zmq_version(&major, &minor, &patch);
    printf("libzmq %d.%d.%d\n", major, minor, patch);
    zsock_set_handshake_ivl(socket, 1234);
    zsock_set_maxmsgsize(socket, 1216);
    zsock_set_zap_enforce_domain(socket, 1);
    printf("handshake_ivl %d, maxmsgsize %d\n", zsock_handshake_ivl(socket), zsock_maxmsgsize(socket));
    zmq_getsockopt(zsock_resolve(socket), 93, &enforced, &size);
    printf("zap_enforce_domain: czmq says %d, libzmq %d\n", zsock_zap_enforce_domain(socket), enforced);
    enforced = 1;
    int failed = zmq_setsockopt(zsock_resolve(socket), 93, &enforced, sizeof enforced);
    enforced = 0;
    zmq_getsockopt(zsock_resolve(socket), 93, &enforced, &size);
    printf("set by its number: returns %d, libzmq says %d\n", failed, enforced);
    zsock_destroy(&socket);
    return 0;
}
C
libraries=$(dirname "$(find root -name 'libczmq.so.4' | head -1)")
cc -o probe probe.c -I root/usr/include -L "$libraries" -Wl,--allow-shlib-undefined -lczmq -lzmq 2>/dev/null || exit 69
LD_LIBRARY_PATH="$folder/$libraries" ./probe | tee seen
cat >wanted <<'TEXT'
libzmq 4.3.4
handshake_ivl 1234, maxmsgsize 1216
zap_enforce_domain: czmq says 0, libzmq 0
set by its number: returns 0, libzmq says 1
TEXT
cmp -s seen wanted || { echo "this has changed" >&2; exit 1; }
