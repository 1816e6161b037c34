/** Rows 15 and 34 to 37 of docs/SECURITY.md, at the decoder and the protocol with real Ed25519 signatures. */
import { describe, expect, it } from "vitest";
import { makeSigningKeyPair } from "../../src/config/keys.js";
import type { Group } from "../../src/core/group.js";
import { type Chain, readyText, signChain, unsigned } from "../../src/core/signer.js";
import { ed25519Signer } from "../../src/node/ed25519.js";
import { ReadyBook } from "../../src/node/readies.js";
import { SignedMessages } from "../../src/protocols/sm/rules.js";
import { Decoder, encodeReady, encodeReport, frameBytesMax } from "../../src/wire/codec.js";

const GROUP: Group = {
  protocol: "sm",
  ids: [1, 2, 3, 4],
  general: 1,
  m: 2,
  orders: ["retreat", "attack"],
  defaultOrder: "retreat",
};
const PAIRS = GROUP.ids.map((id) => [id, makeSigningKeyPair()] as const);
const publicKeys = Object.fromEntries(PAIRS.map(([id, { signingKey }]) => [id, signingKey]));
const secretKeys = Object.fromEntries(PAIRS.map(([id, { signingSecret }]) => [id, signingSecret]));
const signerOf = (run: string, hash = "h", instance = 0) =>
  ed25519Signer({ protocol: "sm", run, hash, instance }, { publicKeys, secretKeys });
const signer = signerOf("1");
const chain = (order: string, path: number[], by = signer) =>
  path.reduce((one, id) => signChain(by, one, id), unsigned(order));
const receive = (round: number, from: number, ...chains: Chain[]) => {
  const node = new SignedMessages({ group: GROUP, self: 4, order: "retreat", signer });
  const faults = node.receive(round, from, { round, from, chains });
  return { kind: faults[0]?.kind, order: node.decide() };
};

describe("chains that are void", () => {
  const good = chain("attack", [1, 2]);
  it("a good one is not", () => expect(receive(1, 2, good)).toEqual({ kind: undefined, order: "attack" }));
  it.each<[string, Chain, string]>([
    ["15: of another run", chain("attack", [1, 2], signerOf("2")), "badSignature"],
    ["15: of another configuration", chain("attack", [1, 2], signerOf("1", "g")), "badSignature"],
    ["15: of another instance", chain("attack", [1, 2], signerOf("1", "h", 1)), "badSignature"],
    [
      "15: a READY for an order",
      { ...good, signatures: [signer.sign(1, readyText(signer.domain, 1)), good.signatures[1]!] },
      "badSignature",
    ],
    ["34: a bad signature", { ...good, signatures: [good.signatures[0]!, "0".repeat(128)] }, "badSignature"],
    ["34: a missing signature", { ...good, signatures: good.signatures.slice(0, 1) }, "badSignature"],
    [
      "34: a signature too many",
      { ...good, signatures: [...good.signatures, good.signatures[1]!] },
      "badSignature",
    ],
    ["34: a signer twice", chain("attack", [1, 1]), "badPath"],
    ["34: another order than was signed", { ...good, order: "retreat" }, "badSignature"],
    ["35: shorter than the round", chain("attack", [1]), "badPath"],
    ["35: longer than the round", chain("attack", [1, 3, 2]), "badPath"],
    ["28: an order that there is none of", chain("flee", [1, 2]), "badOrder"],
  ])("%s", (_name, bad, kind) => expect(receive(1, 2, bad)).toEqual({ kind, order: "retreat" }));
  it.each<[string, Chain[], string]>([
    ["an order twice", [good, good], "malformed"],
    ["orders out of order", [good, chain("retreat", [1, 2])], "malformed"],
    ["a second one of no order", [good, chain("flee", [1, 2])], "badOrder"],
  ])("36: a report with %s", (_name, chains, kind) =>
    expect(receive(1, 2, ...chains)).toEqual({ kind, order: "retreat" }),
  );
  it("36: a report of the general's with two orders is void", () =>
    expect(receive(0, 1, chain("retreat", [1]), chain("attack", [1]))).toEqual({
      kind: "malformed",
      order: "retreat",
    }));
  it("two chains in the order of their orders are good", () =>
    expect(receive(1, 2, chain("retreat", [1, 2]), good)).toEqual({ kind: undefined, order: "retreat" }));
});

