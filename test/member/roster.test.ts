/** Whom a member is linked with as the log goes on, and who of those that ask is none. */
import { expect, it } from "vitest";
import type { LogNode, Members } from "../../src/log/members.js";
import type { Lineage } from "../../src/member/log/lineage.js";
import { Roster } from "../../src/member/log/roster.js";

const node = (id: number, more: Partial<LogNode> = {}): LogNode => ({
  ...{ id, address: `tcp://127.0.0.1:${7000 + id}`, publicKey: `key ${id}`, signingKey: `${id}`.repeat(64) },
  ...more,
});
const members = (epoch: number, nodes: LogNode[], learners: LogNode[] = []): Members => ({
  ...{ epoch, members: nodes, learners, highest: 9 },
});

/** Of member `self`, in the last of these epochs. */
function roster(self: number, epochs: readonly Members[], hasKeys = true): Roster {
  const nodes = epochs.flatMap((one) => one.members);
  const lineage = {
    at: (epoch: number) => epochs[epoch],
    keyOf: (id: number) => nodes.find((one) => one.id === id)?.signingKey,
  };
  return new Roster(self, lineage as unknown as Lineage, () => epochs.at(-1)!, hasKeys);
}

const idsOf = (of: Roster) => of.peers.map(({ id }) => id).toSorted((a, b) => a - b);

it("a member is linked with members, learners, and those that the last change removed, and not with itself", () => {
  const epochs = [
    members(0, [node(1), node(2), node(3), node(9)]),
    members(1, [node(1), node(2), node(3)]),
    members(2, [node(1), node(2), node(4)], [node(5)]),
  ];
  expect(idsOf(roster(1, epochs))).toEqual([2, 3, 4, 5]);
  expect(idsOf(roster(3, epochs))).toEqual([1, 2, 4, 5]);
  expect(roster(1, epochs).ids).toEqual({ epoch: 2, members: [1, 2, 4], learners: [5] });
});

it("one is dialled as the log says last", () => {
  const [before, now] = [node(2), node(2, { address: "tcp://127.0.0.1:8000", publicKey: "another" })];
  const epochs = [members(0, [node(1), before]), members(1, [node(1), now])];
  expect(roster(1, epochs).peers).toEqual([{ id: 2, address: now.address, publicKey: "another" }]);
});

it("where links have keys one without a key is not dialled, and where they have none all are", () => {
  const nodes = [node(1), node(2), node(3, { publicKey: null })];
  expect(idsOf(roster(1, [members(0, nodes)]))).toEqual([2]);
  const open = nodes.map((one) => ({ ...one, publicKey: null }));
  expect(roster(1, [members(0, open)], false).peers).toEqual(
    [2, 3].map((id) => ({ id, address: `tcp://127.0.0.1:${7000 + id}` })),
  );
});

it("who was removed is told so, and who looks on is no member yet", () => {
  const epochs = [members(0, [node(1), node(2)]), members(1, [node(1)], [node(5)])];
  const [member, removed, learner] = [1, 2, 5].map((id) => roster(id, epochs)) as [Roster, Roster, Roster];
  expect(() => removed.refuseRemoved()).toThrow(
    /^member 2 was removed from the group: epoch 1 is without it/,
  );
  expect(() => learner.refuseLearner()).toThrow(/^node 5 looks on, and is no member yet/);
  for (const refused of [
    () => member.refuseRemoved(),
    () => member.refuseLearner(),
    () => learner.refuseRemoved(),
  ])
    expect(refused).not.toThrow();
});
