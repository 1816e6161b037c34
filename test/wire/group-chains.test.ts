/**
 * Signed orders on the wire of a group: each chain names the process of the general that signed first. Siblings looked at:
 * a chain without a life in a group, one with a life in a single run, lives of other forms, keys in another order.
 */
import { expect, it } from "vitest";
import { type Signer, signChain, unsigned } from "../../src/core/signer.js";
import type { SignedReport } from "../../src/protocols/sm/rules.js";
import { Notary } from "../../src/sim/notary.js";
import { Decoder, encodeReport, type WireContext } from "../../src/wire/codec.js";
import { addressed } from "./addressed.js";

const [LIFE, OTHER] = ["a".repeat(32), "b".repeat(32)] as const;
const single: WireContext = {
  group: {
    ...{ protocol: "sm", ids: [1, 2, 3], general: 1, m: 1 },
    ...{ orders: ["retreat", "attack"], defaultOrder: "retreat" },
  },
  ...{ hash: "c".repeat(64), run: "1", instance: 0, wire: "json" },
};
const group: WireContext = { ...single, life: LIFE };
const hand = new Notary(1).signerOf([1]);

function told(context: WireContext, signer: Signer): string {
  const report: SignedReport = { round: 0, from: 1, chains: [signChain(signer, unsigned("attack"), 1)] };
  const [frame] = encodeReport(context, report);
  const [head] = context.life === undefined ? frame! : addressed(frame!, OTHER);
  return Buffer.from(head!).toString();
}

const read = (context: WireContext, text: string) => new Decoder(context).decode(1, [Buffer.from(text)]);

it("comes back as it went, with the life behind the order", () => {
  const text = told(group, { ...hand, life: LIFE });
  expect(text).toContain(`"chains":[{"order":"attack","life":"${LIFE}","path":[1],"signatures":["`);
  expect(read(group, text)).toMatchObject({
    kind: "report",
    report: { chains: [{ life: LIFE, path: [1] }] },
  });
  expect(told(single, hand)).not.toContain("life");
  expect(read(single, told(single, hand))).toMatchObject({ kind: "report", faults: [] });
});

it.each([
  ["no life in a group", group, told(group, hand)],
  ["a life in a single run", single, told(single, { ...hand, life: LIFE })],
  ["no life's form", group, told(group, { ...hand, life: "A".repeat(32) })],
  [
    "another order of keys",
    group,
    told(group, { ...hand, life: LIFE }).replace(
      `"order":"attack","life":"${LIFE}"`,
      `"life":"${LIFE}","order":"attack"`,
    ),
  ],
])("is malformed: %s", (_name, context, text) => {
  expect(read(context, text)).toMatchObject({
    kind: "reject",
    cut: true,
    fault: { kind: "malformed", detail: expect.stringContaining("a chain that is not {order, ") },
  });
});
