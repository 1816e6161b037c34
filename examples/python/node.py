#!/usr/bin/env python3
"""One node of a Strategos run, written from docs/WIRE.md alone (§ are its sections).

    node.py ID CONFIG.json [--key FILE] [--lie flip|split]
    node.py --vectors FILE    compares with schema/vectors.json

Needs pyzmq (Debian: python3-zmq). CONFIG.json is a configuration as JSON with `wire: json` and `roundTimeout` in it;
`strategos node` reads the same file.
"""
import contextlib, hashlib, itertools, json, re, secrets, sys, time
import zmq, zmq.utils.z85


def canonical(value, sort=False):  # §4
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False, sort_keys=sort).encode()


def link_frame(kind, sender, to, **more):  # §3
    return canonical({"link": kind, "version": 1, "from": sender, "to": to, **more})


def seconds(text):  # §7
    number, unit = re.fullmatch(r"([0-9.]+)(ms|s|m)", text).groups()
    return float(number) * {"ms": 0.001, "s": 1, "m": 60}[unit]


class Node:
    def __init__(self, me, config, key, lie):
        self.me, self.key, self.lie = me, key, lie
        self.nodes = {node["id"]: node for node in sorted(config["nodes"], key=lambda node: node["id"])}
        self.peers = [i for i in self.nodes if i != me]
        self.n, self.g = len(self.nodes), config.get("general", min(self.nodes))
        self.m = config.get("m", (self.n - 1) // 3)
        self.lieutenants = [i for i in self.nodes if i != self.g]
        self.orders, self.default = config.get("orders", ["retreat", "attack"]), config.get("default", "retreat")
        self.order = config.get("order", next(o for o in self.orders if o != self.default))
        times = config["roundTimeout"], config.get("startTimeout", "60s")
        self.T, self.S = map(seconds, times)
        hashed = {"default": self.default, "general": self.g, "m": self.m, "nodes": list(self.nodes.values()),
                  "orders": self.orders, "protocol": "om", "roundTimeout": round(self.T * 1000),
                  "run": config.get("run", "1"), "wire": config["wire"]}  # §6
        self.header = {"version": 1, "hash": hashlib.sha256(canonical(hashed, True)).hexdigest(),
                       "run": hashed["run"], "instance": 0}
        # the nonces that peers gave, those given out, the links that are proved, those that claim to be a peer
        self.challenge, self.made, self.proved, self.claims = {}, {}, {}, {p: [] for p in self.peers}
        self.owed, self.linked = {p: [] for p in self.peers}, set()
        self.heard, self.ready, self.done, self.gone, self.cut = set(), set(), set(), set(), set()
        self.up, self.readied, self.started, self.left = time.monotonic(), None, None, False
        self.patience, self.redial = max(2, 0.4 * len(self.peers)) + 2, {}  # s; how long until a peer is dialled anew
        self.round, self.got, self.tree, self.faults = 0, {}, {}, []
        self.owing = lambda: [self.g] if self.round == 0 else [i for i in self.lieutenants if i != me]

    def open(self):  # §1, §2
        self.zmq = zmq.Context()
        self.zap, self.router = self.zmq.socket(zmq.REP), self.zmq.socket(zmq.ROUTER)
        self.zap.bind("inproc://zeromq.zap.01")  # before anything that it guards
        options = {zmq.PROBE_ROUTER: 1, zmq.LINGER: 500, zmq.MAXMSGSIZE: 1216, zmq.SNDHWM: 4096}
        if self.key:
            self.router.curve_server, self.router.curve_secretkey = True, self.key["secretKey"].encode()
            options |= {zmq.ZAP_DOMAIN: b"strategos", 93: 1}  # 93 is ZMQ_ZAP_ENFORCE_DOMAIN
        [self.router.setsockopt(option, value) for option, value in options.items()]
        self.router.bind(self.nodes[self.me]["address"])
        self.handle, self.poller = {self.zap: self.admit, self.router: self.at_listener}, zmq.Poller()
        [self.poller.register(socket, zmq.POLLIN) for socket in self.handle]
        self.dealers = {}
        [self.dial(peer) for peer in self.peers]

    def dial(self, peer):
        dealer = self.dealers[peer] = self.zmq.socket(zmq.DEALER)
        dealer.linger, dealer.reconnect_ivl = 0, 5
        if self.key:
            keys = self.nodes[peer]["publicKey"], self.key["publicKey"], self.key["secretKey"]
            dealer.curve_serverkey, dealer.curve_publickey, dealer.curve_secretkey = map(str.encode, keys)
        dealer.connect(self.nodes[peer]["address"])
        self.handle[dealer] = lambda parts: peer in self.cut or self.from_peer(peer, parts)
        self.poller.register(dealer, zmq.POLLIN)

    def admit(self, request):  # ZAP (ZeroMQ RFC 27)
        known = [self.nodes[p]["publicKey"].encode() for p in self.peers]
        is_known = request[5] == b"CURVE" and zmq.utils.z85.encode(request[6]) in known
        self.zap.send_multipart([*request[:2], b"200" if is_known else b"400", b"", b"", b""])

    def at_listener(self, parts):
        link, *hello = parts
        peer = next((p for p in self.peers if hello == [link_frame("hello", p, self.me)]), None)
        if peer is None:
            return
        self.made[nonce := secrets.token_hex(33)] = (link, peer)
        self.router.send_multipart([link, link_frame("challenge", self.me, peer, nonce=nonce)])
        self.claims[peer] = [one for one in self.claims[peer] if one != link][-7:] + [link]
        self.prove(peer, [link])

    def prove(self, peer, links):
        for link in links if peer in self.challenge else []:
            self.router.send_multipart([link, link_frame("proof", self.me, peer, nonce=self.challenge[peer])])

    def from_peer(self, peer, parts):
        if parts == [b""]:  # a probe: the link is up
            self.challenge.pop(peer, None)
            self.linked.discard(peer)
            self.dealers[peer].send(link_frame("hello", self.me, peer))
        elif len(parts) > 1 or not parts[0].startswith(b'{"link":"'):
            if why := self.wrong(peer, parts):
                self.faults.append({"from": peer, "detail": why})
                self.cut, self.gone = self.cut | {peer}, self.gone | {peer}
        elif parts[0].startswith(b'{"link":"challenge"'):
            self.challenge[peer] = parts[0][-68:-2].decode("latin1")
            self.prove(peer, {*self.claims[peer], self.proved.get(peer)} - {None})
        else:  # a proof; one of a nonce that was not made for this peer is ignored
            link, claimed = self.made.get(parts[0][-68:-2].decode("latin1"), (None, None))
            if claimed == peer:
                self.linked, self.heard = self.linked | {peer}, self.heard | {peer}
                self.redial.pop(peer, None)
                for message in self.owed[peer] if self.proved.get(peer) != link else []:
                    self.router.send_multipart([link, message])
                self.proved[peer] = link

    def say(self, peers, kind, round, **more):  # §4
        message = canonical({**self.header, "type": kind, "round": round, "from": self.me, **more})
        for peer in peers:
            self.owed[peer].append(message)
            if peer in self.proved:
                self.router.send_multipart([self.proved[peer], message])

    def wrong(self, peer, parts):  # §8
        try:
            fields = json.loads(parts[0])
            kind, round = fields["type"], fields["round"]
            own = {**self.header, "type": kind, "round": round, "from": peer}
            if len(parts) != 1 or canonical(fields) != parts[0] or {key: fields[key] for key in own} != own:
                return "not canonical, or of another configuration, run or sender"
            if kind != "report":
                (self.ready if kind == "ready" else self.done).add(peer)
            elif round >= self.round and (round, peer) not in self.got and (peer == self.g) == (round == 0):
                self.got[round, peer] = {tuple(one["path"]): one["order"] for one in fields["relays"]}
        except (ValueError, KeyError, TypeError):
            return "malformed"

    def paths(self, round, sender):  # §5
        others = [i for i in self.lieutenants if i != sender]
        hops = [()] if round == 0 else [(*hop, sender) for hop in itertools.permutations(others, round - 1)]
        return sorted(((self.g, *hop) for hop in hops), key=lambda path: path[::-1])

    def advance(self, now):  # §7
        may_be_ready = self.heard >= set(self.peers) or now >= self.up + self.S or len(self.ready) > self.m
        if self.readied is None and may_be_ready:
            self.readied = now
            self.say(self.peers, "ready", 0)
        if self.started is None and self.readied:
            if len(self.ready) + 1 >= (self.n - self.m if self.n > 3 * self.m else self.n):
                self.started = now
                if self.me == self.g:
                    self.tell({(self.g,): self.order})
                    self.round = self.m + 1
                    self.say(self.peers, "done", self.m)
            elif now >= self.readied + self.S + self.T:
                sys.exit(f"node {self.me} did not start: {sorted(set(self.peers) - self.ready)} did not say READY")
        while self.started is not None and self.round <= self.m:
            waited = [p for p in self.owing() if (self.round, p) not in self.got and p not in self.gone]
            if waited and now < self.started + (self.round + 1) * self.T:
                break
            self.close()
        all_done = self.done | self.gone >= set(self.peers)
        self.left = self.started is not None and (all_done or now >= self.started + (self.m + 1) * self.T)

    def close(self):
        for peer in self.owing():
            told, owed = self.got.get((self.round, peer)), self.paths(self.round, peer)
            self.gone |= {peer} if told is None else set()
            is_void = told is None or not set(told) <= set(owed)
            for path in owed:
                self.tree[path] = told[path] if not is_void and told.get(path) in self.orders else self.default
        self.round += 1
        if self.round > self.m:
            self.order = self.fold((self.g,))
            return self.say(self.peers, "done", self.m)
        self.tell({path: self.tree[path[:-1]] for path in self.paths(self.round, self.me)})

    def tell(self, relays):
        self.tree |= relays
        for peer in (p for p in self.lieutenants if p != self.me):
            lies = self.lie == "flip" or (self.lie == "split" and peer % 2 == 0)
            said = {o: self.orders[(i + lies) % len(self.orders)] for i, o in enumerate(self.orders)}
            self.say([peer], "report", self.round, relays=[{"path": p, "order": said[o]} for p, o in relays.items()])

    def fold(self, path):
        if len(path) == self.m + 1:
            return self.tree[path]
        votes = [self.fold((*path, i)) for i in self.lieutenants if i not in path]
        return next((order for order in self.orders if 2 * votes.count(order) > len(votes)), self.default)

    def remind(self, peer, now):  # §3
        patience, at = self.redial.setdefault(peer, (self.patience, now + self.patience))
        if now >= at:  # a dealer that was refused once never dials again by itself
            self.redial[peer] = 2 * patience, now + 2 * patience
            self.dealers[peer].disconnect(self.nodes[peer]["address"])
            self.dealers[peer].connect(self.nodes[peer]["address"])
        with contextlib.suppress(zmq.Again):  # one that was refused is full at last
            self.dealers[peer].send(link_frame("hello", self.me, peer), zmq.NOBLOCK)

    def live(self):
        self.open()
        hello_at = 0
        while not self.left:
            for socket, _ in self.poller.poll(10):
                self.handle[socket](socket.recv_multipart())
            now = time.monotonic()
            if now >= hello_at:
                hello_at = now + 0.25
                [self.remind(peer, now) for peer in set(self.peers) - self.linked - self.cut]
            self.advance(now)
        print(json.dumps({"id": self.me, "order": self.order, "faults": self.faults}))
        self.zmq.destroy(linger=500)


def compare(vectors):
    own = [c for c in vectors["configurations"] if c["config"].get("protocol", "om") == "om" and c["config"].get("orders") != "any"]
    texts = [[canonical(t["text"]), t["canonical"].encode()] for t in vectors["texts"]]
    digests = [[hashlib.sha256(canonical(t["text"])).hexdigest(), t["digest"]] for t in vectors["texts"]]
    hashes = [[Node(c["config"]["nodes"][0]["id"], c["config"], None, None).header["hash"], c["hash"]] for c in own]
    wrong = [pair for pair in texts + digests + hashes if pair[0] != pair[1]]
    print(wrong[0] if wrong else f"{len(texts)} texts and {len(hashes)} configurations are right")
    return bool(wrong)


if __name__ == "__main__":
    if sys.argv[1] == "--vectors":
        sys.exit(compare(json.load(open(sys.argv[2]))))
    flags = dict(zip(sys.argv[3::2], sys.argv[4::2]))
    secret = json.load(open(flags["--key"])) if "--key" in flags else None
    Node(int(sys.argv[1]), json.load(open(sys.argv[2])), secret, flags.get("--lie")).live()
