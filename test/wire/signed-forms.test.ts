/** Reports of SM(m) that are none by their form alone: read before any rule or signature is looked at. */
import { describe, expect, it } from "vitest";
import type { Group } from "../../src/core/group.js";
import type { Chain } from "../../src/core/signer.js";
import type { SignedReport } from "../../src/protocols/sm/rules.js";
import { Decoder, encodeReport, type WireContext } from "../../src/wire/codec.js";

const GROUP: Group = {
  protocol: "sm",
  ids: [1, 2, 3, 4],
  general: 1,
  m: 2,
  orders: ["retreat", "attack"],
  defaultOrder: "retreat",
};
const CONTEXT: WireContext = { group: GROUP, hash: "a".repeat(64), run: "r", instance: 0, wire: "json" };
const SIGNATURE = "0123456789abcdef".repeat(8);
const GOOD: Chain = { order: "attack", path: [1, 2], signatures: [SIGNATURE, SIGNATURE] };

/** Read by node 4 in round 1, from node 2. */
function heard(chains: unknown, context = CONTEXT) {
  const report: SignedReport = { round: 1, from: 2, chains: [] };
  const parts = encodeReport(context, report).flat();
  const text = Buffer.concat(parts.map((part) => Buffer.from(part))).toString();
  const written = text.replace('"chains":[]', `"chains":${JSON.stringify(chains)}`);
  return new Decoder(context).decode(2, [Buffer.from(written)]);
}

const KEYS = "a chain that is not {order, path, signatures}";

describe("a report of chains", () => {
  it.each([[[]], [[GOOD]], [[GOOD, { ...GOOD, order: "retreat" }]]])(
    "is read back as it was written",
    (chains) => {
      const report = { round: 1, from: 2, chains };
      expect(heard(chains)).toEqual({ kind: "report", round: 1, report, faults: [] });
    },
  );

  it.each<[string, unknown]>([
    ["null", null],
    ["text", "attack"],
    ["a list", []],
    ["without an order", { path: [1], signatures: [SIGNATURE] }],
    ["with one key more", { ...GOOD, more: 1 }],
    [
      "with a process of the general, outside of a group",
      { order: "attack", life: "f".repeat(32), path: [1, 2], signatures: GOOD.signatures },
    ],
    ["with a number for an order", { ...GOOD, order: 7 }],
    ["with a path that is no list", { ...GOOD, path: "1.2" }],
    ["with signatures that are no list", { ...GOOD, signatures: SIGNATURE }],
    ["with a path far longer than the round's", { ...GOOD, path: [1, 2, 3, 4] }],
    [
      "with far more signatures than the round has",
      { ...GOOD, signatures: Array.from({ length: 4 }, () => SIGNATURE) },
    ],
    ["with a signer that is no number", { ...GOOD, path: [1, "2"] }],
    ["with a signer that is no whole number", { ...GOOD, path: [1, 2.5] }],
    ["with a signature that is no text", { ...GOOD, signatures: [SIGNATURE, 7] }],
    ["with a signature in capital letters", { ...GOOD, signatures: [SIGNATURE, SIGNATURE.toUpperCase()] }],
    ["with a signature that is too short", { ...GOOD, signatures: [SIGNATURE, SIGNATURE.slice(1)] }],
  ])("with one %s closes the link, alone or beside a good one", (_what, bad) => {
    for (const chains of [[bad], [GOOD, bad]])
      expect(heard(chains)).toMatchObject({ kind: "reject", cut: true, fault: { from: 2, detail: KEYS } });
  });

  it("one id and one signature too many are told by the rules, which know more of them", () => {
    const long = { ...GOOD, path: [1, 3, 2], signatures: [SIGNATURE, SIGNATURE, SIGNATURE] };
    expect(heard([long])).toMatchObject({ kind: "report", report: { chains: [long] } });
  });

  it("of a group names a process of the general, and is none without", () => {
    const life = "f".repeat(32);
    const context = { ...CONTEXT, life: "e".repeat(32) };
    const { order, path, signatures } = GOOD;
    const named = (of: unknown) => heard([{ order, life: of, path, signatures }], context);
    const detail = "a chain that is not {order, life, path, signatures}";
    for (const of of ["f".repeat(31), 7, undefined]) expect(named(of)).toMatchObject({ fault: { detail } });
    expect(named(life)).toMatchObject({
      kind: "report",
      report: { chains: [{ ...GOOD, life }] },
      faults: [],
    });
  });

  it("that does not count still shows its first two chains, of which one may prove a lie of the general's", () => {
    const other = { ...GOOD, order: "retreat" };
    expect(heard([GOOD, other, GOOD])).toMatchObject({ kind: "reject", shown: { chains: [GOOD, other] } });
    expect(heard([null, other, GOOD])).toMatchObject({ kind: "reject", shown: { chains: [other] } });
    for (const nothing of [7, [null, 7, GOOD]]) expect(heard(nothing)).not.toHaveProperty("shown");
  });
});
