/**
 * Loyal nodes that decide one digest hold one text, whatever a general tells each of them: every protocol, its real
 * messages through the real decoder, in lockstep. Planted: a decoder that takes any JSON for a value's text, which
 * is what it once did.
 */
import { createHash } from "node:crypto";
import fc from "fast-check";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { makeSigningKeyPair } from "../../src/config/keys.js";
import type { Group, NodeId, ProtocolName } from "../../src/core/group.js";
import { tellingsIn } from "../../src/core/in-step.js";
import type { Party } from "../../src/core/party.js";
import type { Report } from "../../src/core/protocol.js";
import type * as value from "../../src/core/value.js";
import { ed25519Signer } from "../../src/node/ed25519.js";
import { protocolOf } from "../../src/protocols/index.js";
import { Decoder, encodeReport, type WireContext } from "../../src/wire/codec.js";

const planted = vi.hoisted(() => ({ takesAnyJson: false }));

vi.mock("../../src/core/value.js", async (original) => {
  const real = await original<typeof value>();
  const lax = (text: string) => {
    JSON.parse(text);
    return text as value.ValueText;
  };
  return { ...real, checkText: (text: string) => (planted.takesAnyJson ? lax(text) : real.checkText(text)) };
});

beforeEach(() => void (planted.takesAnyJson = false));

const digestOf = (text: string) => createHash("sha256").update(text, "utf8").digest("hex");
const IDS: readonly NodeId[] = [1, 2, 3, 4];
const PAIRS = IDS.map((id) => [id, makeSigningKeyPair()] as const);
const signer = ed25519Signer(
  { protocol: "sm", run: "1", hash: "a".repeat(64), instance: 0 },
  {
    publicKeys: Object.fromEntries(PAIRS.map(([id, { signingKey }]) => [id, signingKey])),
    secretKeys: Object.fromEntries(PAIRS.map(([id, { signingSecret }]) => [id, signingSecret])),
  },
);

function groupOf(protocol: ProtocolName): Group {
  const contents = { [digestOf('"retreat"')]: '"retreat"', [digestOf('"attack"')]: '"attack"' };
  const orders = Object.keys(contents);
  return { protocol, ids: IDS, general: 1, m: 1, orders, defaultOrder: orders[0]!, contents };
}

/** All nodes in lockstep; the general is another one to each lieutenant, whom he tells this text as his value. */
function play(protocol: ProtocolName, texts: readonly string[]): ReadonlyMap<NodeId, Party<Report>> {
  const group = groupOf(protocol);
  const kind = protocolOf(group);
  const context: WireContext = { group, hash: "a".repeat(64), run: "1", instance: 0, wire: "json" };
  const make = (self: NodeId, text: string) => {
    const order = digestOf(text);
    return kind.make({
      group: { ...group, contents: { ...group.contents, [order]: text } },
      self,
      order,
      signer,
    });
  };
  const loyal = new Map(IDS.slice(1).map((id) => [id, make(id, '"attack"')]));
  const general = new Map(IDS.slice(1).map((id, index) => [id, make(1, texts[index]!)]));
  const decoders = new Map(IDS.map((id) => [id, new Decoder(context)]));
  const hear = (node: Party<Report>, at: NodeId, from: NodeId, round: number, report: Report) => {
    for (const frame of encodeReport(context, report)) {
      const message = decoders.get(at)!.decode(
        from,
        frame.map((part) => Buffer.from(part)),
      );
      if (message?.kind === "report" && message.report) node.receive(round, from, message.report);
    }
  };
  for (let round = 0; round <= kind.lastRound(group); round++) {
    const told = tellingsIn(kind, group, loyal, round);
    for (const { from, to, report } of told)
      if (from === to) loyal.get(to)!.receive(round, from, report);
      else if (to !== 1) hear(loyal.get(to)!, to, from, round, report);
    for (const [id, face] of general) {
      for (const { to, report } of tellingsIn(kind, group, new Map([[1, face]]), round)) {
        if (to === 1) face.receive(round, 1, report);
        if (to === id) hear(loyal.get(id)!, id, 1, round, report);
      }
      for (const { from, to, report } of told) if (to === 1) hear(face, 1, from, round, report);
    }
  }
  return loyal;
}

/** What is wrong with what they decided and hold. */
function wrongIn(loyal: ReadonlyMap<NodeId, Party<Report>>): string[] {
  const group = groupOf("om");
  const decided = [...loyal].map(([id, node]) => ({
    id,
    order: node.vector?.()?.[1] ?? node.decide(),
    node,
  }));
  const held = decided.map(
    ({ order, node }) => node.contents?.()[order] ?? group.contents?.[order] ?? "nothing",
  );
  return [
    ...(new Set(decided.map(({ order }) => order)).size === 1 ? [] : ["two digests were decided"]),
    ...(new Set(held).size === 1 ? [] : [`one digest, and ${new Set(held).size} texts`]),
    ...decided.flatMap(({ id, order }, at) =>
      Buffer.from(held[at]!, "utf8").toString("utf8") === held[at] && digestOf(held[at]) === order
        ? []
        : [`what node ${id} holds has not the digest that it decided`],
    ),
  ];
}

/** Texts that have one digest where half pairs become U+FFFD in UTF-8, with others among them. */
const LOOKALIKES = [
  '"\ud800"',
  '"\udbff"',
  '"\udc00"',
  '"\ufffd"',
  '"\\ud800"',
  "1",
  "1.0",
  "1e0",
  '{"a":1}',
];

describe.each(["om", "sm", "king", "vector"] as const)("%s", (protocol) => {
  it("a text for each, of whatever looks alike: one digest is one text", () => {
    const texts = fc.array(fc.constantFrom(...LOOKALIKES), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(texts, (three) => {
        expect(wrongIn(play(protocol, three))).toEqual([]);
      }),
      { numRuns: 60, seed: 5 },
    );
  });

  it("a value is agreed on by its text", () => {
    const text = '{"b":1,"a":[-0.5,"é\u2028"]}';
    const loyal = play(protocol, [text, text, text]);
    expect(loyal.size).toBeGreaterThan(0);
    for (const node of loyal.values()) expect(node.contents?.()[digestOf(text)]).toBe(text);
    expect(wrongIn(loyal)).toEqual([]);
  });

  it("planted: where any JSON counts, one digest is decided, and nodes hold texts that have not got it", () => {
    planted.takesAnyJson = true;
    expect(wrongIn(play(protocol, LOOKALIKES.slice(0, 3)))).toEqual(
      expect.arrayContaining(
        [2, 3, 4].map((id) => `what node ${id} holds has not the digest that it decided`),
      ),
    );
  });
});
