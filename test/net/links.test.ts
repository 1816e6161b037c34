import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { Reply } from "zeromq";
import { PortInUseError } from "../../src/net/links.js";
import { Memory } from "../../src/net/told.js";
import { context } from "../../src/net/zap.js";
import { eventOf } from "./attacker.js";
import { isFree, type Member, member, members, Node, pair, portOf } from "./mesh.js";

const texts = (count: number) => Array.from({ length: count }, (_, index) => `frame ${index}`);

describe.each(["with keys", "plain"])("links %s", (kind) => {
  const more = kind === "plain" ? { keys: undefined } : {};

  async function open(self: Member, group: readonly Member[], options = {}): Promise<Node> {
    return Node.open(self, group, { ...more, ...options } as object);
  }

  test("bring every frame to every node of seven, once, from its true sender, and nobody is faulted", async () => {
    const group = await members(7);
    const nodes = await Promise.all(group.map((self) => open(self, group)));
    for (const [index, node] of nodes.entries()) {
      for (const peer of group)
        if (peer.id !== index + 1) node.say(peer.id, `${index + 1} to ${peer.id}`, "body");
    }
    const pairs = nodes.flatMap((node, index) =>
      group.filter((peer) => peer.id !== index + 1).map((peer) => ({ node, from: peer.id, to: index + 1 })),
    );
    await Promise.all(pairs.map(({ node, from, to }) => node.heard(from, `${from} to ${to}`)));
    await Promise.all(pairs.map(({ node, from }) => node.up(from)));
    for (const node of nodes) {
      expect(node.frames).toHaveLength(6);
      expect(node.frames.every((frame) => frame.parts[1]!.toString() === "body")).toBe(true);
      expect(node.ups).toHaveLength(6);
      expect(node.faults).toEqual([]);
    }
  });

  test("keep what is owed to a peer that is not there yet, in order", async () => {
    const [one, two] = await pair();
    const first = await open(one, [one, two]);
    for (const text of texts(100)) first.say(2, text);
    const second = await open(two, [one, two]);
    first.say(2, "last");
    await second.heard(1, "last");
    expect(second.headersFrom(1)).toEqual([...texts(100), "last"]);
  });

  test("bear all that is owed in agreements that are over, in however short a time; what is more is read later, and nobody cut", async () => {
    const [one, two] = await pair();
    const first = await open(one, [one, two]);
    const budget = { frames: 30, bytes: 3000 };
    const second = await open(two, [one, two], {
      perSecond: budget,
      perAgreement: { frames: 2, bytes: 200 },
    });
    for (let agreement = 1; agreement <= 100; agreement += 1) {
      first.say(2, `ready ${agreement}`);
      first.say(2, `report ${agreement}`);
      await second.heard(1, `report ${agreement}`);
      second.links.release(agreement);
    }
    expect(second.faults).toEqual([]);
    // as what a peer said comes at once that was not read for long
    const all = Array.from({ length: 75 }, (_, at) => `later ${at}`);
    for (const text of all) first.say(2, text);
    await second.heard(1, "later 29");
    expect(second.headersFrom(1)).not.toContain("later 74");
    await second.heard(1, "later 74");
    expect(second.headersFrom(1).slice(-75)).toEqual(all);
    const told = "node 1 sends more than a group needs: the rest is read later";
    expect(second.faults).toEqual([{ from: null, kind: "flood", detail: told }]);
  });

  test("bring everything again, same bytes and order, to a peer that was restarted on its port", async () => {
    const [one, two] = await pair();
    const first = await open(one, [one, two]);
    const second = await open(two, [one, two]);
    first.say(2, "ready", "body");
    await second.heard(1, "ready");
    first.say(2, "report");
    await second.heard(1, "report");
    await first.up(2);
    await second.links.close();
    const again = await open(two, [one, two]);
    await again.heard(1, "report");
    await first.up(2, 2);
    expect(again.frames).toEqual(second.frames);
    first.say(2, "done");
    await again.heard(1, "done");
    expect(first.faults).toEqual([]);
  });

  test("bring everything again after a link broke, since the new one has another routing id", async () => {
    const [one, two] = await pair();
    const proxy = await proxyTo(one);
    const first = await open(one, [one, two]);
    const second = await open(two, [{ ...one, address: proxy.address }, two]);
    first.say(2, "early");
    await second.heard(1, "early");
    first.say(2, "before");
    await second.heard(1, "before");
    proxy.breakAll();
    await second.bell.until("the backlog again", () => second.headersFrom(1).length === 4);
    first.say(2, "after");
    await second.heard(1, "after");
    expect(second.headersFrom(1)).toEqual(["early", "before", "early", "before", "after"]);
    expect(first.faults).toEqual([]);
  });

  test("say again by its name what was said on this link, and whole on the next one", async () => {
    const [one, two] = await pair();
    const proxy = await proxyTo(one);
    const first = await open(one, [one, two], { joins: true });
    const second = await open(two, [{ ...one, address: proxy.address }, two], { joins: true });
    const forms = ["round", "done"].map((name) => ({
      ...{ text: Buffer.from(`${name} 0`), numberAt: name.length + 1, stampAt: 0 },
    }));
    const say = (number: number) => {
      for (const form of forms) first.links.send(2, form, null, number);
    };
    const said = (numbers: readonly number[]) => numbers.flatMap((at) => [`round ${at}`, `done ${at}`]);
    await first.up(2);
    say(8);
    await second.heard(1, "done 8");
    say(9);
    say(10);
    await second.heard(1, "done 10");
    expect(second.headersFrom(1)).toEqual(said([8, 9, 10]));
    proxy.breakAll();
    await second.bell.until("the backlog again", () => second.headersFrom(1).length === 12);
    say(11);
    await second.heard(1, "done 11");
    expect(second.headersFrom(1)).toEqual(said([8, 9, 10, 8, 9, 10, 11]));
    // another process has been told nothing
    await second.links.close();
    const again = await open(two, [one, two], { joins: true });
    await again.heard(1, "done 11");
    expect(again.headersFrom(1)).toEqual(said([8, 9, 10, 11]));
    expect([...first.faults, ...second.faults]).toEqual([]);
  });

  test("dial anew, once, where what is said again was lost as it was told", async () => {
    const [one, two] = await pair();
    const first = await open(one, [one, two], { joins: true });
    const second = await open(two, [one, two], { joins: true });
    const form = { text: Buffer.from("round 0"), numberAt: 6, stampAt: 0 };
    await first.up(2);
    first.links.send(2, form, null, 8);
    await second.heard(1, "round 8");
    const lost = vi
      .spyOn(Memory.prototype, "of")
      .mockReturnValueOnce(undefined)
      .mockReturnValueOnce(undefined);
    onTestFinished(() => lost.mockRestore());
    for (const number of [9, 10, 11]) first.links.send(2, form, null, number);
    await second.heard(1, "round 9");
    first.links.send(2, form, null, 12);
    await second.heard(1, "round 12");
    expect(second.headersFrom(1)).toEqual([8, 11, 8, 9, 10, 11, 12].map((at) => `round ${at}`));
    expect([...first.faults, ...second.faults]).toEqual([]);
  });

  test("let what follows a large frame out before they close", async () => {
    const [one, two] = await pair();
    const first = await open(one, [one, two]);
    const second = await open(two, [one, two]);
    await first.up(2);
    first.links.send(2, [Buffer.from("report"), Buffer.alloc(3_900_000, 7)]);
    first.say(2, "done");
    await first.links.close();
    await second.heard(1, "done");
    expect(second.frames[0]!.parts[1]!.equals(Buffer.alloc(3_900_000, 7))).toBe(true);
  });

  test("neither hear a peer that was cut nor speak to it", async () => {
    const group = await members(3);
    const [first, second, third] = await Promise.all(group.map((self) => open(self, group)));
    await Promise.all([first!.up(2), first!.up(3), second!.up(1)]);
    first!.links.cut(2);
    first!.say(2, "never");
    second!.say(1, "never");
    // What a third node hears of both, later on, has overtaken nothing: then it would have come.
    second!.say(3, "from two");
    first!.say(3, "from one");
    third!.say(1, "from three");
    await Promise.all([
      third!.heard(2, "from two"),
      third!.heard(1, "from one"),
      first!.heard(3, "from three"),
    ]);
    expect(first!.headersFrom(2)).toEqual([]);
    expect(second!.headersFrom(1)).toEqual([]);
  });

  test("leave no port, socket or timer behind, however often they are closed", async () => {
    const group = await members(3);
    const before = resources();
    const nodes = await Promise.all(group.map((self) => open(self, group)));
    await Promise.all(
      nodes.flatMap((node) => group.flatMap(({ id }) => (node === nodes[id - 1] ? [] : node.up(id)))),
    );
    const startedAt = performance.now();
    await Promise.all(nodes.map((node) => Promise.all([node.links.close(), node.links.close()])));
    expect(performance.now() - startedAt).toBeLessThan(1000);
    for (const self of group) expect(await isFree(portOf(self))).toBe(true);
    // a server of the search for free ports may still have been closing before
    expect(beyond(resources(), before)).toEqual([]);
    const handler = new Reply({ context: context() });
    handler.bindSync("inproc://zeromq.zap.01"); // so the one there was is gone, too
    const gone = eventOf(handler, "end");
    handler.close();
    await gone;
  });
});

