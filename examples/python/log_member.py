#!/usr/bin/env python3
"""One member of a log, written from docs/WIRE.md and docs/protocols/simplex.md: it votes, leads, and tells what is final.

    log_member.py ID CONFIG.json KEY JOURNAL

Links are those of node.py. Needs pyzmq and cryptography (Debian: python3-zmq, python3-cryptography). Prints a line of JSON for
each block of the log. What it signs is in JOURNAL before it is sent, and from there it goes on when it is started again: it tells the log from its
first block on, and stands by what it signed, also where members join and leave meanwhile (members.py). A log whose first blocks are gone is
not for it. CONFIG.json is the group's first configuration.
"""
import base64, hashlib, json, os, sys, time
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from members import changed, first_members, quorum, sealing_change
from node import Node, canonical

LINES_MAX, COMMANDS_MAX, CHARS_MAX, AHEAD, HASHES_MAX, HELD_MAX = 64, 4096, 524288, 16, 4, 65536


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()


def root(commands):
    if len(commands) < 2:
        return digest("leaf:" + canonical(commands[0]).decode()) if commands else digest("empty")
    half = 1 << (len(commands) - 1).bit_length() - 1
    return digest(f"node:{root(commands[:half])}{root(commands[half:])}")


def header_of(block):
    place = {key: block[key] for key in ("epoch", "view", "height", "parent")}
    return {**place, "count": len(block["commands"]), "root": root(block["commands"])}


def hash_of(block):
    return digest(canonical({"strategos": 1, "block": header_of(block)}).decode())


def epoch_of(message):
    """Of which epoch a message speaks; None: of none."""
    block = message.get("proposal", {}).get("block")
    said = block or message.get("vote") or message.get("certificate") or message.get("seal") or message
    return said.get("epoch")


