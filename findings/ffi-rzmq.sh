#!/bin/sh
# ffi-rzmq replaces what it is given for one part and appends to it for several; its LAST_ENDPOINT ends in a NUL
# that connect() will not take.
#
# Expected: recv_string(s) and recv_strings(list) are the same call for one part and for several, so both put the
#   message in the place of what was there; the address that getsockopt(LAST_ENDPOINT) gives can be given to
#   connect().
# Happens: recv_string replaces the string, recv_strings appends to the list: the second message stands behind the
#   first. When nothing came both leave what was there, so that a result code not looked at repeats an old message.
#   The endpoint has the terminating NUL of C in its length, and connect() raises ArgumentError at it. ZMQ::FFI for
#   Perl and zeromq.js strip the NUL.
# Version: ruby-ffi-rzmq 2.0.7-1 and ruby-ffi-rzmq-core 1.0.7-1 from Debian 12, with its Ruby 3.1, ruby-ffi and
#   libzmq5.
# Source: lib/ffi-rzmq/socket.rb of github.com/chuckremes/ffi-rzmq; ZMQ_LAST_ENDPOINT in zmq_getsockopt(3).
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get -q -o APT::Sandbox::User=root download ruby-ffi-rzmq=2.0.7-1 ruby-ffi-rzmq-core=1.0.7-1 >/dev/null || exit 69
for package in *.deb; do dpkg -x "$package" root; done
ruby -e 'require "ffi"' || exit 69
cat >probe.rb <<'RB'
require "ffi-rzmq"

context = ZMQ::Context.new
pull = context.socket(ZMQ::PULL)
pull.setsockopt(ZMQ::RCVTIMEO, 2000)
pull.bind("tcp://127.0.0.1:*")
endpoint = []
pull.getsockopt(ZMQ::LAST_ENDPOINT, endpoint)
push = context.socket(ZMQ::PUSH)
push.setsockopt(ZMQ::LINGER, 0)
raised = begin
  push.connect(endpoint.first)
  "nothing"
rescue ArgumentError => error
  error.class
end
push.connect(endpoint.first.delete("\0"))

puts "ffi-rzmq #{ZMQ::VERSION}"
puts "LAST_ENDPOINT ends in a NUL: #{endpoint.first.end_with?("\0")}; connect() to it raises #{raised}"

text = +"old"
list = ["old"]
push.send_string("attack")
pull.recv_string(text)
push.send_strings(%w[1 retreat])
pull.recv_strings(list)
puts "recv_string: #{text.inspect}, recv_strings: #{list.inspect}"
pull.setsockopt(ZMQ::RCVTIMEO, 0)
puts "nothing came: #{pull.recv_string(text)} and #{text.inspect}, #{pull.recv_strings(list)} and #{list.size} parts"

[push, pull].each(&:close)
context.terminate
RB
RUBYLIB=$folder/root/usr/lib/ruby/vendor_ruby ruby probe.rb | tee seen
cat >wanted <<'TEXT'
ffi-rzmq 2.0.7
LAST_ENDPOINT ends in a NUL: true; connect() to it raises ArgumentError
recv_string: "attack", recv_strings: ["old", "1", "retreat"]
nothing came: -1 and "attack", -1 and 3 parts
TEXT
cmp -s seen wanted || { echo "this has changed" >&2; exit 1; }
