<?php
// One node of a run in PHP, written from docs/WIRE.md (§ are its sections): protocol om, wire json, with keys and without.
//   php node.php ID CONFIG.json [--key FILE]
//   php node.php --vectors FILE        compares with schema/vectors.json
// Debian: apt-get install php-cli php-zmq

const LIMITED = 64; // §8: a peer may send so many times what it owes in a run

function fail(string $why): never
{
    fwrite(STDERR, "node.php: $why\n"); // exit with a text would end with 0
    exit(2);
}

function canonical(mixed $value): string // §4
{
    return json_encode($value, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_LINE_TERMINATORS | JSON_THROW_ON_ERROR);
}

function milliseconds(string $text): int // §7
{
    preg_match('/^([0-9.]+)(ms|s|m)$/', $text, $part) or fail("$text is no time");
    return (int) round($part[1] * ['ms' => 1, 's' => 1000, 'm' => 60000][$part[2]]);
}

/** Who takes part, and what they owe each other: no sockets and no time. */
final class Group
{
    public array $nodes = [], $peers, $lieutenants, $orders, $header;
    public int $general, $m;
    public float $round, $start;
    public string $default, $order;

    public function __construct(public readonly int $me, array $config)
    {
        foreach ($config['nodes'] as $node) $this->nodes[$node['id']] = $node;
        ksort($this->nodes);
        $ids = array_keys($this->nodes);
        $this->peers = array_values(array_diff($ids, [$me]));
        $this->general = $config['general'] ?? $ids[0];
        $this->lieutenants = array_values(array_diff($ids, [$this->general]));
        $this->m = $config['m'] ?? intdiv(count($ids) - 1, 3);
        $this->orders = $config['orders'] ?? ['retreat', 'attack'];
        $this->default = $config['default'] ?? 'retreat';
        $this->order = $config['order'] ?? current(array_diff($this->orders, [$this->default]));
        $this->round = milliseconds($config['roundTimeout']) / 1000;
        $this->start = milliseconds($config['startTimeout'] ?? '60s') / 1000;
        $this->header = ['version' => 1, 'hash' => hash('sha256', $this->shared($config)), 'run' => $config['run'] ?? '1', 'instance' => 0];
    }

    private function shared(array $config): string // §6
    {
        $public = fn (array $node) => array_filter(['address' => $node['address'], 'id' => $node['id'],
            'publicKey' => $node['publicKey'] ?? null, 'signingKey' => $node['signingKey'] ?? null]);
        return canonical(['default' => $this->default, 'general' => $this->general, 'm' => $this->m,
            'nodes' => array_map($public, array_values($this->nodes)), 'orders' => $this->orders, 'protocol' => 'om',
            'roundTimeout' => milliseconds($config['roundTimeout']), 'run' => $config['run'] ?? '1', 'wire' => $config['wire']]);
    }

    public function readiesNeeded(): int
    {
        $n = count($this->nodes);
        return $n > 3 * $this->m ? $n - $this->m : $n;
    }

    /** @return int[] who owes this node a report of the round */
    public function owing(int $round): array
    {
        return array_values(array_diff($round === 0 ? [$this->general] : $this->lieutenants, [$this->me]));
    }

    /** @return int[][] of a sender's report, in canonical order (§5) */
    public function paths(int $round, int $sender): array
    {
        if ($round === 0) return [[$this->general]];
        $paths = [[$this->general]];
        for ($hop = 1; $hop < $round; $hop++) {
            $longer = [];
            foreach ($paths as $path)
                foreach (array_diff($this->lieutenants, $path, [$sender]) as $id) $longer[] = [...$path, $id];
            $paths = $longer;
        }
        $paths = array_map(fn ($path) => [...$path, $sender], $paths);
        usort($paths, fn ($a, $b) => array_reverse($a) <=> array_reverse($b));
        return $paths;
    }

