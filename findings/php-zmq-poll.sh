#!/bin/sh
# ZMQPoll of PHP 8 holds one socket: every further one is taken for the first.
#
# Expected: a poll over two sockets reports whichever has something; add() gives each its own id, as the manual shows.
# Happens: add() names a socket by a hash of its object. php-zmq keeps of that hash only what PHP 8.1 and later leave the
#   same for all objects, so a second add() gives the same id, adds nothing, and says nothing. poll() then never
#   reports the second socket, which has events by ZMQ::SOCKOPT_EVENTS. Ask each socket, and wait on their SOCKOPT_FD.
# Version: php8.2-zmq 1.1.3-24 from Debian 12, PHP 8.2, libzmq 4.3.4.
# Source: php.net, spl_object_hash(); php-zmq's README, which shows polls of several sockets.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
php -r 'exit(PHP_MAJOR_VERSION === 8 ? 0 : 1);' || exit 69
apt-get -q -o APT::Sandbox::User=root download php8.2-zmq=1.1.3-24 libzmq5 >/dev/null || exit 69
for deb in *.deb; do dpkg -x "$deb" root; done
cat >probe.php <<'PHP'
<?php
$context = new ZMQContext(1, false);
[$first, $second, $sender] = array_map(fn ($type) => new ZMQSocket($context, $type), [ZMQ::SOCKET_PULL, ZMQ::SOCKET_PULL, ZMQ::SOCKET_PUSH]);
$first->bind('inproc://first');
$second->bind('inproc://second');
$sender->connect('inproc://second');
$poll = new ZMQPoll();
$ids = [$poll->add($first, ZMQ::POLL_IN), $poll->add($second, ZMQ::POLL_IN)];
$sender->send('for the second');
usleep(200_000);
$readable = $writable = [];
echo 'php-zmq ', phpversion('zmq'), "\n";
echo 'ids differ: ', $ids[0] === $ids[1] ? 'no' : 'yes', ', sockets polled: ', $poll->count(), "\n";
echo 'reported: ', $poll->poll($readable, $writable, 500), "\n";
echo 'the second has something: ', $second->getSockOpt(ZMQ::SOCKOPT_EVENTS) & ZMQ::POLL_IN ? 'yes' : 'no', "\n";
PHP
extension=$(find root -name zmq.so | head -1)
library=$(dirname "$(find root -name 'libzmq.so.5' | head -1)")
LD_LIBRARY_PATH="$folder/$library" php -n -d extension="$folder/$extension" probe.php | tee seen
cat >wanted <<'TEXT'
php-zmq 1.1.3
ids differ: no, sockets polled: 1
reported: 0
the second has something: yes
TEXT
cmp -s seen wanted || { echo "this has changed" >&2; exit 1; }
