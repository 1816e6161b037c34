/** Berman, Garay and Perry, FOCS 1989, §3: the phase king, claim by claim; and bugs that break the claims. */
import { describe, expect, it } from "vitest";
import type { Group, NodeId, Order } from "../../src/core/group.js";
import { reportsIn } from "../../src/core/protocol.js";
import { expected } from "../../src/core/standing.js";
import { type KingReport, PhaseKing, phaseKing, stepOf } from "../../src/protocols/king/rules.js";

const groupOf = (n: number, m: number): Group => ({
  ...{ protocol: "king", ids: Array.from({ length: n }, (_, index) => index + 1), general: 1, m },
  ...{ orders: ["retreat", "attack"], defaultOrder: "retreat" },
});

type Lie = (round: number, from: NodeId, to: NodeId) => Order | null;
/** Whose reports a node takes in. */
type Hears = (group: Group, round: number, self: NodeId) => readonly NodeId[];
const shipped: Hears = (group, round, self) => expected(phaseKing, group, round, self);

/** What loyal nodes tell as their value in each exchange, and what they decide. */
function play(group: Group, traitors: readonly NodeId[], lie: Lie, hears: Hears = shipped) {
  const nodes = new Map(group.ids.map((id) => [id, new PhaseKing(group, id, "attack")]));
  const isLoyal = (id: NodeId) => !traitors.includes(id);
  const exchanged: Order[][] = [];
  for (let round = 0; round <= phaseKing.lastRound(group); round++) {
    const mail: { to: NodeId; report: KingReport }[] = [];
    for (const [from, node] of nodes) {
      const honest = node.send(round);
      if (isLoyal(from) && stepOf(round) === "exchange" && honest)
        (exchanged[(round - 1) / 3] ??= []).push(honest.order as Order);
      // a traitor may speak in any round
      for (const to of honest ? phaseKing.receivers(group, round) : isLoyal(from) ? [] : group.ids) {
        const order = isLoyal(from) ? honest!.order : lie(round, from, to);
        mail.push({ to, report: { round, from, order } });
      }
    }
    for (const { to, report } of mail) {
      if (report.from === to || hears(group, round, to).includes(report.from))
        nodes.get(to)!.receive(round, report.from, report);
    }
  }
  const loyal = group.ids.filter(isLoyal);
  return { exchanged, decisions: loyal.map((id) => nodes.get(id)!.decide()) };
}

const SIZES = [
  [4, 1],
  [7, 2],
  [10, 3],
] as const;
const LIES: readonly Lie[] = [
  () => "retreat",
  (_round, _from, to) => (to % 2 === 0 ? "attack" : "retreat"),
  (round, from, to) => (["retreat", "attack", null] as const)[(round * 7 + from * 3 + to) % 3]!,
];

describe("the phase king", () => {
  it.each(SIZES)("n=%i, m=%i: 1 + 3(m+1) rounds, and m+1 kings, each once", (n, m) => {
    const group = groupOf(n, m);
    expect(phaseKing.lastRound(group) + 1).toBe(1 + 3 * (m + 1));
    const kings = Array.from({ length: m + 1 }, (_, phase) => phaseKing.senders(group, 3 * (phase + 1)));
    expect(kings).toEqual(group.ids.slice(0, m + 1).map((id) => [id]));
  });

  it.each(SIZES)("n=%i, m=%i: (n-1) + (m+1)(n-1)(2n+1) messages of one order each", (n, m) => {
    const group = groupOf(n, m);
    const rounds = Array.from({ length: phaseKing.lastRound(group) + 1 }, (_, round) => round);
    const messages = rounds.reduce((sum, round) => sum + reportsIn(phaseKing, group, round), 0);
    expect(messages).toBe(n - 1 + (m + 1) * (n - 1) * (2 * n + 1));
  });

  it.each(SIZES)("n=%i, m=%i, persistence: what all loyal nodes hold stays in every phase", (n, m) => {
    const traitors = Array.from({ length: m }, (_, index) => index + 2);
    for (const lie of LIES) {
      const { exchanged, decisions } = play(groupOf(n, m), traitors, lie);
      expect(exchanged.length).toBe(m + 1);
      expect(new Set([...exchanged.flat(), ...decisions])).toEqual(new Set(["attack"]));
    }
  });

  it.each(SIZES)("n=%i, m=%i, a good king: after his phase all loyal nodes hold the same", (n, m) => {
    // the general and the kings before the last one lie: only the last phase has a loyal king
    const traitors = Array.from({ length: m }, (_, index) => index + 1);
    for (const lie of LIES) {
      const { decisions } = play(groupOf(n, m), traitors, lie);
      expect(new Set(decisions).size).toBe(1);
    }
  });
});

/** Any node's word counts as the king's. */
const anyKing: Hears = (group, round, self) =>
  stepOf(round) === "king" ? group.ids : shipped(group, round, self);

it("planted, a king out of turn is heard: the good king's phase leaves loyal nodes apart", () => {
  const lie: Lie = (round, _from, to) => {
    if (stepOf(round) === "proposals") return null;
    return to % 2 === 0 ? "attack" : "retreat";
  };
  const decisionsOf = (hears: Hears) => new Set(play(groupOf(7, 2), [1, 7], lie, hears).decisions);
  expect(decisionsOf(shipped).size).toBe(1);
  expect(decisionsOf(anyKing)).toEqual(new Set(["attack", "retreat"]));
});