    /** Strict majorities, from the leaves up (§7). */
    public function fold(array $tree, array $path): string
    {
        if (count($path) > $this->m) return $tree[implode('.', $path)];
        $votes = [];
        foreach (array_diff($this->lieutenants, $path) as $id) $votes[] = $this->fold($tree, [...$path, $id]);
        foreach ($this->orders as $order)
            if (2 * count(array_keys($votes, $order, true)) > count($votes)) return $order;
        return $this->default;
    }
}

final class Node
{
    private ZMQContext $context;
    private ZMQSocket $router;
    private ?ZMQSocket $zap = null;
    private array $dealers = [], $made = [], $challenge = [], $proved = [], $claims = [], $owed = [], $redial = [];
    private array $heard = [], $ready = [], $done = [], $gone = [], $cut = [], $frames = [], $linked = [];
    private array $got = [], $tree = [], $faults = [];
    private int $round = 0;
    private float $up;
    private ?float $readied = null, $started = null;
    private ?string $decided = null;

    public function __construct(private readonly Group $group, private readonly ?array $key)
    {
        $this->up = microtime(true);
        $this->open();
    }

    private function open(): void // §1, §2
    {
        $group = $this->group;
        $this->context = new ZMQContext(1, false);
        $this->router = new ZMQSocket($this->context, ZMQ::SOCKET_ROUTER);
        $options = [ZMQ::SOCKOPT_LINGER => 500, ZMQ::SOCKOPT_SNDHWM => 4096, ZMQ::SOCKOPT_PROBE_ROUTER => 1];
        if ($this->key) {
            $this->zap = new ZMQSocket($this->context, ZMQ::SOCKET_REP);
            $this->zap->bind('inproc://zeromq.zap.01'); // before anything that it guards: ZAP_ENFORCE_DOMAIN is out of reach
            $options += [ZMQ::SOCKOPT_CURVE_SERVER => 1, ZMQ::SOCKOPT_CURVE_SECRETKEY => $this->key['secretKey'],
                ZMQ::SOCKOPT_ZAP_DOMAIN => 'strategos'];
        }
        foreach ($options as $option => $value) $this->router->setSockOpt($option, $value);
        $this->router->bind($group->nodes[$group->me]['address']);
        foreach ($group->peers as $peer) {
            $dealer = $this->dealers[$peer] = new ZMQSocket($this->context, ZMQ::SOCKET_DEALER);
            $options = [ZMQ::SOCKOPT_LINGER => 0, ZMQ::SOCKOPT_RECONNECT_IVL => 5, ZMQ::SOCKOPT_SNDHWM => 1024];
            if ($this->key) {
                $options += [ZMQ::SOCKOPT_CURVE_SERVERKEY => $group->nodes[$peer]['publicKey'],
                    ZMQ::SOCKOPT_CURVE_PUBLICKEY => $this->key['publicKey'], ZMQ::SOCKOPT_CURVE_SECRETKEY => $this->key['secretKey']];
            }
            foreach ($options as $option => $value) $dealer->setSockOpt($option, $value);
            $dealer->connect($group->nodes[$peer]['address']);
            $this->claims[$peer] = $this->owed[$peer] = [];
            $this->frames[$peer] = 0;
        }
    }

    /** ZAP (ZeroMQ RFC 27). */
    private function admit(array $request): void
    {
        $known = array_map(fn ($peer) => unZ85($this->group->nodes[$peer]['publicKey']), $this->group->peers);
        $isKnown = $request[5] === 'CURVE' && in_array($request[6], $known, true);
        $this->zap->sendMulti([$request[0], $request[1], $isKnown ? '200' : '400', '', '', '']);
    }

    private function frame(string $kind, int $to, array $more = []): string // §3
    {
        return canonical(['link' => $kind, 'version' => 1, 'from' => $this->group->me, 'to' => $to] + $more);
    }

