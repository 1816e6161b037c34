#!/usr/bin/perl
# One node of Strategos in Perl, written from docs/WIRE.md and nothing else: protocol om, wire json, with and without keys.
#   perl node.pl ID CONFIG.json [--key KEYFILE]
#   perl node.pl --vectors FILE           compares with schema/vectors.json
# Debian: apt-get install libzmq-ffi-perl. Section numbers (§) are those of the page.
use strict;
use warnings;
use Digest::SHA qw(sha256_hex);
use Encode ();
use Getopt::Long qw(GetOptions);
use JSON::PP ();
use List::Util qw(max);
use Time::HiRes qw(clock_gettime CLOCK_MONOTONIC);
use ZMQ::FFI qw(ZMQ_DEALER ZMQ_DONTWAIT ZMQ_REP ZMQ_ROUTER);

# Options of sockets that ZMQ::FFI has no name for, or not in all versions (§1).
my %OPTION = (LINGER => 17, RECONNECT_IVL => 18, RECONNECT_IVL_MAX => 21, SNDHWM => 23, CURVE_SERVER => 47,
    CURVE_PUBLICKEY => 48, CURVE_SECRETKEY => 49, CURVE_SERVERKEY => 50, PROBE_ROUTER => 51, ZAP_DOMAIN => 55,
    HANDSHAKE_IVL => 66, ZAP_ENFORCE_DOMAIN => 93);
my $ID = qr/[1-9][0-9]{0,4}/;
my $NONCE = qr/[0-9a-f]{66}/;

$| = 1;
sub fail { print STDERR "node.pl: $_[0]\n"; exit 2 }
sub now { clock_gettime(CLOCK_MONOTONIC) }

# --- JSON. Hashes of Perl have no order, so objects are written here, key by key; only texts are left to JSON::PP.
my $json = JSON::PP->new->utf8->allow_nonref;
sub text { $json->encode("$_[0]") }
sub number { defined $_[0] && !ref $_[0] && $_[0] =~ /^(?:0|[1-9][0-9]{0,15})\z/ }
sub slurp { open(my $f, '<:raw', $_[0]) or fail("cannot read $_[0]: $!"); local $/; return scalar <$f> }

# --- The configuration and its hash (§6).
my ($keyFile, $vectorsFile);
my $usage = 'usage: node.pl ID CONFIG.json [--key KEYFILE]';
GetOptions('key=s' => \$keyFile, 'vectors=s' => \$vectorsFile) or fail($usage);
compare($json->decode(slurp($vectorsFile))) if defined $vectorsFile;
my ($me, $configFile) = @ARGV;
fail($usage) unless defined $configFile && $me =~ /^$ID\z/;
my $c = eval { $json->decode(slurp($configFile)) };
fail("$configFile is no JSON object") unless ref $c eq 'HASH' && ref $c->{nodes} eq 'ARRAY';

