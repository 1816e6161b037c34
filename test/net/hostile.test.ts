import { describe, expect, test } from "vitest";
import { encodeLinkFrame, isLinkFrame } from "../../src/net/link-frame.js";
import { dialAs, eventOf, helloFrom, listenAt, Puppet, strangeKeys, tcpTo } from "./attacker.js";
import { Ear, isFree, member, Node, pair, portOf } from "./mesh.js";

/** Node 3 is the attacker; nodes 1 and 2 are loyal and must not notice. */
async function cast() {
  const [one, two] = await pair();
  const three = await member(3);
  return { group: [one, two, three], one, two, three };
}

/** The two loyal nodes hear each other, whatever else goes on. */
async function talk(first: Node, second: Node, text: string): Promise<void> {
  first.say(2, `${text} from 1`);
  second.say(1, `${text} from 2`);
  await Promise.all([second.heard(1, `${text} from 1`), first.heard(2, `${text} from 2`)]);
}

const isPayload = (text: string) => text !== "" && !isLinkFrame(Buffer.from(text));

describe("a listener", () => {
  test("lets no stranger in: an unknown key gets not one frame, and is counted", async () => {
    const { group, one, two } = await cast();
    const first = await Node.open(one, group);
    const dealer = dialAs(strangeKeys, one);
    const ear = new Ear(dealer);
    void dealer.send(helloFrom(two, one)).catch(() => undefined);
    expect(await first.fault(/unknown public key/)).toMatchObject({ from: null, kind: "badLink" });
    await talk(first, await Node.open(two, group), "hello");
    expect(ear.messages).toEqual([]);
  });

  test("lets nobody in without encryption", async () => {
    const { group, one, two } = await cast();
    const first = await Node.open(one, group);
    const dealer = dialAs(null, one);
    const ear = new Ear(dealer);
    void dealer.send(helloFrom(two, one)).catch(() => undefined);
    await first.fault(/refused|cut before/);
    await talk(first, await Node.open(two, group), "hello");
    expect(ear.messages).toEqual([]);
  });

  test("delivers nothing that is sent into it, be it from a member", async () => {
    const { group, one, two, three } = await cast();
    const first = await Node.open(one, group);
    const dealer = dialAs(three.keys, one);
    await dealer.send('{"type":"report","from":2}');
    await dealer.send([helloFrom(three, one), Buffer.from("report")]);
    await dealer.send(encodeLinkFrame({ link: "proof", from: 2, to: 1, nonce: "00".repeat(33) }));
    expect(await first.fault(/something other than hello/)).toMatchObject({ from: null, kind: "badLink" });
    const second = await Node.open(two, group);
    await talk(first, second, "hello");
    expect(first.frames).toHaveLength(1);
    expect(first.ups).toEqual([2]);
  });

  test("answers no link that chose its own routing id", async () => {
    const { group, one, two, three } = await cast();
    const first = await Node.open(one, group);
    const dealer = dialAs(three.keys, one, { routingId: "node 2" });
    const ear = new Ear(dealer);
    await dealer.send(helloFrom(two, one));
    await first.fault(/something other than hello/);
    await talk(first, await Node.open(two, group), "hello");
    expect(ear.texts.filter((text) => text !== "")).toEqual([]);
  });

  test("stands garbage, slow writers and hundreds of idle connections, and cuts them", async () => {
    const { group, one, two } = await cast();
    const first = await Node.open(one, group);
    const noise = tcpTo(one);
    noise.write(Buffer.alloc(100_000, "GET / HTTP/1.1\r\n"));
    const idle = Array.from({ length: 300 }, () => tcpTo(one));
    const slow = tcpTo(one);
    const dribble = setInterval(() => slow.write(Buffer.from([0xff])), 50);
    const cut = [...idle, slow, noise].map(
      (socket) => new Promise((resolve) => socket.once("close", resolve)),
    );
    for (const socket of [...idle, slow, noise]) socket.resume();
    await talk(first, await Node.open(two, group), "hello");
    await Promise.all(cut);
    clearInterval(dribble);
    await first.fault(/100 times/);
    expect(first.faults.length).toBeLessThan(10);
  });

  test("tells of a thousand connections that come and go in a few lines", async () => {
    const { group, one, two } = await cast();
    const first = await Node.open(one, group);
    for (let round = 0; round < 10; round += 1) {
      const sockets = Array.from({ length: 100 }, () => tcpTo(one));
      await Promise.all(sockets.map((socket) => new Promise((resolve) => socket.once("connect", resolve))));
      for (const socket of sockets) socket.destroy();
    }
    await talk(first, await Node.open(two, group), "hello");
    await first.fault(/100 times/);
    expect(first.faults.length).toBeLessThan(10);
  });
});

test("a link that asks without end and reads no answer holds up nobody", async () => {
  const { group, one, two, three } = await cast();
  const first = await Node.open(one, group);
  const deaf = dialAs(three.keys, one, { receiveHighWaterMark: 1 });
  for (let times = 0; times < 60_000; times += 1) await deaf.send(helloFrom(three, one));
  await talk(first, await Node.open(two, group), "hello");
  expect(first.faults).toEqual([]);
});

