/** A tree of a group that agrees again and again: what it looks up is what would be made anew. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { type Group, lieutenantsOf, type NodeId } from "../../src/core/group.js";
import { pathsOf } from "../../src/core/path.js";
import { BitTree } from "../../src/protocols/om/bit-tree.js";
import { isSmall, RecurringTree } from "../../src/protocols/om/recurring-tree.js";
import { type OralReport, reportOf } from "../../src/protocols/om/report.js";

const GROUP: Group = {
  ...{ protocol: "om", ids: [1, 2, 3, 4, 5, 6, 7], general: 3, m: 2 },
  ...{ orders: ["retreat", "attack", "wait"], defaultOrder: "retreat" },
};

/** What one node tells in a round: one order on all paths but one, and a few such for all agreements, as in a lasting group. */
function reportsOf(group: Group, round: number, from: NodeId): OralReport[] {
  const paths = pathsOf(group, round, from);
  return group.orders.flatMap((order, at) =>
    [0, paths.length - 1].map((odd) => {
      const told = paths.map((path, index) => ({ path, order: index === odd ? "attack" : order }));
      return reportOf(group, round, from, told.slice(at));
    }),
  );
}

/** Which of them arrive in an agreement, by round and sender; −1: none. */
const chosen = fc.array(fc.integer({ min: -1, max: 5 }), { minLength: 13, maxLength: 13 });

it("relays and folds as a tree that is made anew does, whatever was told before", () => {
  // the general's order may be another each time, and so may be who relays: trees of one group share what they know
  fc.assert(
    fc.property(fc.array(fc.record({ chosen, self: fc.constantFrom(1, 2, 7) }), { maxLength: 12 }), (all) => {
      const group = { ...GROUP };
      const known = [0, 1, 2].map((round) =>
        (round === 0 ? [group.general] : lieutenantsOf(group)).map((id) => reportsOf(group, round, id)),
      );
      for (const { chosen: which, self } of all) {
        const [tree, anew] = [new RecurringTree(group), new BitTree(group)];
        let next = 0;
        for (const [round, senders] of known.entries()) {
          const relayed = [tree, anew].map((one) => (round === 0 ? null : one.relay(self, round)));
          expect(relayed[0]).toEqual(relayed[1]);
          for (const reports of senders) {
            const report = reports[which[next++] as number];
            if (report) for (const one of [tree, anew]) one.store(report);
          }
        }
        expect(tree.fold()).toEqual(anew.fold());
        for (const order of group.orders) expect(tree.first(order)).toEqual(anew.first(order));
      }
    }),
  );
});

it("makes nothing twice of the same reports, and keeps nothing of a large tree", () => {
  const filled = () => {
    const tree = new RecurringTree(GROUP);
    tree.store(tree.first("attack"));
    for (const id of lieutenantsOf(GROUP)) tree.store(first[id] as OralReport);
    return tree;
  };
  const first = Object.fromEntries(lieutenantsOf(GROUP).map((id) => [id, reportsOf(GROUP, 1, id)[0]]));
  const [tree, again] = [filled(), filled()];
  expect(
    [again.first("attack"), again.relay(2, 2), again.fold()].map(
      (made, at) => made === [tree.first("attack"), tree.relay(2, 2), tree.fold()][at],
    ),
  ).toEqual([true, true, true]);
  const ids = Array.from({ length: 22 }, (_, at) => at + 1);
  expect([isSmall(GROUP), isSmall({ ...GROUP, ids, m: 7 })]).toEqual([true, false]);
});