/** What there is more of than before. */
function beyond(now: readonly string[], before: readonly string[]): string[] {
  const left = [...before];
  return now.filter((one) => {
    const at = left.indexOf(one);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

describe("a port that is not available", () => {
  test("is named, with a fix, when another listens there", async () => {
    const [one, two] = await pair();
    const other = createServer().listen(portOf(one), "127.0.0.1");
    await once(other, "listening");
    onTestFinished(() => void other.close());
    await expect(Node.open(one, [one, two])).rejects.toMatchObject({
      name: "PortInUseError",
      address: one.address,
      message: expect.stringMatching(/is in use by another process\n {2}fix: stop what listens there/),
    });
  });

  test("is named, with another fix, when this process listens there", async () => {
    const [one, two] = await pair();
    await Node.open(one, [one, two]);
    await expect(Node.open({ ...two, address: one.address }, [one, two])).rejects.toMatchObject({
      name: "PortInUseError",
      address: one.address,
      message: expect.stringMatching(/is where this process listens already\n {2}fix: join once for each id/),
    });
  });

  test("is named when the address is not this machine's", async () => {
    const [one, two] = await pair();
    const elsewhere = { ...one, address: "tcp://192.0.2.1:7101" };
    await expect(Node.open(elsewhere, [one, two])).rejects.toThrow(/is not an address of this machine/);
  });

  test("does not keep the next attempt from succeeding", async () => {
    const [one, two] = await pair();
    const first = await Node.open(one, [one, two]);
    await expect(Node.open(one, [one, two])).rejects.toThrow(PortInUseError);
    await first.links.close();
    await Node.open(one, [one, two]);
  });
});

test("what no peer could accept is refused where it is sent", async () => {
  const [one, two] = await pair();
  const { links } = await Node.open(one, [one, two], { frameBytesMax: 10, budget: { frames: 2, bytes: 20 } });
  const part = Buffer.from("part");
  expect(() => links.send(3, [part])).toThrow(RangeError);
  expect(() => links.send(1, [part])).toThrow(RangeError);
  expect(() => links.send(2, [])).toThrow(RangeError);
  expect(() => links.send(2, [part, part, part])).toThrow(RangeError);
  expect(() => links.send(2, [Buffer.alloc(0)])).toThrow(RangeError);
  expect(() => links.send(2, [Buffer.from('{"link":"')])).toThrow(RangeError);
  expect(() => links.send(2, [Buffer.alloc(6), Buffer.alloc(5)])).toThrow(RangeError);
  links.send(2, [part]);
  links.send(2, [part]);
  expect(() => links.send(2, [part])).toThrow(/more than 2 frames/);
});

test("counters tell what was sent, resends included", async () => {
  const [one, two] = await pair();
  const first = await Node.open(one, [one, two]);
  first.say(2, "head", "body");
  expect(first.links.stats().framesSent).toBe(0);
  const second = await Node.open(two, [one, two]);
  await second.heard(1, "head");
  await second.links.close();
  const again = await Node.open(two, [one, two]);
  await again.heard(1, "head");
  expect(first.links.stats()).toMatchObject({
    framesSent: 2,
    bytesSent: 16,
    framesReceived: 0,
    bytesReceived: 0,
  });
  expect(again.links.stats()).toMatchObject({ framesSent: 0, framesReceived: 1, bytesReceived: 8 });
});

/** What keeps this process alive. */
function resources(): string[] {
  return process
    .getActiveResourcesInfo()
    .filter((name) => name !== "Immediate")
    .toSorted();
}

/** A way to a member that can be broken. */
interface Way {
  readonly address: string;
  readonly breakAll: () => void;
  /** Of the next piece that the target says, one bit arrives wrong; resolves once that connection is closed for it. */
  readonly damage: () => Promise<void>;
}

async function proxyTo(target: Member): Promise<Way> {
  const sockets = new Set<Socket>();
  let damaged: (() => void) | null = null;
  const server = createServer((inner) => {
    const outer = connect(portOf(target), "127.0.0.1");
    for (const socket of [inner, outer]) {
      sockets.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => destroyAll([inner, outer]));
    }
    outer.on("data", (piece) => {
      if (damaged !== null) piece[piece.length - 1]! ^= 1;
      if (damaged !== null) inner.once("close", damaged);
      damaged = null;
      inner.write(piece);
    });
    inner.pipe(outer);
  });
  const way = await member(1);
  await new Promise<void>((resolve) => {
    server.listen(portOf(way), "127.0.0.1", resolve);
  });
  onTestFinished(() => {
    destroyAll(sockets);
    server.close();
  });
  const damage = () => new Promise<void>((resolve) => (damaged = resolve));
  return { address: way.address, breakAll: () => destroyAll(sockets), damage };
}

function destroyAll(sockets: Iterable<Socket>): void {
  for (const socket of sockets) socket.destroy();
}

test("a link that ended over a damaged byte, which libzmq dials no more, is dialled again in a lasting group once its peer is silent", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  onTestFinished(() => void vi.useRealTimers());
  const [one, two] = await pair();
  const proxy = await proxyTo(one);
  const lasting = { perSecond: { frames: 100, bytes: 100_000 } };
  const first = await Node.open(one, [one, two], lasting);
  const second = await Node.open(two, [{ ...one, address: proxy.address }, two], lasting);
  first.say(2, "before");
  await second.heard(1, "before");
  await first.up(2);
  const broken = proxy.damage();
  first.say(2, "damaged");
  await broken;
  vi.advanceTimersByTime(19_750);
  first.say(2, "after");
  expect(second.headersFrom(1)).toEqual(["before"]);
  // asked after 10 s, it is dialled again after 20
  vi.advanceTimersByTime(250);
  await second.heard(1, "after");
  expect(second.headersFrom(1).slice(1)).toEqual(["before", "damaged", "after"]);
  expect([first.faults, second.faults]).toEqual([[], []]);
});