describe("36: a flood of signatures", () => {
  const context = { group: GROUP, hash: "h", run: "1", instance: 0, wire: "json" } as const;
  it("more chains than an honest node owes are cut before any signature is looked at", () => {
    const chains = Array.from({ length: 3 }, () => chain("attack", [1, 2]));
    const frames = encodeReport(context, { round: 1, from: 2, chains } as never);
    const message = new Decoder(context).decode(
      2,
      frames[0]!.map((part) => Buffer.from(part)),
    );
    expect(message).toMatchObject({ kind: "reject", cut: true, fault: { kind: "malformed" } });
  });
  it("of a report that is void the general's signature is looked at under two chains", () => {
    let verified = 0;
    const counting = { ...signer, verify: () => (verified++, false) };
    const node = new SignedMessages({ group: GROUP, self: 4, order: "retreat", signer: counting });
    const chains = Array.from({ length: 9 }, () => chain("attack", [1, 2]));
    node.receive(1, 2, { round: 1, from: 2, chains });
    expect(verified).toBe(2);
  });
  it("nothing is looked at for evidence once there is some", () => {
    let verified = 0;
    const counting = {
      ...signer,
      verify: (...asked: Parameters<typeof signer.verify>) => (verified++, signer.verify(...asked)),
    };
    const orders = ["retreat", "attack", "wait"];
    const node = new SignedMessages({
      group: { ...GROUP, orders },
      self: 4,
      order: "retreat",
      signer: counting,
    });
    for (const order of orders) node.witness({ round: 1, from: 2, chains: [chain(order, [1, 2])] });
    expect([verified, node.evidence()?.orders.map(({ order }) => order)]).toEqual([2, ["retreat", "attack"]]);
  });
  it("no node relays more than the first two orders, whatever was accepted when", () => {
    const group = { ...GROUP, orders: ["a", "b", "c", "d"] };
    const relayed = (...accepted: (readonly [string, number[]])[]) => {
      const node = new SignedMessages({ group, self: 4, order: "a", signer });
      for (const [order, path] of accepted) {
        const [round, from] = [path.length - 1, path.at(-1)!];
        expect(node.receive(round, from, { round, from, chains: [chain(order, path)] })).toEqual([]);
      }
      return [1, 2, 3].map((round) => node.send(round)?.chains.map((one) => one.order));
    };
    expect(relayed(["d", [1, 2]], ["b", [1, 3]], ["c", [1, 2]])).toEqual([[], ["b", "c"], []]);
    expect(relayed(["d", [1]], ["c", [1, 2]], ["b", [1, 3]])).toEqual([["d"], ["b"], []]);
    expect(relayed(["d", [1]], ["a", [1, 2, 3]], ["c", [1, 3, 2]])).toEqual([["d"], [], ["a"]]);
  });
  it("the first bad signature of a READY ends it", () => {
    const bad = [1, 2, 3].map((by) => ({ by, signature: "0".repeat(128) }));
    const message = new Decoder(context).decode(
      2,
      encodeReady(context, 2, bad).map((part) => Buffer.from(part)),
    );
    expect(message).toMatchObject({ kind: "ready" });
    let verified = 0;
    const counting = { ...signer, verify: () => (verified++, false) };
    expect(new ReadyBook(counting, 4).take(2, bad)).toMatchObject({
      news: [],
      fault: { kind: "badSignature" },
    });
    expect(verified).toBe(1);
  });
});

describe("a signed READY", () => {
  const context = { group: GROUP, hash: "e".repeat(64), run: "1", instance: 0, wire: "json" } as const;
  const readies = [1, 2, 4].map((by) => ({ by, signature: `${by}`.repeat(128) }));
  const text = Buffer.from(encodeReady(context, 2, readies.toReversed())[0]!).toString();
  const read = (...texts: string[]) =>
    new Decoder(context).decode(
      2,
      texts.map((one) => Buffer.from(one)),
    );
  const [first, second, fourth] = readies.map((ready) => JSON.stringify(ready));
  const malformed = { kind: "reject", cut: true, fault: { from: 2, kind: "malformed" } };

  it("is written in the order of its signers, and read as that", () => {
    expect(read(text)).toEqual({ kind: "ready", readies });
  });

  it.each<[string, string | RegExp, string]>([
    ["without a signer", /\[.*\]/, "[]"],
    ["with a signer twice", second!, first!],
    ["with signers out of order", `${first},${second}`, `${second},${first}`],
    ["with a signer that there is not", '"by":4', '"by":5'],
    ["with more than a signature", fourth!, fourth!.replace("}", ',"x":1}')],
    ["with what is no signature", "4".repeat(128), "4".repeat(127)],
    ["of another round", '"round":0', '"round":1'],
  ])("%s is cut", (_what, from, to) => {
    const changed = text.replace(from, to);
    expect(changed).not.toBe(text);
    expect(read(changed)).toMatchObject(malformed);
  });

  it("is let in by the links with all signatures, also where no report is as long", () => {
    const ids = Array.from({ length: 40 }, (_, at) => at + 1);
    const large = { ...context, group: { ...GROUP, ids, m: 0 } };
    const all = ids.map((by) => ({ by, signature: "f".repeat(128) }));
    expect(encodeReady(large, 40, all)[0]!.length).toBeLessThanOrEqual(frameBytesMax(large));
  });

  it("has one part", () => {
    expect(read(text, "x")).toMatchObject(malformed);
  });
});

describe("a READY counts for its true signer", () => {
  it("whoever brings it; an order for a READY is void", () => {
    const ready = { by: 3, signature: signer.sign(3, readyText(signer.domain, 3)) };
    expect(new ReadyBook(signer, 4).take(2, [ready])).toEqual({ news: [3], fault: null });
    const order = { by: 1, signature: chain("attack", [1]).signatures[0]! };
    expect(new ReadyBook(signer, 4).take(2, [order])).toMatchObject({ news: [], fault: { from: 2 } });
  });
});
