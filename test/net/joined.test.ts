/** Messages that are joined, and said again by name, on their way (docs/WIRE.md §4); and peers that do not understand it. */
import fc from "fast-check";
import { expect, it } from "vitest";
import type { Form } from "../../src/core/form.js";
import { Batch, TurnEnd } from "../../src/net/batch.js";
import { alone, type Parts, type Outgoing as Sent, type Stamp } from "../../src/net/form.js";
import { Handshake } from "../../src/net/handshake.js";
import {
  isJoined,
  joinedBytes,
  joinedBytesMax,
  joinsMark,
  separate,
  writeItem,
  writeOpening,
} from "../../src/net/joined.js";
import { encodeLinkFrame } from "../../src/net/link-frame.js";
import { Memory, Told } from "../../src/net/told.js";

const FORMS: Form<Buffer>[] = Array.from({ length: 70 }, (_, at) => ({
  text: Buffer.from(`{"of":"ü${at}","number":0,"to":"--"}`),
  numberAt: Buffer.byteLength(`{"of":"ü${at}","number":`),
  stampAt: Buffer.byteLength(`{"of":"ü${at}","number":0,"to":"`),
}));

type Outgoing = Sent & { readonly stamp: Stamp | null };

const part = fc.uint8Array({ maxLength: 60 });
const parts = fc.array(part, { minLength: 1, maxLength: 2 }).map((message) => ({ message, number: 0 }));
const saidAgain = fc.record({
  message: fc.constantFrom(...FORMS),
  number: fc.oneof(fc.nat(70), fc.constantFrom(2 ** 48 - 1, 2 ** 48, 999_999_999_999_999)),
});
const outgoing: fc.Arbitrary<Outgoing> = fc.oneof(
  parts.map((one) => ({ ...one, stamp: null })),
  fc
    .tuple(saidAgain, fc.constantFrom("ab", "cd"))
    .map(([one, text]) => ({ ...one, stamp: { at: one.message.stampAt, text } })),
);
const messages = fc.array(outgoing, { minLength: 1, maxLength: 8 });

function joinedOf(all: readonly Outgoing[], told: Told): Buffer {
  const out = Buffer.alloc(1 + all.reduce((sum, one) => sum + joinedBytes(one), 0));
  return out.subarray(
    0,
    all.reduce((at, one) => writeItem(out, at, one, one.stamp, told), writeOpening(out)),
  );
}

/** The messages whole, as whoever knows where the number stands reads them. */
function read(joined: Buffer, memory: Memory): Buffer[][] | null {
  const items = separate(joined, memory);
  return (
    items &&
    items.map((item) => {
      if (item.parts !== null) return [...item.parts];
      const text = item.remembered?.text.toString() ?? "not remembered";
      return [Buffer.from(text.replace(/"number":\d+/, `"number":${item.number}`))];
    })
  );
}

const whole = (all: readonly Outgoing[]) =>
  all.map((one) => alone(one, one.stamp).map((bytes) => Buffer.from(bytes)));

it("what is joined comes apart again, whatever was told before, and is none of a header's or a link's openings", () => {
  fc.assert(
    fc.property(fc.array(messages, { maxLength: 12 }), (turns) => {
      const [told, memory] = [new Told(), new Memory()];
      for (const all of turns) {
        const joined = joinedOf(all, told);
        expect(isJoined([joined])).toBe(true);
        expect(read(joined, memory)).toEqual(whole(all));
      }
    }),
  );
  expect(isJoined([Buffer.from("{}")])).toBe(false);
});

it("what is said in one turn goes in its order, at the turn's end or when there is no more room", async () => {
  const frames: Parts[] = [];
  const batch = new Batch((frame) => void frames.push(frame), new TurnEnd());
  /** A byte that says which one it is, `bytes` times. */
  const say = (which: number, bytes: number, joins = true) =>
    batch.add({ message: [Buffer.alloc(bytes, which)], number: 0 }, null, joins);
  const took = async () => {
    await new Promise(setImmediate);
    return frames.splice(0).map((frame) => {
      const joined = Buffer.from(frame[0]!);
      const items = isJoined([joined]) ? separate(joined, new Memory()) : null;
      return { bytes: joined.length, of: items?.map((item) => item.parts?.[0]?.[0]) ?? joined[0] };
    });
  };
  const half = joinedBytesMax / 2 - 4; // with its head just half of what goes at once, but for the opening
  say(10, half);
  say(11, half - 1);
  expect(frames).toEqual([]);
  expect(await took()).toEqual([{ bytes: joinedBytesMax, of: [10, 11] }]);
  say(10, half);
  say(11, half);
  say(12, 1);
  expect(await took()).toEqual([
    { bytes: 1 + 4 + half, of: [10] },
    { bytes: 1 + 4 + half + 5, of: [11, 12] },
  ]);
  say(10, 1);
  say(11, joinedBytesMax - 4); // no room for it beside the opening
  say(12, 1);
  say(13, 1, false);
  say(14, joinedBytesMax - 5);
  expect(await took()).toEqual([
    { bytes: 6, of: [10] },
    { bytes: joinedBytesMax - 4, of: 11 },
    { bytes: 6, of: [12] },
    { bytes: 1, of: 13 },
    { bytes: joinedBytesMax, of: [14] },
  ]);
});

