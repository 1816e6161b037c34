/** Messages as bytes: what is written is read again, equal data has one text, and nothing foreign gets through or throws. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { epochOf } from "../../src/protocols/simplex/epochs.js";
import { DEFAULT_LIMITS } from "../../src/protocols/simplex/options.js";
import { type Message, VOTE_KINDS } from "../../src/protocols/simplex/types.js";
import { Codec, messageBytesMax } from "../../src/protocols/simplex/wire/codec.js";

const hash = fc.stringMatching(/^[0-9a-f]{64}$/);
const signature = fc.stringMatching(/^[A-Za-z0-9_-]{85}[AQgw]$/);
const count = fc.nat();
const id = fc.integer({ min: 1, max: 1000 });
const command = fc.string({ unit: "binary", maxLength: 40 });
const kind = fc.constantFrom(...VOTE_KINDS);

const vote = fc.record({ kind, epoch: count, view: count, hash: fc.option(hash), by: id, signature });
const certificate = fc.record({
  votes: fc.array(fc.record({ signature, by: id }), { maxLength: 5 }),
  kind,
  hash: fc.option(hash),
  view: count,
  epoch: count,
});
const block = fc.record({
  commands: fc.array(command, { maxLength: 5 }),
  epoch: count,
  view: count,
  height: count,
  parent: hash,
});
const attestation = fc.record({
  epoch: count,
  view: count,
  height: count,
  hash,
  state: hash,
  by: id,
  signature,
});

const message: fc.Arbitrary<Message> = fc.oneof(
  fc.record({
    kind: fc.constant("proposal" as const),
    parentView: count,
    proposal: fc.record({ signature, block }),
  }),
  fc.record({ kind: fc.constant("vote" as const), vote }),
  fc.record({ certificate, kind: fc.constant("certificate" as const) }),
  fc.record({ kind: fc.constant("commands" as const), commands: fc.array(command, { maxLength: 5 }) }),
  fc.record({ kind: fc.constant("fetch" as const), epoch: count, hash, above: count }),
  fc.record({
    kind: fc.constant("blocks" as const),
    epoch: count,
    blocks: fc.array(block, { maxLength: 3 }),
    finalization: fc.option(certificate),
  }),
  fc.record({ kind: fc.constant("ask" as const), epoch: count, views: fc.array(count, { maxLength: 5 }) }),
  fc.record({
    kind: fc.constant("seal" as const),
    seal: fc.record({
      epoch: count,
      headers: fc.array(
        fc.record({ root: hash, epoch: count, count, view: count, height: count, parent: hash }),
        { maxLength: 3 },
      ),
      block,
      finalization: certificate,
    }),
  }),
  fc.record({ kind: fc.constant("attestation" as const), attestation }),
);

const codec = new Codec(4);

function textOf(one: Message): string {
  return Buffer.from(codec.encode(one)).toString("utf8");
}

describe("the log's messages", () => {
  it("are read as they were written, and written again the same", () => {
    fc.assert(
      fc.property(message, (one) => {
        const bytes = Buffer.from(codec.encode(one));
        const read = codec.decode(bytes);
        expect(read).toEqual(one);
        expect(Buffer.from(codec.encode(read as Message))).toEqual(bytes);
      }),
    );
  });

  it("with a piece changed are refused with a clause, or are another message", () => {
    const change = fc.record({
      at: fc.nat(),
      to: fc.constantFrom("0", '"', "x", "{", "]", ",", "-", "\\", "é", ""),
    });
    fc.assert(
      fc.property(message, change, (one, { at, to }) => {
        const text = textOf(one);
        const place = at % text.length;
        const changed = Buffer.from(text.slice(0, place) + to + text.slice(place + 1), "utf8");
        const read = codec.decode(changed);
        const isAnother = !("fault" in read) && Buffer.from(codec.encode(read)).equals(changed);
        expect(isAnother || ("fault" in read && /^[^\n]{5,}$/.test(read.fault))).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it("say what is wrong, and where", () => {
    const faultOf = (value: unknown) => codec.decode(Buffer.from(JSON.stringify(value)));
    const ask = { kind: "ask", epoch: 0, views: [1] };
    expect(faultOf({ ...ask, views: [-1] })).toEqual({
      fault: "message.views[0] is -1, and must be a whole number from 0",
    });
    expect(faultOf({ ...ask, views: new Array(65).fill(1) })).toEqual({
      fault: "message.views has 65 items, and 64 is the most",
    });
    expect(faultOf({ ...ask, kind: "constructor" })).toEqual({ fault: "message has no known kind" });
    expect(faultOf({ ...ask, more: 1 })).toEqual({
      fault: "message has not exactly the keys kind, epoch, views, in this order",
    });
    expect(codec.decode(Buffer.from(" {}"))).toEqual({ fault: "JSON that is not canonical" });
    const long = Buffer.alloc(messageBytesMax(4) + 1, " ");
    expect(codec.decode(long)).toEqual({
      fault: expect.stringMatching(/^message of \d+ bytes, and \d+ is the most$/),
    });
  });

  it("say of which epoch they are, commands alone of none", () => {
    fc.assert(
      fc.property(message, (one) => {
        const epoch = epochOf(one);
        expect(epoch === null).toBe(one.kind === "commands");
        expect(textOf(one)).toContain(epoch === null ? "commands" : `"epoch":${epoch}`);
      }),
    );
  });

  it("fit into the largest message, a block of the worst commands too", () => {
    const commands = new Array(8).fill("\u0001".repeat(DEFAULT_LIMITS.commandCharsMax));
    const hex = "0".repeat(64);
    const worst = { epoch: 1, view: 1, height: 1, parent: hex, commands };
    const proposal = { block: worst, signature: "A".repeat(86) };
    const bytes = codec.encode({ kind: "proposal", proposal, parentView: 1 });
    expect(bytes.length).toBeLessThanOrEqual(messageBytesMax(4));
    expect(codec.decode(Buffer.from(bytes))).toMatchObject({ kind: "proposal" });
  });
});

it("a certificate that comes again is not read again, and one with another byte is", () => {
  const reader = new Codec(4);
  const read = (view: number) => {
    const nullification = { kind: "nullify", epoch: 0, view, hash: null, votes: [] } as const;
    const bytes = reader.encode({ kind: "certificate", certificate: nullification });
    return reader.decode(Buffer.from(bytes));
  };
  const first = read(1);
  expect(read(1)).toBe(first);
  expect(read(2)).not.toEqual(first);
  const bad = Buffer.from('{"kind":"certificate","certificate":1}');
  expect(reader.decode(bad)).toEqual(reader.decode(bad));
  expect(reader.decode(bad)).toHaveProperty("fault");
  for (let view = 3; view < 100; view++) read(view);
  expect(read(1)).not.toBe(first);
  expect(read(1)).toEqual(first);
});