# the y of the points of small order (WIRE.md, section 11)
SMALL_ORDER = {int.from_bytes(bytes.fromhex(y), "little") for y in (
    "00" * 32, "01" + "00" * 31, "ec" + "ff" * 30 + "7f",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")}


def is_plain(point):
    y = int.from_bytes(point, "little") & (2**255 - 1)
    return y < 2**255 - 19 and y not in SMALL_ORDER


def sizes(n):
    return n, (n - 1) // 3, quorum(n)


class LogMember(Node):
    def __init__(self, me, config, key, journal):
        super().__init__(me, {**config, "wire": "json"}, key, None)
        signing = [[i, node["signingKey"]] for i, node in self.nodes.items()]
        named = {"run": config.get("run", "1"), "members": signing}
        self.group = digest(canonical({"strategos": 1, "log": named}).decode())
        self.secret = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(key["signingSecret"]))
        self.seals, self.lagged, self.written = {}, {}, set()
        self.begin(first_members({i: {"publicKey": None, **node} for i, node in self.nodes.items()}))
        genesis = digest(canonical({"strategos": 1, "genesis": self.group}).decode())
        self.floor = self.end = {"view": 0, "height": 0, "hash": genesis}
        self.blocks, self.pool, self.done = {}, {}, {}
        self.journal, self.kept, self.sends = journal, [], []
        self.resend, self.told = 0, set()  # when all is said again, and who was there when it last was

    def begin(self, members):
        """An epoch, with its members; views from 1, and nothing said in them."""
        self.members, self.epoch, self.ids = members, members["epoch"], sorted(members["nodes"])
        if self.me not in self.ids:
            print(f"member {self.me} was removed: epoch {self.epoch} is without it", file=sys.stderr)
            sys.exit(78)
        self.others, self.n, self.f, self.q = [i for i in self.ids if i != self.me], *sizes(len(self.ids))
        keys = [(i, bytes.fromhex(node["signingKey"])) for i, node in members["nodes"].items()]
        self.publics = {i: Ed25519PublicKey.from_public_bytes(key) for i, key in keys}
        self.final, self.view, self.since = None, 0, None
        self.proposals, self.votes, self.certificates, self.own, self.asked = {}, {}, {}, {}, {}
        self.sealing = {}  # which blocks, by their hash, change the members

    def succeed(self, block, above):
        """A block that changes the members is final: the next epoch begins on it. Blocks above it are empty, and dropped."""
        headers = [header_of(one) for one in above]
        self.seals[self.epoch] = {"epoch": self.epoch, "block": block, "headers": headers, "finalization": self.final}
        before = self.members
        self.begin(changed(before, sealing_change(before, self.group, block["commands"])))
        self.floor = self.end = {"view": 0, "height": block["height"], "hash": hash_of(block)}
        # who was a member just now may have to be told how that epoch ended
        self.nodes = {i: {**node, **self.nodes.get(i, {})} for i, node in (before["nodes"] | self.members["nodes"]).items()}
        self.peers = [i for i in self.nodes if i != self.me]
        for peer in self.peers:
            self.claims.setdefault(peer, [])
            self.owed.setdefault(peer, [])
            if hasattr(self, "dealers") and peer not in self.dealers:
                self.dial(peer)

    def is_sealing(self, block):
        if block["epoch"] != self.epoch or not block["commands"]:
            return False
        hash = hash_of(block)
        if hash not in self.sealing:
            self.sealing[hash] = sealing_change(self.members, self.group, block["commands"]) is not None
        return self.sealing[hash]

    def place(self, path):
        """Where a block stands behind these: its height, and whether it must be empty."""
        is_sealed = any(self.is_sealing(block) for _, block in path)
        return (path[-1][1] if path else self.end)["height"] + (not is_sealed), is_sealed

    def replay_all(self):
        for line in self.journal:
            self.replay(json.loads(line))
        self.forget()

    def replay(self, entry):
        """What an earlier process of this member kept: counted again, and not sent before it is due."""
        said = entry.get("vote") or entry.get("certificate") or entry
        kind, view, hash = said.get("kind"), said.get("view"), said.get("hash")
        if entry["entry"] == "block":
            hash = hash_of(entry["block"])
            self.blocks[hash] = entry["block"]
            self.written.add(hash)
            return
        while self.epoch < (said["epoch"] if "epoch" in said else self.blocks[hash]["epoch"]):
            if not self.commit():
                raise ValueError(f"nothing ends epoch {self.epoch}")
        if entry["entry"] == "vote":
            self.own[kind, view] = said
            self.votes.setdefault((kind, view, hash), {})[self.me] = said["signature"]
        elif entry["entry"] == "certificate":
            self.certificates[kind, view] = said
            if kind == "finalize" and view > self.floor["view"]:
                self.floor, self.final = {"view": view, "hash": hash}, said
        elif entry["entry"] == "proposed":
            block = self.proposals.setdefault(view, {})[hash] = self.blocks[hash]
            self.own["propose", view] = self.proposal(block, said["signature"])

    # what is said

    def keep(self, entry):
        self.kept.append(canonical(entry))

    def keep_block(self, hash, block):
        if hash not in self.written:
            self.written.add(hash)
            self.keep({"entry": "block", "block": block})

    def send(self, message, to=None):
        self.sends.append((to or self.others, canonical(message)))

    def flush(self):  # what is sent stands behind what is kept
        if self.kept:
            self.journal.write(b"".join(line + b"\n" for line in self.kept))
            self.journal.flush()
            os.fdatasync(self.journal.fileno())
        for peer in self.proved:
            lines = [line for to, line in self.sends if peer in to]
            for at in range(0, len(lines), LINES_MAX):
                self.router.send_multipart([self.proved[peer], b"\n".join(lines[at:at + LINES_MAX])])
        self.kept, self.sends = [], []

    def statement(self, kind, view, hash):
        said = {"strategos": 1, "protocol": "simplex", "group": self.group, "epoch": self.epoch}
        return canonical({**said, "kind": kind, "view": view, "block": hash})

    def sign(self, kind, view, hash):
        signature = self.secret.sign(self.statement(kind, view, hash))
        return base64.urlsafe_b64encode(signature).decode().rstrip("=")

    def is_signed(self, by, kind, view, hash, signature):
        try:
            signed = base64.urlsafe_b64decode(signature + "==")
            self.publics[by].verify(signed, self.statement(kind, view, hash))
            return is_plain(signed[:32]) and is_plain(bytes.fromhex(self.members["nodes"][by]["signingKey"]))
        except (InvalidSignature, KeyError, ValueError):
            return False

    def vote(self, kind, view, hash):
        vote = {"kind": kind, "epoch": self.epoch, "view": view, "hash": hash, "by": self.me,
                "signature": self.sign(kind, view, hash)}
        self.own[kind, view] = vote
        self.votes.setdefault((kind, view, hash), {})[self.me] = vote["signature"]
        self.keep({"entry": "vote", "vote": vote})
        self.send({"kind": "vote", "vote": vote})

    # what is heard

    def wrong(self, peer, parts):
        try:
            for line in parts[0].split(b"\n")[:LINES_MAX]:
                message = json.loads(line)
                hear = getattr(self, "hear_" + message["kind"], None)
                if canonical(message) != line or not hear:
                    continue
                epoch = epoch_of(message)
                hear(peer, message) if epoch in (None, self.epoch) else self.of_other(peer, epoch)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            self.faults.append({"from": peer, "detail": f"malformed: {error}"})

    def of_other(self, peer, epoch):
        """Who speaks of an epoch that is over is told its end; of who speaks of a later one that of this one is asked."""
        now = time.monotonic()
        if now < self.lagged.get(peer, 0):
            return
        self.lagged[peer] = now + self.T / 3
        if epoch > self.epoch:
            self.send({"kind": "ask", "epoch": self.epoch, "views": []}, [peer])
        elif epoch in self.seals:
            self.send({"kind": "seal", "seal": self.seals[epoch]}, [peer])

    def hear_seal(self, peer, message):
        block, headers, proof = (message["seal"][key] for key in ("block", "headers", "finalization"))
        above = [{**{key: one[key] for key in ("epoch", "view", "height", "parent")}, "commands": []} for one in headers]
        blocks = [block, *above]
        hashes = [hash_of(one) for one in blocks]
        is_linked = all(one["parent"] == below for one, below in zip(above, hashes))
        is_of_this = all(one["epoch"] == self.epoch for one in blocks) and [header_of(one) for one in above] == headers
        if is_linked and is_of_this and self.is_sealing(block) and proof["kind"] == "finalize":
            if proof["hash"] == hashes[-1] and proof["view"] > self.floor["view"] and self.is_sound(proof):
                self.blocks |= dict(zip(hashes, blocks))
                self.take(proof)

    def is_near(self, view):
        return self.floor["view"] < view <= self.view + AHEAD

    def hear_commands(self, peer, message):
        for command in message["commands"]:
            if command not in self.done and len(self.pool) < COMMANDS_MAX:
                self.pool[command] = None

    def hear_vote(self, peer, message):
        vote = message["vote"]
        kind, view, hash, by = (vote[key] for key in ("kind", "view", "hash", "by"))
        held = self.votes.setdefault((kind, view, hash), {}) if self.is_near(view) else {by: None}
        others = [1 for (one, at, _), by_id in self.votes.items() if (one, at) == (kind, view) and by in by_id]
        is_new = by == peer and by not in held and len(others) < HASHES_MAX
        if is_new and (kind == "nullify") == (hash is None):
            if self.is_signed(by, kind, view, hash, vote["signature"]):
                held[by] = vote["signature"]

    def hear_certificate(self, peer, message):
        one = message["certificate"]
        kind, view, hash = one["kind"], one["view"], one["hash"]
        if view > self.floor["view"] and (kind, view) not in self.certificates and self.is_sound(one):
            self.take(one)

    def is_sound(self, one):
        kind, view, hash, votes = one["kind"], one["view"], one["hash"], one["votes"]
        ids = [vote["by"] for vote in votes]
        if one["epoch"] != self.epoch or len(ids) < self.q or ids != sorted(set(ids)) or (kind == "nullify") != (hash is None):
            return False
        known = self.votes.get((kind, view, hash), {})
        return all(known.get(vote["by"]) == vote["signature"]
                   or self.is_signed(vote["by"], kind, view, hash, vote["signature"]) for vote in votes)

    def hear_proposal(self, peer, message):
        block, signature = message["proposal"]["block"], message["proposal"]["signature"]
        view, hash = block["view"], hash_of(block)
        held = self.proposals.setdefault(view, {}) if self.is_near(view) else {hash: None}
        if hash not in held and len(held) < 2:
            if self.is_signed(self.leader(view), "propose", view, hash, signature):
                held[hash] = block
                self.blocks[hash] = block

    def hear_blocks(self, peer, message):
        blocks, proof = message["blocks"], message["finalization"]
        hashes = [hash_of(block) for block in blocks]
        if not blocks or any(block["parent"] != above for block, above in zip(blocks[1:], hashes)):
            return
        if hashes[-1] in self.asked or (proof and proof["hash"] == hashes[-1] and self.is_sound(proof)):
            self.blocks |= dict(zip(hashes, blocks))
            if proof and proof["kind"] == "finalize" and proof["view"] > self.floor["view"] and self.is_sound(proof):
                self.take(proof)

    def hear_fetch(self, peer, message):
        at, found = message["hash"], []
        while at in self.blocks and self.blocks[at]["height"] > message["above"] and len(found) < LINES_MAX:
            if self.blocks[at]["epoch"] != self.epoch:
                break
            found.insert(0, self.blocks[at])
            at = found[0]["parent"]
        if found:
            self.send({"kind": "blocks", "epoch": self.epoch, "blocks": found, "finalization": None}, [peer])

    def hear_ask(self, peer, message):
        for view in message["views"][:LINES_MAX]:
            for kind in ("notarize", "nullify", "finalize"):
                if one := self.certificates.get((kind, view)):
                    self.send({"kind": "certificate", "certificate": one}, [peer])

    # what follows

    def leader(self, view):
        return self.ids[(view - 1) % self.n]

    def block_of(self, view):
        if view == self.floor["view"]:
            return self.floor["hash"]
        return self.certificates.get(("notarize", view), {}).get("hash")

    def justified(self, view, parent=None):
        """The block that may be built on: of the highest certified view below, or the parent that is named."""
        for below in range(view - 1, -1, -1):
            hash = self.block_of(below)
            if hash is not None and parent in (None, hash):
                return hash
            if ("nullify", below) not in self.certificates:
                self.want_view(below)
                return None

    def path(self, hash):
        """Blocks behind the end of the log up to this one; None, and asked for, where one is missing."""
        found = []
        while hash != self.end["hash"]:
            block = self.blocks.get(hash)
            if block is None or block["view"] <= self.end["view"]:
                return self.want_block(hash) if block is None else None
            found.insert(0, (hash, block))
            hash = block["parent"]
        return found

    def want_block(self, hash):
        self.want(hash, {"kind": "fetch", "epoch": self.epoch, "hash": hash, "above": self.end["height"]})

    def want_view(self, view):
        if view > self.floor["view"]:
            self.want(view, {"kind": "ask", "epoch": self.epoch, "views": [view]})

    def want(self, name, message):
        now = time.monotonic()
        if now >= self.asked.get(name, 0):
            self.asked[name] = now + self.T / 3
            self.send(message)

    def take(self, one):
        kind, view, hash = one["kind"], one["view"], one["hash"]
        self.certificates[kind, view] = one
        self.keep({"entry": "certificate", "certificate": one})
        if kind != "finalize":
            return
        self.floor, self.final = {"view": view, "hash": hash}, one
        self.send({"kind": "certificate", "certificate": one})
        self.forget()
        near = self.end["height"] - LINES_MAX
        self.blocks = {at: block for at, block in self.blocks.items() if block["height"] > near}
        self.written &= self.blocks.keys()

    def forget(self):
        view = self.floor["view"]
        for held in (self.votes, self.certificates, self.own):
            for key in [key for key in held if key[1] < view]:
                del held[key]
        self.proposals = {at: held for at, held in self.proposals.items() if at > view}

    def is_idle(self):
        if self.pool or any(kind == "notarize" and view > self.floor["view"] for kind, view in self.certificates):
            return False
        if self.proposals.get(self.view) or any((kind, self.view) in self.own for kind in ("notarize", "nullify")):
            return False
        return len(self.votes.get(("nullify", self.view, None), {})) <= self.f

    def advance(self, now):
        while self.certify() or self.commit() or self.enter() or self.act(now):
            pass
        period = self.T * 1.5 ** min(max(self.view - self.floor["view"] - 1, 0), 6)
        if self.since and now >= self.since + period and not self.gave_up():
            self.vote("nullify", self.view, None)
        if now >= self.resend or self.linked - self.told:
            self.resend, self.told = now + period, set(self.linked)
            self.say_all()
        self.flush()

    def gave_up(self):
        return ("nullify", self.view) in self.own or ("finalize", self.view) in self.own

    def certify(self):
        for (kind, view, hash), held in list(self.votes.items()):
            if len(held) >= self.q and (kind, view) not in self.certificates and view > self.floor["view"]:
                votes = [{"by": by, "signature": held[by]} for by in sorted(held)]
                self.take({"kind": kind, "epoch": self.epoch, "view": view, "hash": hash, "votes": votes})
                return True

    def commit(self):
        path = self.path(self.floor["hash"]) or []
        for at, (hash, block) in enumerate(path):
            self.keep_block(hash, block)
            self.end = {"view": block["view"], "height": block["height"], "hash": hash}
            self.done |= dict.fromkeys(block["commands"])
            [self.done.pop(next(iter(self.done))) for _ in range(len(self.done) - HELD_MAX)]
            [self.pool.pop(command, None) for command in block["commands"]]
            print(json.dumps({key: block[key] for key in ("epoch", "height", "view", "commands")}), flush=True)
            if self.is_sealing(block):
                self.succeed(block, [one for _, one in path[at + 1:]])
                return True

    def enter(self):
        above = [(view, kind) for kind, view in self.certificates] + [(self.floor["view"], "finalize")]
        view, kind = max(above)
        if view < self.view:
            return False
        self.view, self.since = view + 1, None
        if one := self.certificates.get((kind, view)):
            self.send({"kind": "certificate", "certificate": one})
        return True

    def act(self, now):
        self.since = None if self.is_idle() else self.since or now
        if self.since and self.leader(self.view) == self.me:
            self.propose(now)
        for hash, block in self.proposals.get(self.view, {}).items():
            if ("notarize", self.view) not in self.own and self.justified(self.view, block["parent"]):
                path = self.path(block["parent"])
                height, is_sealed = self.place(path or [])
                if path is not None and block["height"] == height and not (is_sealed and block["commands"]):
                    self.keep_block(hash, block)
                    self.vote("notarize", self.view, hash)
                    return True
        for (kind, view), one in list(self.certificates.items()):
            given = ("nullify", view) in self.own or ("finalize", view) in self.own
            if kind == "notarize" and view > self.floor["view"] and not given and self.path(one["hash"]) is not None:
                self.vote("finalize", view, one["hash"])
                return True

    def propose(self, now):
        parent = self.justified(self.view)
        path = self.path(parent) if parent else None
        if path is None or self.gave_up() or self.me in [self.leader(v) for v in self.proposals if v == self.view]:
            return
        height, is_sealed = self.place(path)
        taken = {command for _, block in path for command in block["commands"]}
        commands, chars = [], 0
        for command in () if is_sealed else self.pool:
            if command not in taken and chars + len(command) <= CHARS_MAX:
                commands, chars = [*commands, command], chars + len(command)
        if not commands and now < self.since + self.T / 3:
            return
        block = {"epoch": self.epoch, "view": self.view, "height": height, "parent": parent, "commands": commands}
        hash = hash_of(block)
        self.keep_block(hash, block)
        self.blocks[hash] = self.proposals.setdefault(self.view, {})[hash] = block
        signature = self.sign("propose", self.view, hash)
        self.keep({"entry": "proposed", "view": self.view, "hash": hash, "signature": signature})
        self.own["propose", self.view] = self.proposal(block, signature)
        self.send(self.own["propose", self.view])

    def proposal(self, block, signature):
        signed = {"block": block, "signature": signature}
        return {"kind": "proposal", "proposal": signed, "parentView": self.floor["view"]}

    def say_all(self):
        certificates = [self.final] if self.final else []
        certificates += [one for (_, view), one in self.certificates.items() if view > self.floor["view"]]
        for one in certificates:
            self.send({"kind": "certificate", "certificate": one})
        for (kind, view), said in self.own.items():
            if view > self.floor["view"]:
                self.send(said if kind == "propose" else {"kind": "vote", "vote": said})
        if self.pool:
            self.send({"kind": "commands", "commands": list(self.pool)})


def opened(name):
    """The journal, to be read and then written on. A last line that is not whole was never synced, and nothing sent behind it."""
    journal = open(name, "a+b")
    journal.seek(0)
    journal.truncate(journal.read().rfind(b"\n") + 1)
    journal.seek(0)
    return journal


if __name__ == "__main__":
    me, config, key = int(sys.argv[1]), *[json.load(open(name)) for name in sys.argv[2:4]]
    member = LogMember(me, config, key, opened(sys.argv[4]))
    try:
        member.replay_all()
    except (ValueError, KeyError, TypeError) as error:
        sys.exit(f"{sys.argv[4]} is damaged ({error}): what was signed there counts, and this member must not go on")
    member.live()
