/** Every behaviour of traitors at n = 3 and n = 4, and rules known to be broken that this has to catch. */
import { describe, expect, it } from "vitest";
import { sizesOf } from "../../src/check/check.js";
import type { Fault } from "../../src/core/fault.js";
import type { NodeId } from "../../src/core/group.js";
import { checkSigned, checkSignedCase } from "../../src/protocols/sm/check/check.js";
import type { MakeSigned } from "../../src/protocols/sm/check/world.js";
import { SignedMessages, type SignedReport } from "../../src/protocols/sm/rules.js";

describe("SM(m) against every behaviour", () => {
  it.each([
    [3, 1, ["2", "16", "9"]],
    [4, 1, ["2", "96", "27"]],
    [4, 2, ["2", "6144", "27", "6144", "21600"]],
  ])("n=%i, m=%i: IC1 and IC2 hold in all worlds", (n, m, counts) => {
    const { conditions, cases } = checkSigned(sizesOf({ nodes: n, m }), "both");
    expect(conditions).toEqual({ ic1: "holds", ic2: "holds" });
    expect(cases.map((one) => one.covered)).toEqual(counts);
  });

  it("is guaranteed with a round more than traitors, and two nodes that are loyal", () => {
    const isGuaranteed = (nodes: number, m: number, traitors: number) =>
      checkSigned(sizesOf({ nodes, m, traitors }), "traitor").guaranteed;
    expect([isGuaranteed(3, 1, 1), isGuaranteed(4, 1, 1), isGuaranteed(4, 1, 2)]).toEqual([
      true,
      true,
      false,
    ]);
  });

  it("m one too small: two traitors, general among them, break IC1 with two rounds", () => {
    const { ic1, broken } = checkSignedCase(4, 1, "traitor", 2);
    expect(ic1).toBe("violated");
    // a second order that one is shown has it obey the default order, which is a change where that was not the order
    expect(broken.map(({ order, lies }) => [order, lies])).toEqual([
      ["retreat", 3],
      ["attack", 1],
    ]);
  });
});

class NoRoundRule extends SignedMessages {
  override receive(_round: number, from: NodeId, report: SignedReport): readonly Fault[] {
    const length = report.chains[0]?.path.length ?? 1;
    return super.receive(length - 1, from, report);
  }
}
class NoRelay extends SignedMessages {
  override send(round: number) {
    const honest = super.send(round);
    return honest && round > 0 ? { ...honest, chains: [] } : honest;
  }
}
const unverified: MakeSigned = (part) =>
  new SignedMessages({ ...part, signer: { ...part.signer!, verify: () => true } });

describe("planted bugs", () => {
  it.each<[string, MakeSigned, "loyal" | "traitor", "ic1" | "ic2"]>([
    ["a chain shorter than the round is accepted", (part) => new NoRoundRule(part), "traitor", "ic1"],
    ["nothing is relayed", (part) => new NoRelay(part), "traitor", "ic1"],
    ["signatures are not verified", unverified, "loyal", "ic2"],
  ])("%s: found", (_name, make, general, condition) => {
    expect(checkSignedCase(4, 2, general, 2, make)[condition]).toBe("violated");
  });
});