    private function prove(int $peer, array $links): void
    {
        if (!isset($this->challenge[$peer])) return;
        foreach (array_unique($links) as $link)
            $this->router->sendMulti([$link, $this->frame('proof', $peer, ['nonce' => $this->challenge[$peer]])]);
    }

    private function atListener(array $parts): void
    {
        $link = array_shift($parts);
        if (count($parts) !== 1 || !preg_match('/^\{"link":"hello","version":1,"from":([1-9]\d{0,4}),"to":(\d+)\}$/D', $parts[0], $said)) return;
        $peer = (int) $said[1];
        if (!isset($this->dealers[$peer]) || (int) $said[2] !== $this->group->me) return;
        $nonce = bin2hex(random_bytes(33));
        $this->made[$nonce] = [$link, $peer];
        $this->router->sendMulti([$link, $this->frame('challenge', $peer, ['nonce' => $nonce])]);
        $this->claims[$peer] = [...array_slice(array_diff($this->claims[$peer], [$link]), -7), $link];
        $this->prove($peer, [$link]);
    }

    private function fromPeer(int $peer, array $parts): void
    {
        if (isset($this->cut[$peer])) return;
        if (++$this->frames[$peer] > LIMITED * ($this->group->m + 8)) $this->blame($peer, 'flood');
        elseif ($parts === ['']) { // a probe: the link is up
            unset($this->challenge[$peer], $this->linked[$peer]);
            $this->hello($peer);
        } elseif (count($parts) > 1 || !str_starts_with($parts[0], '{"link":"')) {
            $why = $this->wrong($peer, $parts);
            if ($why !== null) $this->blame($peer, $why);
        } elseif (!preg_match('/^\{"link":"(challenge|proof)","version":1,"from":' . $peer . ',"to":' . $this->group->me . ',"nonce":"([0-9a-f]{66})"\}$/D', $parts[0], $said)) {
            $this->blame($peer, 'malformed');
        } elseif ($said[1] === 'challenge') {
            $this->challenge[$peer] = $said[2];
            $this->prove($peer, [...$this->claims[$peer], ...array_filter([$this->proved[$peer] ?? null])]);
        } elseif (($this->made[$said[2]][1] ?? null) === $peer) {
            $link = $this->made[$said[2]][0];
            $isNew = ($this->proved[$peer] ?? null) !== $link;
            $this->proved[$peer] = $link;
            $this->heard[$peer] = $this->linked[$peer] = true;
            foreach ($isNew ? $this->owed[$peer] : [] as $message) $this->router->sendMulti([$link, $message]);
        }
    }

    private function blame(int $peer, string $kind): void
    {
        $this->faults[] = ['from' => $peer, 'round' => null, 'kind' => $kind, 'detail' => "what node $peer said is $kind"];
        $this->cut[$peer] = $this->gone[$peer] = true;
    }

    /** What is wrong with a message, or null; one that is right is kept (§8). */
    private function wrong(int $peer, array $parts): ?string
    {
        $said = count($parts) === 1 ? json_decode($parts[0], true) : null;
        if (!is_array($said) || canonical($said) !== $parts[0]) return 'malformed';
        $rest = array_diff_key($said, array_flip(['version', 'hash', 'run', 'instance', 'type', 'round', 'from', 'relays']));
        ['type' => $type, 'round' => $round, 'from' => $from] = $said + ['type' => null, 'round' => null, 'from' => null];
        if (array_slice($said, 0, 4) !== $this->group->header) return 'otherConfig';
        if ($from !== $peer) return 'badSender';
        if ($rest !== [] || !is_int($round)) return 'malformed';
        if ($type === 'ready' || $type === 'done') {
            if ($type === 'ready') $this->ready[$peer] = true;
            else $this->done[$peer] = true;
            return isset($said['relays']) ? 'malformed' : null;
        }
        $told = [];
        foreach ($said['relays'] ?? [] as $relay) {
            if (!is_array($relay) || !is_array($relay['path'] ?? null) || !is_string($relay['order'] ?? null)) return 'malformed';
            $told[implode('.', $relay['path'])] = $relay['order'];
        }
        $isDue = $round >= $this->round && !isset($this->got[$round][$peer]) && in_array($peer, $this->group->owing($round), true);
        if ($isDue) $this->got[$round][$peer] = $told;
        return null;
    }

