/** Rows 14, 16 to 18, 26, 27, 30, 31 and 38 of docs/SECURITY.md: the right words at the wrong time. */
import { expect, it } from "vitest";
import { type Alter, Member } from "./member.js";
import { agreed, expectFault, type Outcome, stage, startLoyal } from "./stage.js";

const otherOrders = (text: string) => text.replaceAll('"attack"', '"retreat"');
const inRound = (text: string, round: number) => text.replace(/"round":-?\d+/, `"round":${round}`);

/** What node 4 adds to its report of round 1, for each node that hears it. */
const ADDED: Readonly<Record<number, (honest: string) => string[]>> = {
  // 26: the same again, twice; 27: another one
  2: (honest) => [honest, honest, honest, otherOrders(honest)],
  // 14: a message of another run, and of another instance; 18: rounds that do not exist, and one in which it owes none
  3: (honest) => [
    honest.replace(/"run":"[^"]*"/, '"run":"0"'),
    honest.replace('"instance":0', '"instance":7'),
    inRound(honest, 2),
    inRound(honest, -1),
    inRound(honest, 0),
    honest,
  ],
};

it("replays, repeats and rounds that are none: dropped and told, and what is right still counts", async () => {
  const on = await stage({ n: 4, lines: ["wire: json"] });
  await Member.join(on, 4, ({ type, to, parts }) => {
    const added = type === "report" ? ADDED[to] : undefined;
    return added ? added(String(parts[0])).map((text) => [text]) : [parts];
  });
  const outcomes = await agreed([1, 2, 3].map((id) => startLoyal(on, id)));
  expect(outcomes.get(1)!.faults).toEqual([]);
  expect(outcomes.get(2)!.faults).toHaveLength(1);
  expectFault(outcomes, 2, {
    from: 4,
    kind: "duplicate",
    detail: /second, different report of round 1; the first stands/,
  });
  expectFault(outcomes, 3, {
    from: 4,
    kind: "otherRun",
    detail: /of run 0, instance 0; this is run 1, instance 0/,
  });
  expectFault(outcomes, 3, { from: 4, kind: "otherRun", detail: /instance 7/ });
  expectFault(outcomes, 3, { from: 4, kind: "badRound", detail: /of round 2; rounds run 0 to 1/ });
  expectFault(outcomes, 3, { from: 4, kind: "badRound", detail: /of round -1/ });
  expectFault(outcomes, 3, { from: 4, kind: "badRound", detail: /of round 0, in which it owes none/ });
  expect(outcomes.get(3)!.faults.map(({ kind }) => kind)).not.toContain("late");
});

it("row 17: reports of all rounds, and DONE, before the start are kept, and counted in their rounds", async () => {
  const on = await stage({ n: 4, lines: ["wire: json"] });
  const early = await Member.join(on, 4, ({ type, parts }) => (type === "ready" ? [parts] : []));
  const { context } = early;
  const header = { version: 1, hash: context.hash, run: context.run, instance: 0 };
  const report = {
    ...header,
    type: "report",
    round: 1,
    from: 4,
    relays: [{ path: [1, 4], order: "retreat" }],
  };
  const done = { ...header, type: "done", round: 1, from: 4 };
  for (const to of [1, 2, 3])
    early.say(to, ...[report, done].slice(to === 1 ? 1 : 0).map((one) => [JSON.stringify(one)]));
  const outcomes = await agreed([1, 2, 3].map((id) => startLoyal(on, id)));
  for (const { order, faults } of outcomes.values())
    expect({ order, faults }).toEqual({ order: "attack", faults: [] });
});

/** Node 4 keeps its report of round 1 from nodes 2 or 3 until that node's DONE has come; to the others it is honest. */
async function straddled(late: readonly number[]): Promise<ReadonlyMap<number, Outcome>> {
  const on = await stage({ n: 4, lines: ["wire: json", "roundTimeout: 1500ms"] });
  const held = new Map<number, readonly Buffer[]>();
  const alter: Alter = ({ type, to, parts }) => {
    if (type === "done") return [];
    if (type !== "report" || !late.includes(to)) return [parts];
    held.set(to, parts);
    return [];
  };
  const member = await Member.join(on, 4, alter);
  const nodes = [1, 2, 3].map((id) => startLoyal(on, id));
  await Promise.all(
    late.map(async (id) => {
      await member.until(id, /"type":"done"/);
      member.say(id, held.get(id)!);
    }),
  );
  return agreed(nodes);
}

it("rows 16, 30 and 31: in time for one, after the round has closed for another: the verdict stands", async () => {
  const outcomes = await straddled([2]);
  expectFault(outcomes, 2, { from: 4, kind: "late", detail: /^no report of round 1 when it closed$/ });
  expect(outcomes.get(3)!.faults).toEqual([]);
  for (const { order } of outcomes.values()) expect(order).toBe("attack");
});

it("row 16: a report of a round that has closed is dropped and told", async () => {
  const on = await stage({ n: 5, lines: ["wire: json", "m: 1", "general: 5", "roundTimeout: 1500ms"] });
  const general = await Member.join(on, 5, ({ type, to, parts }) =>
    type === "report" && to === 3 ? [] : [parts],
  );
  // Node 4 keeps the others here until their last deadline: it never says DONE.
  await Member.join(on, 4, ({ type, parts }) => (type === "done" ? [] : [parts]));
  const nodes = [1, 2, 3].map((id) => startLoyal(on, id));
  // Node 3 closes round 0 by its deadline; then its report of round 0 comes.
  await nodes[2]!.said(/round 0: /);
  const header = { version: 1, hash: general.context.hash, run: general.context.run, instance: 0 };
  const report = { ...header, type: "report", round: 0, from: 5, relays: [{ path: [5], order: "attack" }] };
  general.say(3, [JSON.stringify(report)]);
  const outcomes = await agreed(nodes);
  expectFault(outcomes, 3, { from: 5, kind: "late", detail: /^no report of round 0 when it closed$/ });
  expectFault(outcomes, 3, {
    from: 5,
    kind: "closedRound",
    detail: /^a report of round 0 after that round had closed$/,
  });
  for (const { order } of outcomes.values()) expect(order).toBe("attack");
});

it("row 38: a false READY and one that came too early start nobody", async () => {
  const on = await stage({ n: 4, lines: ["wire: json", "roundTimeout: 1500ms"] });
  const liar = await Member.join(on, 4);
  const header = { version: 1, hash: liar.context.hash, run: liar.context.run, instance: 0 };
  const ready = (from: number) => JSON.stringify({ ...header, type: "ready", round: 0, from });
  // Its own, before it has heard anybody, and again and again: one of the three that a start needs.
  for (const to of [1, 2]) liar.say(to, ...Array.from({ length: 20 }, () => [ready(4)]));
  const first = [1, 2].map((id) => startLoyal(on, id));
  await Promise.all(first.map((node) => node.said("waiting for its peers")));
  // In the name of node 3, which is not there, over its own link: cut.
  liar.say(2, [ready(3)]);
  await first[1]!.said(/node 4.*names node 3 as sender/);
  expect(first.map((node) => node.heardSoFar()).join()).not.toContain("started");
  const outcomes = await agreed([...first, startLoyal(on, 3)]);
  expectFault(outcomes, 2, { from: 4, kind: "badSender", detail: /names node 3 as sender/ });
  for (const { order } of outcomes.values()) expect(order).toBe("attack");
});
