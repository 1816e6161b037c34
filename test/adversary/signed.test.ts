/** Lies among signed messages: what others signed is passed on as it is or withheld, and a hidden order is shown to one node. */
import { describe, expect, it } from "vitest";
import { completeEntry } from "../../src/adversary/collude.js";
import { deviationOf } from "../../src/adversary/deviation.js";
import type { Group, NodeId, Order } from "../../src/core/group.js";
import { type Chain, signChain, unsigned } from "../../src/core/signer.js";
import type { TraitorEntry } from "../../src/core/traitor.js";
import { keysHeldBy } from "../../src/protocols/sm/release.js";
import type { SignedReport } from "../../src/protocols/sm/rules.js";
import { Notary } from "../../src/sim/notary.js";

const GROUP: Group = {
  ...{ protocol: "sm", ids: [1, 2, 3, 4, 5, 6], general: 3, m: 3 },
  ...{ orders: ["retreat", "attack", "wait"], defaultOrder: "retreat" },
};
const hand = new Notary(1).signerOf(GROUP.ids);

function chain(order: Order, ...path: NodeId[]): Chain {
  return path.reduce((one, by) => signChain(hand, one, by), unsigned(order));
}

/** What a traitor tells a node in the place of these chains. */
function told(entry: TraitorEntry | undefined, to: NodeId, ...chains: Chain[]): string[] | undefined {
  const honest: SignedReport = { round: (chains[0] as Chain).path.length - 1, from: entry?.id ?? 0, chains };
  const lie = deviationOf<SignedReport>(GROUP, entry as TraitorEntry, 1, hand).lie(honest, honest.round, to);
  return lie?.chains.map(({ order, path }) => `${order} ${path.join(".")}`);
}

it("a general signs another order, and a lieutenant that would alter what he signed withholds it", () => {
  expect(told({ id: 3, strategy: "flip" }, 2, chain("attack", 3))).toEqual(["wait 3"]);
  expect(told({ id: 2, strategy: "flip" }, 4, chain("attack", 3, 2))).toEqual([]);
  const keeping: TraitorEntry = { id: 2, strategy: "always", order: "attack" };
  expect(told(keeping, 4, chain("attack", 3, 2), chain("wait", 3, 2))).toEqual(["attack 3.2"]);
});

describe("release", () => {
  const releasing = (...ids: number[]) => ids.map((id): TraitorEntry => ({ id, strategy: "release" }));
  const planOf = (m: number, ...traitors: TraitorEntry[]) => {
    const entry = completeEntry({ ...GROUP, m }, traitors, 3, "retreat");
    return entry?.strategy === "release" ? entry.plan : undefined;
  };

  it("shows the hidden order in the last round there is, or that so many signatures reach", () => {
    const plans = [0, 1, 2, 3].map((m) => planOf(m, ...releasing(1, 2, 3)));
    expect(plans.map((plan) => [plan?.round, plan?.path])).toEqual([
      [0, [3]],
      [1, [3, 1]],
      [2, [3, 1, 2]],
      [2, [3, 1, 2]],
    ]);
  });

  it("shows it to the first lieutenant that is no traitor, and nobody can hide one without the general", () => {
    const silent: TraitorEntry = { id: 1, strategy: "silent" };
    expect(planOf(3, silent, ...releasing(2, 3))).toEqual({ round: 1, to: 4, order: "attack", path: [3, 2] });
    expect(completeEntry(GROUP, releasing(1, 2), 1)).toEqual({ id: 1, strategy: "release" });
  });

  it("is told by the last who signed it alone, in a report that holds what may stand in one", () => {
    const traitors = releasing(1, 2, 3);
    const [first, second] = [1, 2].map((id) => completeEntry(GROUP, traitors, id, "retreat"));
    const [retreat, attack, wait] = GROUP.orders.map((order) => (by: number) => chain(order, 3, 6, by));
    expect(told(second, 4, retreat!(2))).toEqual(["retreat 3.6.2", "attack 3.1.2"]);
    expect(told(second, 4, attack!(2), wait!(2))).toEqual(["attack 3.1.2", "wait 3.6.2"]);
    expect(told(second, 4, retreat!(2), wait!(2))).toEqual(["retreat 3.6.2", "attack 3.1.2"]);
    expect(told(second, 5, retreat!(2))).toEqual(["retreat 3.6.2"]);
    expect(told(first, 4, retreat!(1))).toEqual(["retreat 3.6.1"]);
  });

  it("is signed with the keys of those alone who release", () => {
    const traitors: TraitorEntry[] = [...releasing(3, 1), { id: 2, strategy: "flip" }];
    expect([1, 2, 3, 4].map((id) => keysHeldBy(traitors, id))).toEqual([[1, 3], [2], [1, 3], [4]]);
  });
});