    private function say(array $peers, string $type, int $round, array $more = []): void
    {
        $message = canonical($this->group->header + ['type' => $type, 'round' => $round, 'from' => $this->group->me] + $more);
        foreach ($peers as $peer) {
            $this->owed[$peer][] = $message;
            if (isset($this->proved[$peer])) $this->router->sendMulti([$this->proved[$peer], $message]);
        }
    }

    private function tell(array $relays): void
    {
        $this->tree += $relays;
        $list = [];
        foreach ($relays as $path => $order) $list[] = ['path' => array_map('intval', explode('.', $path)), 'order' => $order];
        $this->say(array_values(array_diff($this->group->lieutenants, [$this->group->me])), 'report', $this->round, ['relays' => $list]);
    }

    private function advance(float $now): void // §7
    {
        $group = $this->group;
        $mayBeReady = count($this->heard) === count($group->peers) || $now >= $this->up + $group->start || count($this->ready) > $group->m;
        if ($this->readied === null && $mayBeReady) {
            $this->readied = $now;
            $this->say($group->peers, 'ready', 0);
        }
        if ($this->started === null && $this->readied !== null) {
            if (count($this->ready) + 1 >= $group->readiesNeeded()) $this->begin($now);
            elseif ($now >= $this->readied + $group->start + $group->round) {
                fail('too few said READY: ' . implode(', ', array_keys($this->ready)));
            }
        }
        while ($this->started !== null && $this->decided === null && $this->isOver($now)) $this->close();
    }

    private function begin(float $now): void
    {
        $this->started = $now;
        if ($this->group->me !== $this->group->general) return;
        $this->tell([(string) $this->group->general => $this->group->order]);
        $this->decide($this->group->order);
    }

    private function isOver(float $now): bool
    {
        if ($now >= $this->started + ($this->round + 1) * $this->group->round) return true;
        foreach ($this->group->owing($this->round) as $peer)
            if (!isset($this->got[$this->round][$peer]) && !isset($this->gone[$peer])) return false;
        return true;
    }

    private function close(): void
    {
        $group = $this->group;
        foreach ($group->owing($this->round) as $peer) {
            $told = $this->got[$this->round][$peer] ?? null;
            $owed = array_map(fn ($path) => implode('.', $path), $group->paths($this->round, $peer));
            if ($told === null) $this->late($peer);
            $isVoid = $told === null || array_diff(array_keys($told), $owed) !== [];
            foreach ($owed as $path) {
                $order = $isVoid ? null : $told[$path] ?? null;
                $this->tree[$path] = in_array($order, $group->orders, true) ? $order : $group->default;
            }
        }
        if (++$this->round > $group->m) {
            $this->decide($group->fold($this->tree, [$group->general]));
            return;
        }
        $relays = [];
        foreach ($group->paths($this->round, $group->me) as $path)
            $relays[implode('.', $path)] = $this->tree[implode('.', array_slice($path, 0, -1))];
        $this->tell($relays);
    }

    private function late(int $peer): void
    {
        $this->gone[$peer] = true;
        $detail = "no report of round $this->round when it closed";
        $this->faults[] = ['from' => $peer, 'round' => $this->round, 'kind' => 'late', 'detail' => $detail];
    }

    private function decide(string $order): void
    {
        $this->decided = $order;
        $this->say($this->group->peers, 'done', $this->group->m);
    }

    private function hello(int $peer): void
    {
        $this->dealers[$peer]->send($this->frame('hello', $peer), ZMQ::MODE_DONTWAIT);
    }

