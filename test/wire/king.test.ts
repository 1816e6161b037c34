/** Reports of the phase king on the wire: what each is read as, and what is wrong with those that no honest node writes. */
import { describe, expect, it } from "vitest";
import type { Group } from "../../src/core/group.js";
import { type KingReport, phaseKing } from "../../src/protocols/king/rules.js";
import { Decoder, encodeReport, frameBytesMax, type WireContext } from "../../src/wire/codec.js";

const GROUP: Group = {
  protocol: "king",
  ids: [1, 2, 3, 4],
  general: 1,
  m: 1,
  orders: ["retreat", "attack"],
  defaultOrder: "retreat",
};
const CONTEXT: WireContext = { group: GROUP, hash: "a".repeat(64), run: "r", instance: 0, wire: "json" };

/** Rounds of the order, the exchange, the proposals and the king. */
const [ORDER, EXCHANGE, PROPOSALS, KING] = [0, 1, 2, 3] as const;

function bytesOf(report: KingReport, context = CONTEXT): Buffer {
  const parts = encodeReport(context, report).flat();
  return Buffer.concat(parts.map((part) => Buffer.from(part)));
}

function textOf(round: number, relays: string, context = CONTEXT): string {
  const report: KingReport = { round, from: 1, order: null };
  const written = bytesOf(report, context).toString();
  return written.replace('"relays":[]', `"relays":${relays}`);
}

function heard(round: number, relays: string, context = CONTEXT) {
  return new Decoder(context).decode(1, [Buffer.from(textOf(round, relays, context))]);
}

const told = (round: number, order: string | null, ...faults: object[]) => ({
  ...{ kind: "report", round, report: { round, from: 1, order } },
  faults: faults.map((fault) => ({ from: 1, round, ...fault })),
});

describe("a report of the phase king", () => {
  it.each([ORDER, EXCHANGE, PROPOSALS, KING])("of round %i is read back as it was written", (round) => {
    for (const order of ["retreat", "attack"]) {
      const relays = JSON.stringify([{ path: [1], order }]);
      expect(heard(round, relays)).toEqual(told(round, order));
      expect(bytesOf({ round, from: 1, order }).toString()).toBe(textOf(round, relays));
    }
  });

  it("that tells nothing is a proposal of none, and a fault in any other round", () => {
    const fault = { kind: "missingPath", detail: "no relay for path 1" };
    expect(heard(PROPOSALS, "[]")).toEqual(told(PROPOSALS, null));
    for (const round of [ORDER, EXCHANGE, KING]) expect(heard(round, "[]")).toEqual(told(round, null, fault));
  });

  it("tells nothing with an order that there is none of, and it is safe to print", () => {
    const fault = { kind: "badOrder", detail: "order \\u001b at path 1" };
    expect(heard(EXCHANGE, '[{"path":[1],"order":"\\u001b"}]')).toEqual(told(EXCHANGE, null, fault));
  });

  it.each([
    ["[2]", "path 2, "],
    ["[]", "path "],
    ["[1,2]", "path 1.2, "],
    ["[2,1]", "path 2.1, "],
  ])("for path %s is none: it speaks for itself alone", (path, said) => {
    const detail = expect.stringMatching(`^${said}.*it speaks for itself alone, with path 1$`);
    const message = heard(EXCHANGE, `[{"path":${path},"order":"attack"}]`);
    expect(message).toMatchObject({ report: null, faults: [{ from: 1, kind: "badPath", detail }] });
  });

  it.each([
    ["two orders", '[{"path":[1],"order":"attack"},{"path":[1],"order":"retreat"}]', "path 1 twice"],
    ["one that is no relay", '[{"path":[1]}]', "a relay that is not {path, order}"],
    [
      "one beside another that is no relay",
      '[{"path":[1],"order":"attack"},7]',
      "a relay that is not {path, order}",
    ],
  ])("with %s closes the link", (_what, relays, detail) => {
    expect(heard(EXCHANGE, relays)).toMatchObject({ kind: "reject", cut: true, fault: { detail } });
  });

  it("is no longer than the longest that an honest node writes", () => {
    const lengths = [EXCHANGE, KING].flatMap((round) =>
      GROUP.orders.map((order) => bytesOf({ round, from: 4, order }).length),
    );
    expect(Math.max(...lengths)).toBeLessThanOrEqual(frameBytesMax(CONTEXT));
    expect(phaseKing.relaysOf(GROUP, { round: KING, from: 2, order: "attack" })).toEqual([
      { path: [2], order: "attack" },
    ]);
  });
});
