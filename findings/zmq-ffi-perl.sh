#!/bin/sh
# ZMQ::FFI sends different bytes for strings that are equal.
#
# Expected: what goes over the wire is a function of the string's characters: equal strings are equal messages, and
#   a character over 255 is refused, as syswrite() and MIME::Base64 refuse it.
# Happens: send() passes on the bytes that Perl happens to hold the string in. A name that came out of decode_json()
#   goes as UTF-8, the same name from a literal as Latin-1, though `eq` holds; a part that is signed or hashed
#   elsewhere then fits or not by where its text came from. Wide characters go as UTF-8 without a word. recv() gives
#   bytes, never characters. Whoever encodes before send() is safe.
# Version: libzmq-ffi-perl 1.18-2 from Debian 12, with its Perl 5.36, FFI::Platypus 2.05 and libzmq5.
# Source: ZMQ::FFI(3pm), which does not speak of it; perlunicode(1), "The Unicode Bug".
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get -q -o APT::Sandbox::User=root download libzmq-ffi-perl=1.18-2 >/dev/null || exit 69
dpkg -x libzmq-ffi-perl_*.deb root
perl -MFFI::Platypus -MMoo -e 1 || exit 69
cat >probe.pl <<'PL'
use strict;
use warnings;
use JSON::PP qw(decode_json);
use ZMQ::FFI;
use ZMQ::FFI::Constants qw(ZMQ_PULL ZMQ_PUSH ZMQ_LAST_ENDPOINT ZMQ_RCVTIMEO);

my $context = ZMQ::FFI->new;
my $pull = $context->socket(ZMQ_PULL);
$pull->set(ZMQ_RCVTIMEO, 'int', 2000);
$pull->bind('tcp://127.0.0.1:*');
my $push = $context->socket(ZMQ_PUSH);
$push->connect($pull->get(ZMQ_LAST_ENDPOINT, 'string'));

sub through {
    $push->send(shift);
    return unpack 'H*', $pull->recv;
}

my $decoded = decode_json('{ "name": "caf\u00e9" }')->{name};
my $literal = "caf\xe9";
print "ZMQ::FFI $ZMQ::FFI::VERSION\n";
print 'equal: ', ($decoded eq $literal ? 'yes' : 'no'), "\n";
print 'decoded: ', through($decoded), ', literal: ', through($literal), "\n";
print 'wide: ', through("\x{2713}"), "\n";
PL
PERL5LIB=$folder/root/usr/share/perl5 perl probe.pl | tee seen
cat >wanted <<'TEXT'
ZMQ::FFI 1.18
equal: yes
decoded: 636166c3a9, literal: 636166e9
wide: e29c93
TEXT
cmp -s seen wanted || { echo "this has changed" >&2; exit 1; }