    /** §3: a dealer that was refused once never dials again by itself. */
    private function remind(int $peer, float $now): void
    {
        [$patience, $at] = $this->redial[$peer] ??= [4 + 0.4 * count($this->group->peers), $now + 4 + 0.4 * count($this->group->peers)];
        if ($now >= $at) {
            $this->redial[$peer] = [2 * $patience, $now + 2 * $patience];
            $this->dealers[$peer]->disconnect($this->group->nodes[$peer]['address']);
            $this->dealers[$peer]->connect($this->group->nodes[$peer]['address']);
        }
        $this->hello($peer);
    }

    private function mayLeave(float $now): bool
    {
        $waited = array_diff($this->group->peers, array_keys($this->done), array_keys($this->gone));
        return $this->decided !== null && ($waited === [] || $now >= $this->started + ($this->group->m + 1) * $this->group->round);
    }

    public function live(): void
    {
        $sockets = array_filter(['zap' => $this->zap, 'listener' => $this->router]) + $this->dealers;
        for ($helloAt = 0.0; !$this->mayLeave($now = microtime(true)); $this->advance($now)) {
            if ($now >= $helloAt) {
                $helloAt = $now + 0.25;
                foreach ($this->group->peers as $peer)
                    if (!isset($this->linked[$peer]) && !isset($this->cut[$peer])) $this->remind($peer, $now);
            }
            $isQuiet = true;
            foreach ($sockets as $name => $socket)
                for (; $socket->getSockOpt(ZMQ::SOCKOPT_EVENTS) & ZMQ::POLL_IN; $isQuiet = false) $this->hear($name, $socket->recvMulti());
            if ($isQuiet) $this->wait($sockets);
        }
        echo canonical(['id' => $this->group->me, 'order' => $this->decided, 'faults' => $this->faults]), "\n";
    }

    private function hear(string|int $name, array $parts): void
    {
        if ($name === 'zap') $this->admit($parts);
        elseif ($name === 'listener') $this->atListener($parts);
        else $this->fromPeer($name, $parts);
    }

    /** Until something comes, or 10 ms: with PHP 8 a ZMQPoll takes the first socket for all others (docs/LANGUAGES.md). */
    private function wait(array $sockets): void
    {
        $readable = array_map(fn ($socket) => $socket->getSockOpt(ZMQ::SOCKOPT_FD), $sockets);
        $none = null;
        stream_select($readable, $none, $none, 0, 10_000);
    }
}

/** ZeroMQ RFC 32. */
function unZ85(string $text): string
{
    $digits = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#';
    $bytes = '';
    foreach (str_split($text, 5) as $five)
        $bytes .= pack('N', array_reduce(str_split($five), fn ($sum, $digit) => 85 * $sum + strpos($digits, $digit), 0));
    return $bytes;
}

function compare(array $vectors): never
{
    $isOwn = fn ($one) => ($one['config']['protocol'] ?? 'om') === 'om' && is_array($one['config']['orders'] ?? []);
    $own = array_filter($vectors['configurations'], $isOwn);
    $pairs = [];
    foreach ($vectors['texts'] as $one)
        array_push($pairs, [canonical($one['text']), $one['canonical']], [hash('sha256', canonical($one['text'])), $one['digest']]);
    foreach ($own as $one) $pairs[] = [(new Group($one['config']['nodes'][0]['id'], $one['config']))->header['hash'], $one['hash']];
    foreach ($pairs as [$ours, $right]) if ($ours !== $right) fail("$ours should be $right");
    echo count($vectors['texts']), ' texts and ', count($own), " configurations are right\n";
    exit(0);
}

$read = fn (string $file) => json_decode(file_get_contents($file), true, 512, JSON_THROW_ON_ERROR);
if ($argv[1] === '--vectors') compare($read($argv[2]));
$key = ($argv[3] ?? '') === '--key' ? $read($argv[4]) : null;
(new Node(new Group((int) $argv[1], $read($argv[2])), $key))->live();