my %node = map { $_->{id} => $_ } @{ $c->{nodes} };
my @ids = sort { $a <=> $b } keys %node;
my @peerIds = grep { $_ != $me } @ids;
my $n = @ids;
my $m = $c->{m} // int(($n - 1) / 3);
my $general = $c->{general} // $ids[0];
my @lieutenants = grep { $_ != $general } @ids;
my @orders = @{ $c->{orders} // ['retreat', 'attack'] };
my $default = $c->{default} // 'retreat';
my $order = $c->{order} // (grep { $_ ne $default } @orders)[0];
my $run = $c->{run} // '1';
my %isOrder = map { $_ => 1 } @orders;

fail("node $me is not in the configuration") unless $node{$me};
fail('only protocol om and wire json') unless ($c->{protocol} // 'om') eq 'om' && ($c->{wire} // '') eq 'json';

sub milliseconds {
    my ($text) = @_;
    $text =~ /^(\d+(?:\.\d{1,3})?)(ms|s|m)\z/ or fail("$text is no time");
    return int($1 * { ms => 1, s => 1000, m => 60000 }->{$2} + 0.5);
}
sub roundTimeout {
    my ($c, $n, $m) = @_;
    return milliseconds($c->{roundTimeout}) if defined $c->{roundTimeout};
    my $relays = sub { my $k = 1; $k *= $n - $_ for 2 .. $_[0]; return $k };      # how many a report of a round has
    return 2000 + 1000 * int(max(map { ($_ ? ($n - 1) * ($n - 2) : $n - 1) * (300 + 64 * $relays->($_)) } 0 .. $m) / 25_000_000);
}
sub sharedText {                                       # what the hash is of
    my ($c) = @_;
    my @nodes = sort { $a->{id} <=> $b->{id} } @{ $c->{nodes} };
    my $tolerated = $c->{m} // int((@nodes - 1) / 3);
    my $entries = join ',', map {
        my $e = $_;
        '{"address":' . text($e->{address}) . ',"id":' . $e->{id} . join('', map { qq(,"$_":) . text($e->{$_}) }
            grep { defined $e->{$_} } 'publicKey', 'signingKey') . '}';
    } @nodes;
    my $names = join ',', map { text($_) } @{ $c->{orders} // ['retreat', 'attack'] };
    return '{"default":' . text($c->{default} // 'retreat') . ',"general":' . ($c->{general} // $nodes[0]{id}) . ',"m":' . $tolerated
        . ',"nodes":[' . $entries . '],"orders":[' . $names . '],"protocol":"om","roundTimeout":' . roundTimeout($c, scalar @nodes, $tolerated)
        . ',"run":' . text($c->{run} // '1') . ',"wire":"json"}';
}
sub compare {
    my ($vectors) = @_;
    my @own = grep { ($_->{config}{protocol} // 'om') eq 'om' && ref($_->{config}{orders} // []) } @{ $vectors->{configurations} };
    my @pairs = ((map { [text($_->{text}), Encode::encode_utf8($_->{canonical})] } @{ $vectors->{texts} }),
        (map { [sha256_hex(text($_->{text})), $_->{digest}] } @{ $vectors->{texts} }),
        map { [sha256_hex(sharedText($_->{config})), $_->{hash}] } @own);
    for (@pairs) { fail("$_->[0] should be $_->[1]") if $_->[0] ne $_->[1] }
    print scalar @{ $vectors->{texts} }, ' texts and ', scalar @own, " configurations are right\n";
    exit 0;
}
my $T = roundTimeout($c, $n, $m);
my $S = milliseconds($c->{startTimeout} // '60s');
my $hash = sha256_hex(sharedText($c));
print STDERR "node $me: hash $hash\n";

my $keys = grep { defined $_->{publicKey} } values %node;
my $secret;
fail('either every node has a publicKey, or none') if $keys && $keys != $n;
if ($keys) {
    fail('the configuration has keys: give --key') unless defined $keyFile;
    $secret = eval { $json->decode(slurp($keyFile)) };
    fail("$keyFile is no key file") unless ref $secret eq 'HASH' && defined $secret->{secretKey};
    fail("$keyFile is not the key of node $me") if ($secret->{publicKey} // '') ne $node{$me}{publicKey};
} elsif (grep { $_->{address} !~ m{^tcp://(127\.|localhost:|\[::1\])} } values %node) {
    fail('without keys nodes only talk on loopback addresses');
}

# --- Sockets (§1, §2).
my $context = ZMQ::FFI->new;
sub set { my ($socket, $name, $value, $type) = @_; $socket->set($OPTION{$name}, $type // 'int', $value) }
my $handshake = max(2000, 400 * ($n - 1));
my $zap;
my $listener = $context->socket(ZMQ_ROUTER);
set($listener, SNDHWM => 0);
set($listener, LINGER => 500);
set($listener, PROBE_ROUTER => 1);
set($listener, HANDSHAKE_IVL => $handshake);
if ($keys) {
    $zap = $context->socket(ZMQ_REP);
    $zap->bind('inproc://zeromq.zap.01');
    set($listener, CURVE_SERVER => 1);
    set($listener, CURVE_SECRETKEY => $secret->{secretKey}, 'string');
    set($listener, ZAP_DOMAIN => 'strategos', 'string');
    set($listener, ZAP_ENFORCE_DOMAIN => 1);
}
eval { $listener->bind($node{$me}{address}); 1 } or fail("cannot listen on $node{$me}{address}: " . (split / at /, $@)[0]);

my %peer;
for my $id (@peerIds) {
    my $dealer = $context->socket(ZMQ_DEALER);
    set($dealer, SNDHWM => 1024);
    set($dealer, LINGER => 0);
    set($dealer, RECONNECT_IVL => 5);
    set($dealer, RECONNECT_IVL_MAX => 4 * ($n - 1) < 100 ? max(5, 4 * ($n - 1)) : 100);
    set($dealer, HANDSHAKE_IVL => $handshake);
    if ($keys) {
        set($dealer, CURVE_PUBLICKEY => $node{$me}{publicKey}, 'string');
        set($dealer, CURVE_SECRETKEY => $secret->{secretKey}, 'string');
        set($dealer, CURVE_SERVERKEY => $node{$id}{publicKey}, 'string');
    }
    $dealer->connect($node{$id}{address});
    $peer{$id} = { id => $id, dealer => $dealer, address => $node{$id}{address}, links => [], owed => [], report => {},
        patience => $handshake / 1000 + 2, redialAt => now() + $handshake / 1000 + 2, hellos => 0, frames => 0, messages => 0 };
}

# Answers libzmq, which asks whether a client may come in (§2).
my %z85; @z85{ split //, '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#' } = 0 .. 84;
sub unz85 {
    return join '', map { my $v = 0; $v = $v * 85 + $z85{$_} for split //; pack 'N', $v } $_[0] =~ /(.{5})/g;
}
my %known = $keys ? map { unz85($node{$_}{publicKey}) => 1 } @peerIds : ();
sub admit {
    my ($version, $request, undef, undef, undef, $mechanism, $key) = $zap->recv_multipart;
    my $ok = ($mechanism // '') eq 'CURVE' && $known{ $key // '' };
    $zap->send_multipart([$version, $request, $ok ? '200' : '400', '', '', '']);
}

# --- Links (§3).
my %made;                                              # nonce => [routing id, peer id]
sub say_to { my ($link, $bytes) = @_; eval { $listener->send_multipart([$link, $bytes], ZMQ_DONTWAIT) } }
sub frame {
    my ($kind, $to, $nonce) = @_;
    return qq({"link":"$kind","version":1,"from":$me,"to":$to) . (defined $nonce ? qq(,"nonce":"$nonce"}) : '}');
}
sub nonce { open(my $f, '<:raw', '/dev/urandom') or die; read($f, my $bytes, 33) == 33 or die; return unpack 'H*', $bytes }
sub hello {
    my ($p) = @_;
    $p->{hellos}++;
    eval { $p->{dealer}->send(frame('hello', $p->{id}), ZMQ_DONTWAIT) };
}
sub fault {
    my ($p, $what, $cut) = @_;
    print STDERR "node $me: fault of $p->{id}: $what\n";
    return unless $cut && !$p->{cut};
    $p->{cut} = 1;
    $p->{dealer}->close;
}
sub heardAtListener {
    my ($link, @parts) = $listener->recv_multipart;
    return unless length $link == 5 && substr($link, 0, 1) eq "\0" && @parts == 1;
    return unless $parts[0] =~ /^\{"link":"hello","version":1,"from":($ID),"to":$me\}\z/ && $peer{$1} && !$peer{$1}{cut};
    my $p = $peer{$1};
    my $nonce = nonce();
    $made{$nonce} = [$link, $p->{id}];
    say_to($link, frame('challenge', $p->{id}, $nonce));
    say_to($link, frame('proof', $p->{id}, $p->{challenge})) if defined $p->{challenge};
    $p->{links} = [(grep { $_ ne $link } @{ $p->{links} }), $link];
    shift @{ $p->{links} } if @{ $p->{links} } > 8;
}
sub heardFrom {
    my ($p) = @_;
    my @parts = $p->{dealer}->recv_multipart;
    my $is = @parts == 1 && $parts[0] eq '' ? 'probe' : @parts == 1 && $parts[0] =~ /^\{"link":"/ ? 'link' : 'message';
    return message($p, @parts) if $is eq 'message';
    $p->{frames} += $is eq 'probe' ? 3 : 1;
    return fault($p, 'flood', 1) if $p->{frames} > 256 + 2 * $p->{hellos};
    if ($is eq 'probe') {
        ($p->{challenge}, $p->{heard}, $p->{redialAt}) = (undef, 0, now() + $p->{patience});
        return hello($p);
    }
    $parts[0] =~ /^\{"link":"(challenge|proof)","version":1,"from":$p->{id},"to":$me,"nonce":"($NONCE)"\}\z/
        or return fault($p, 'malformed', 1);
    my ($kind, $nonce) = ($1, $2);
    if ($kind eq 'challenge') {
        $p->{challenge} = $nonce;
        my %links = map { $_ => 1 } @{ $p->{links} }, $p->{proved} // ();
        say_to($_, frame('proof', $p->{id}, $nonce)) for keys %links;
    } elsif ($made{$nonce} && $made{$nonce}[1] == $p->{id}) {
        my $link = $made{$nonce}[0];
        my $new = !defined $p->{proved} || $p->{proved} ne $link;
        ($p->{proved}, $p->{heard}, $p->{patience}) = ($link, 1, $handshake / 1000 + 2);
        if ($new) { say_to($link, $_) for @{ $p->{owed} } }
    }
}
sub owe {                                              # kept, for links that come up again
    my ($id, $bytes) = @_;
    my $p = $peer{$id};
    return if $p->{cut};
    push @{ $p->{owed} }, $bytes;
    say_to($p->{proved}, $bytes) if defined $p->{proved};
}

# --- Messages (§4, §5, §8).
sub header {
    my ($type, $round, $from, $rest) = @_;
    return qq({"version":1,"hash":"$hash","run":) . text($run) . qq(,"instance":0,"type":"$type","round":$round,"from":$from)
        . ($rest // '') . '}';
}
sub relaysText {
    return ',"relays":[' . join(',', map { '{"path":[' . join(',', @{ $_->{path} }) . '],"order":' . text($_->{order}) . '}' } @_) . ']';
}
sub reversal { join ',', map { sprintf '%05d', $_ } reverse split /,/, $_[0] }
sub paths {                                            # all that a sender owes in a round, in canonical order
    my ($round, $sender) = @_;
    return ("$general") if $round == 0;
    my @paths = ("$general");
    for (2 .. $round) {
        @paths = map { my $path = $_; my %on = map { $_ => 1 } split /,/, $path;
            map { "$path,$_" } grep { !$on{$_} && $_ != $sender } @lieutenants } @paths;
    }
    return sort { reversal($a) cmp reversal($b) } map { "$_,$sender" } @paths;
}
my ($round, $started, $decided) = (0, undef, undef);
my ($readySaid, $readyAt) = (0, undef);

sub otherConfig {                                      # the peer shall see it too
    my ($p) = @_;
    say_to($p->{proved}, header('ready', 0, $me)) if defined $p->{proved};
    fault($p, 'otherConfig', 1);
}
sub message {
    my ($p, @parts) = @_;
    return fault($p, 'malformed', 1) if @parts != 1;
    return fault($p, 'flood', 1) if ++$p->{messages} > 64 * ($m + 3);
    my $o = eval { $json->decode($parts[0]) };
    return fault($p, 'malformed', 1) if ref $o ne 'HASH' || grep { !defined $o->{$_} || ref $o->{$_} }
        qw(version hash run instance type round from);
    return otherConfig($p) if $o->{version} ne '1';
    return fault($p, 'otherRun') if $o->{run} ne $run || $o->{instance} ne '0';
    return otherConfig($p) if $o->{hash} ne $hash;
    return fault($p, 'badSender', 1) if $o->{from} ne $p->{id};
    my ($type, $r) = @$o{qw(type round)};
    return fault($p, 'malformed', 1) if !number($r) && $r !~ /^-[1-9]\d*\z/;
    # What is written again in its one form must give the same bytes: that is canonical, and no key too many.
    if ($type eq 'ready' || $type eq 'done') {
        return fault($p, 'malformed', 1) if $parts[0] ne header($type, $type eq 'ready' ? 0 : $m, $p->{id});
        $p->{$type} = 1;
        return;
    }
    return fault($p, 'malformed', 1) if $type ne 'report';
    return fault($p, 'badRound') if $r < 0 || $r > $m || ($r == 0) != ($p->{id} == $general) || $me == $general;
    my $relays = $o->{relays};
    return fault($p, 'malformed', 1) if ref $relays ne 'ARRAY' || grep { ref $_ ne 'HASH' || ref $_->{path} ne 'ARRAY'
        || !defined $_->{order} || ref $_->{order} || grep { !number($_) } @{ $_->{path} } } @$relays;
    return fault($p, 'malformed', 1) if $parts[0] ne header('report', $r, $p->{id}, relaysText(@$relays));
    if (my $first = $p->{report}{$r}) {
        fault($p, 'duplicate') if $first->{bytes} ne $parts[0];
        return;
    }
    return fault($p, 'closedRound') if defined $started && $r < $round;
    my @owed = paths($r, $p->{id});
    my %place; @place{@owed} = 0 .. $#owed;
    my ($void, $last, %told) = (0, -1);
    for my $relay (@$relays) {
        my $path = join ',', @{ $relay->{path} };
        if (!defined $place{$path}) { fault($p, "badPath $path"); $void = 1; next }
        return fault($p, 'malformed', 1) if $place{$path} <= $last;
        $last = $place{$path};
        if ($isOrder{ $relay->{order} }) { $told{$path} = $relay->{order} }
        else { fault($p, "badOrder at $path"); $told{$path} = $default }
    }
    if (!$void && keys %told < @owed) { fault($p, 'missingPath') }
    $p->{report}{$r} = { bytes => $parts[0], told => $void ? {} : \%told };
}

# --- Rounds (§7).
my %accepted;                                          # path => order, of closed rounds and of this node's own relays
sub sayReady { $readySaid = 1; $readyAt = now(); owe($_, header('ready', 0, $me)) for @peerIds }
sub sendReport {                                       # the report of a round, from what the round before accepted
    my ($r) = @_;
    my @relays;
    for my $path (paths($r, $me)) {
        (my $before = $path) =~ s/,\d+\z//;
        $accepted{$path} = $r == 0 ? $order : $accepted{$before} // $default;
        push @relays, { path => [split /,/, $path], order => $accepted{$path} };
    }
    my $bytes = header('report', $r, $me, relaysText(@relays));
    owe($_, $bytes) for grep { $_ != $me } @lieutenants;
}
sub fold {
    my ($path) = @_;
    my @on = split /,/, $path;
    return $accepted{$path} // $default if @on == $m + 1;
    my %on = map { $_ => 1 } @on;
    my @children = grep { !$on{$_} } @lieutenants;
    my %votes;
    $votes{ fold("$path,$_") }++ for @children;
    my ($most) = grep { 2 * $votes{$_} > @children } keys %votes;
    return $most // $default;
}
sub decide {
    ($decided) = @_;
    print qq({"id":$me,"order":) . text($decided) . "}\n";
    owe($_, header('done', $m, $me)) for @peerIds;
}
sub closeRounds {
    return if defined $decided;
    while ($round <= $m) {
        my @senders = map { $peer{$_} } $round == 0 ? $general : grep { $_ != $me } @lieutenants;
        my @missing = grep { !$_->{report}{$round} } @senders;
        return if now() < $started + ($round + 1) * $T / 1000 && grep { !$_->{cut} && !$_->{late} } @missing;
        for my $p (@missing) { next if $p->{cut}; fault($p, "late in round $round"); $p->{late} = 1 }
        for my $p (@senders) { my $told = $p->{report}{$round} && $p->{report}{$round}{told}; @accepted{ keys %$told } = values %$told if $told }
        $round++;
        sendReport($round) if $round <= $m;
    }
    decide(fold("$general"));
}
sub begin {
    $started = now();
    if ($me != $general) { return closeRounds() }
    sendReport(0);
    $round = $m + 1;
    decide($order);
}

# --- The loop. ZMQ::FFI polls no list of sockets: each is asked, then select waits for any of their descriptors.
my $up = now();
my $helloAt = 0;
while (1) {
    my $busy = 0;
    while ($zap && $zap->has_pollin) { $busy = 1; admit() }
    while ($listener->has_pollin) { $busy = 1; heardAtListener() }
    for my $p (values %peer) { while (!$p->{cut} && $p->{dealer}->has_pollin) { $busy = 1; heardFrom($p) } }
    my $time = now();
    my @there = grep { !$_->{cut} } values %peer;
    if (!$readySaid) {
        sayReady() if $time >= $up + $S / 1000 || !grep({ !$_->{heard} } values %peer)
            || grep({ $_->{ready} } values %peer) >= $m + 1;
    }
    if ($readySaid && !defined $started) {
        my $ready = 1 + grep { $_->{ready} } values %peer;
        if ($ready >= ($n <= 3 * $m ? $n : $n - $m)) { begin() }
        elsif ($time >= $readyAt + ($S + $T) / 1000) { fail("could not start: READY from $ready of $n nodes") }
    }
    closeRounds() if defined $started;
    last if defined $decided && ($time >= $started + ($m + 1) * $T / 1000 || !grep { !$_->{done} && !$_->{late} } @there);
    if ($time >= $helloAt) {
        $helloAt = $time + 0.25;
        hello($_) for grep { !$_->{heard} } @there;
    }
    for my $p (grep { !$_->{heard} && $time >= $_->{redialAt} } @there) {
        $p->{patience} *= 2;
        $p->{redialAt} = $time + $p->{patience};
        eval { $p->{dealer}->disconnect($p->{address}) };
        $p->{dealer}->connect($p->{address});
    }
    next if $busy;
    my $bits = '';
    vec($bits, $_->get_fd, 1) = 1 for $listener, $zap // (), map { $_->{dealer} } grep { !$_->{cut} } @there;
    select($bits, undef, undef, 0.02);
}
# What is owed must still go out: close the sockets, then end the context.
$_->{dealer}->close for grep { !$_->{cut} } values %peer;
$zap->close if $zap;
$listener->close;
$context->destroy;
exit 0;