it("what is said again takes ten bytes, until 64 others were told", () => {
  const [told, memory] = [new Told(), new Memory()];
  const say = (at: number, number: number) =>
    [{ message: FORMS[at]!, number, stamp: { at: FORMS[at]!.stampAt, text: "ab" } }] as const;
  const bytesOf = (at: number, number: number) => {
    const joined = joinedOf(say(at, number), told);
    expect(read(joined, memory)).toEqual(whole(say(at, number)));
    return joined.length - 1;
  };
  expect(bytesOf(0, 7)).toBeGreaterThan(30);
  for (let at = 1; at < 64; at++) bytesOf(at, 8);
  expect(bytesOf(0, 9)).toBe(10);
  expect(bytesOf(64, 9)).toBeGreaterThan(30);
  expect(bytesOf(0, 10)).toBeGreaterThan(30);
  expect(bytesOf(63, 10)).toBe(10);
});

it("nothing that another link, or another process, was told is taken for what this one was", () => {
  const [told, other, memory] = [new Told(), new Told(), new Memory()];
  const [first, second] = [FORMS[0]!, FORMS[1]!].map((message) => ({ message, number: 1, stamp: null }));
  joinedOf([first!], told);
  expect(read(joinedOf([first!], told), memory)).toEqual([[Buffer.from("not remembered")]]);
  told.forget();
  read(joinedOf([first!], told), memory);
  read(joinedOf([second!], other), memory);
  for (const [teller, one] of [[told, first!] as const, [other, second!] as const])
    expect(read(joinedOf([{ ...one, number: 5 }], teller), memory)).toEqual(whole([{ ...one, number: 5 }]));
});

it("what was cut short, or says it is longer than it is, is nobody's", () => {
  fc.assert(
    fc.property(messages, fc.nat(), (all, at) => {
      const joined = joinedOf(all, new Told());
      const items = separate(joined.subarray(0, 1 + (at % (joined.length - 1))), new Memory());
      // a cut between two messages leaves those before it
      expect(items === null || items.length < all.length).toBe(true);
    }),
  );
  const lone = (...bytes: number[]) => separate(Buffer.from([1, ...bytes]), new Memory());
  expect(lone()).toBeNull();
  expect(lone(255, 255, 255, 255, 0)).toBeNull();
  expect(lone(5, 0, 0, 0, 0)).toBeNull(); // another part is to follow
  expect(lone(5, 0, 0, 0, 0, 3, 0, 0, 0, 1, 0, 0, 0, 0, 0)).toBeNull(); // and is something else
  expect(lone(3, 0, 0, 0, 1, 0, 0, 0, 0)).toBeNull(); // a number of five bytes
  expect(lone(6, 0, 0, 0, 1, 0, 0, 64, 97)).toBeNull(); // a name that no item can say
});

it("what is too long is not to be remembered, so that a peer fills no memory", () => {
  const item = (bytes: number) => {
    const joined = Buffer.alloc(9 + bytes, 97);
    joined.writeUInt32LE(4 * bytes + 2, joined.writeUInt8(1, 0));
    joined.writeUInt32LE(7, 5);
    return separate(joined, new Memory());
  };
  expect(item(4096)).toHaveLength(1);
  expect(item(4097)).toBeNull();
  const form = { text: Buffer.from(`0${"a".repeat(5000)}`), numberAt: 0, stampAt: 1 };
  const one: Outgoing = { message: form, number: 44, stamp: null };
  const [told, memory] = [new Told(), new Memory()];
  for (let time = 0; time < 2; time++) expect(read(joinedOf([one], told), memory)).toEqual(whole([one]));
});

it("a node joins nothing for a peer whose challenges do not say that it understands it, nor before it has said so", () => {
  const routingId = Buffer.from([0, 1, 2, 3, 4]);
  for (const joins of [true, false]) {
    const node = new Handshake(1, [2], 10, joinsMark);
    const peer = new Handshake(2, [1], 10, joins ? joinsMark : Buffer.from("rows"));
    expect(node.understands(2)).toBe(false);
    const hello = encodeLinkFrame({ link: "hello", from: 1, to: 2 });
    const [step] = peer.heardAtListener(routingId, [hello]);
    if (step?.do !== "answer") throw new Error("no challenge");
    node.heardFromPeer(2, step.frame);
    expect(node.understands(2)).toBe(joins);
    node.linkUp(2);
    expect(node.understands(2)).toBe(false);
  }
});