describe("an impostor at a node's address", () => {
  test.each([
    ["keys of its own", { curveServer: true, curveSecretKey: strangeKeys.secretKey }],
    ["no keys", {}],
  ])("with %s is not heard", async (_, options) => {
    const { group, one, two, three } = await cast();
    const impostor = await listenAt(three, options);
    const ear = new Ear(impostor);
    const first = await Node.open(one, group);
    await talk(first, await Node.open(two, group), "hello");
    // The listener below is node 3's true one: by then the links to the impostor have failed many times.
    const gone = eventOf(impostor, "end");
    impostor.close();
    await gone;
    const third = await Node.open(three, group);
    await third.up(1);
    await first.up(3);
    expect(first.headersFrom(3)).toEqual([]);
    expect(ear.messages).toEqual([]);
  });
});

describe("a member that says it is another", () => {
  test("gets nothing and takes nothing, though it says so first and dozens of times", async () => {
    const { group, one, two, three } = await cast();
    const first = await Node.open(one, group);
    first.say(2, "secret");
    const liars = Array.from({ length: 20 }, () => dialAs(three.keys, one));
    const ears = liars.map((dealer) => new Ear(dealer));
    for (let times = 0; times < 5; times += 1) {
      await Promise.all(liars.map((dealer) => dealer.send(helloFrom(two, one))));
    }
    await Promise.all(ears.map((ear) => ear.heard(/"link":"challenge"/)));
    expect(await first.fault(/says it is node 2/)).toMatchObject({ from: null, kind: "badLink" });
    expect(first.ups).toEqual([]);
    const second = await Node.open(two, group);
    await second.heard(1, "secret");
    await Promise.all(liars.map((dealer) => dealer.send(helloFrom(two, one))));
    await talk(first, second, "hello");
    expect(second.headersFrom(1)).toEqual(["secret", "hello from 1"]);
    expect(ears.flatMap((ear) => ear.texts).filter(isPayload)).toEqual([]);
  });

  test("cannot prove its link with the nonce it was given", async () => {
    const { group, one, two, three } = await cast();
    const first = await Node.open(one, group);
    first.say(2, "secret");
    const puppet = await Puppet.prove(three, one);
    await first.up(3);
    const liar = dialAs(three.keys, one);
    const ear = new Ear(liar);
    await liar.send(helloFrom(two, one));
    const nonce = /[0-9a-f]{66}/.exec((await ear.heard(/challenge/)).toString())![0];
    await puppet.say(encodeLinkFrame({ link: "proof", from: 3, to: 1, nonce }));
    await puppet.say(encodeLinkFrame({ link: "proof", from: 2, to: 1, nonce }));
    expect(await first.fault(/link frame/)).toMatchObject({ from: 3, kind: "malformed" });
    await talk(first, await Node.open(two, group), "hello");
    expect(first.ups).toEqual([3, 2]);
    expect(ear.texts.filter(isPayload)).toEqual([]);
  });
});

describe("a member over its own link", () => {
  const small = { frameBytesMax: 1000, budget: { frames: 5, bytes: 2000 } };

  test.each([
    ["three parts", "malformed", [["a", "b", "c"]]],
    ["a frame over the limit", "malformed", [["head", "x".repeat(1000)]]],
    ["a link frame that no listener sends", "malformed", [['{"link":"hello","version":1,"from":3,"to":1}']]],
    ["a link frame cut short", "malformed", [['{"link":"proof","vers']]],
    ["more frames than its budget", "flood", Array.from({ length: 6 }, () => ["x"])],
    ["more bytes than its budget", "flood", Array.from({ length: 3 }, () => ["x".repeat(900)])],
    ["a new link without end", "flood", Array.from({ length: 1000 }, () => [""])],
  ] as const)("is cut for %s, and not heard again", async (_, kind, messages) => {
    const { group, one, two, three } = await cast();
    const first = await Node.open(one, group, small);
    const puppet = await Puppet.prove(three, one);
    await first.up(3);
    const dropped = puppet.droppedByVictim();
    for (const parts of messages) await puppet.say(...parts);
    await dropped;
    await first.bell.until("a fault", () => first.faults.length > 0);
    await puppet.say("never").catch(() => undefined);
    await talk(first, await Node.open(two, group, small), "hello");
    expect(first.faults).toMatchObject([{ from: 3, kind }]);
    expect(first.headersFrom(3)).not.toContain("never");
  });

  test("is heard up to its budget", async () => {
    const { group, one, three } = await cast();
    const first = await Node.open(one, group, small);
    const puppet = await Puppet.prove(three, one);
    for (let frame = 1; frame <= 5; frame += 1) await puppet.say(`${frame}`);
    await first.heard(3, "5");
    expect(first.faults).toEqual([]);
  });

  test("gets no frame far over the limit past the socket", async () => {
    const { group, one, two, three } = await cast();
    const first = await Node.open(one, group, small);
    const puppet = await Puppet.prove(three, one);
    await first.up(3);
    const dropped = puppet.droppedByVictim();
    await puppet.say(Buffer.alloc(50_000_000));
    await dropped;
    await talk(first, await Node.open(two, group, small), "hello");
    expect(first.faults).toEqual([]); // not one byte of it reached this node's memory as a frame
    expect(first.links.stats().bytesReceived).toBeLessThan(100);
  });

  test("that reads nothing holds up nobody, and closing takes no second", async () => {
    const { group, one, two, three } = await cast();
    const first = await Node.open(one, group);
    const second = await Node.open(two, group);
    await Puppet.prove(three, one);
    await first.up(3);
    const report = Buffer.alloc(3_000_000);
    for (let frame = 0; frame < 30; frame += 1) first.links.send(3, [report]);
    await talk(first, second, "hello");
    const startedAt = performance.now();
    await first.links.close();
    expect(performance.now() - startedAt).toBeLessThan(1000);
    expect(await isFree(portOf(one))).toBe(true);
  });
});
