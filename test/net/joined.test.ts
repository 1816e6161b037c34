/** Messages that are joined on their way (docs/WIRE.md §4), and peers that do not understand it. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { Handshake } from "../../src/net/handshake.js";
import { isJoined, join, joinedBytes, separate } from "../../src/net/joined.js";
import { encodeLinkFrame } from "../../src/net/link-frame.js";

const part = fc.uint8Array({ maxLength: 60 });
const messages = fc.array(fc.array(part, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 8 });
const joinedOf = (all: Uint8Array[][]) =>
  join(
    all.map((parts) => ({ parts, stamp: null })),
    all.reduce((sum, parts) => sum + joinedBytes(parts), 0),
  );

it("what is joined comes apart again, and is none of a header's or a link's openings", () => {
  fc.assert(
    fc.property(messages, (all) => {
      const joined = joinedOf(all);
      expect(isJoined([joined])).toBe(true);
      expect(separate(joined)).toEqual(all.map((parts) => parts.map((one) => Buffer.from(one))));
    }),
  );
  expect(isJoined([Buffer.from("{}")])).toBe(false);
});

it("what was cut short, or says it is longer than it is, is nobody's", () => {
  fc.assert(
    fc.property(messages, fc.nat(), (all, at) => {
      const joined = joinedOf(all);
      const short = joined.subarray(0, 1 + (at % (joined.length - 1)));
      const read = separate(short);
      // a cut between two messages leaves those before it
      expect(read === null || joinedOf(read).equals(short)).toBe(true);
    }),
  );
  expect(separate(Buffer.from([1]))).toBeNull();
  expect(separate(Buffer.from([1, 255, 255, 255, 255, 0]))).toBeNull();
  expect(separate(Buffer.from([1, 3, 0, 0, 0, 0]))).toBeNull();
});

it("a node joins nothing for a peer whose challenges do not say that it understands it, nor before it has said so", () => {
  const routingId = Buffer.from([0, 1, 2, 3, 4]);
  for (const joins of [true, false]) {
    const node = new Handshake(1, [2], 10);
    const peer = new Handshake(2, [1], 10, joins);
    expect(node.joins(2)).toBe(false);
    const hello = encodeLinkFrame({ link: "hello", from: 1, to: 2 });
    const [step] = peer.heardAtListener(routingId, [hello]);
    if (step?.do !== "answer") throw new Error("no challenge");
    node.heardFromPeer(2, step.frame);
    expect(node.joins(2)).toBe(joins);
    node.linkUp(2);
    expect(node.joins(2)).toBe(false);
  }
});
