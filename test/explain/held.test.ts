/** What nodes held, against what the run itself says: its decisions, its vectors, the thresholds of the algorithm. */
import { describe, expect, it } from "vitest";
import type { Group, NodeId, ProtocolName } from "../../src/core/group.js";
import type { ScriptedLie } from "../../src/core/traitor.js";
import type { Held } from "../../src/explain/explained.js";
import { heldIn, roundName } from "../../src/explain/held.js";
import { EXPLAINED } from "../../src/explain/protocols.js";
import { toPlain } from "../../src/explain/text.js";
import { protocolOf } from "../../src/protocols/index.js";
import type { KingHeld } from "../../src/protocols/king/explain/held.js";
import type { SignedHeld } from "../../src/protocols/sm/explain/held.js";
import type { VectorHeld } from "../../src/protocols/vector/explain/held.js";
import type { Recording } from "../../src/recording/recording.js";
import { simulate } from "../../src/sim/network.js";

function groupOf(protocol: ProtocolName, n: number, m: number): Group {
  const ids = Array.from({ length: n }, (_, index) => index + 1);
  return { protocol, ids, general: 1, m, orders: ["retreat", "attack"], defaultOrder: "retreat" };
}

function recorded(protocol: ProtocolName, seed: number, n = 7, m = 2): Recording {
  const ids = groupOf(protocol, n, m).ids;
  return simulate({
    group: groupOf(protocol, n, m),
    order: "attack",
    traitors: [
      { id: 1, strategy: "random" },
      { id: 3, strategy: "late" },
    ],
    ...{ seed, roundTimeoutMs: 100, startTimeoutMs: 100, recordAll: true },
    ...(protocol === "vector" && { values: Object.fromEntries(ids.map((id) => [id, `v${id}`])) }),
  }).recording;
}

/** Four nodes, of which the first, the general, tells these lies. */
function scripted(protocol: ProtocolName, lies: readonly ScriptedLie[]): Recording {
  return simulate({
    ...{ group: groupOf(protocol, 4, 1), order: "attack", traitors: [{ id: 1, strategy: "script", lies }] },
    ...{ seed: 1, roundTimeoutMs: 100, startTimeoutMs: 100, recordAll: true },
  }).recording;
}

function heldOf<H extends Held>(recording: Recording): ReadonlyMap<NodeId, H> {
  return heldIn(recording) as ReadonlyMap<NodeId, H>;
}

function* loyalIn<H extends Held>(recording: Recording): Generator<H> {
  const held = heldOf<H>(recording);
  for (const { node, order } of recording.decisions) {
    if (recording.run.traitors.some(({ id }) => id === node)) continue;
    const one = held.get(node) as H;
    expect(one.choice).toBe(order);
    yield one;
  }
}

const SEEDS = Array.from({ length: 20 }, (_, seed) => seed);

describe("what loyal nodes held", () => {
  it("with sm: V has one order where that is the choice, and none or several where the default order is", () => {
    let chains = 0;
    for (const seed of SEEDS) {
      const all = [...loyalIn<SignedHeld>(recorded("sm", seed))];
      expect(all).toHaveLength(5);
      for (const held of all) {
        const [only, ...more] = held.orders;
        chains += held.orders.length;
        expect(held.choice).toBe(only && more.length === 0 ? only.order : "retreat");
        for (const { path, round } of held.orders) expect([path.length, path[0]]).toEqual([round + 1, 1]);
      }
    }
    expect(chains).toBeGreaterThan(SEEDS.length);
  });

  it("with king: n - m told what is proposed, and n - m proposals make sure", () => {
    for (const seed of SEEDS) {
      const all = [...loyalIn<KingHeld>(recorded("king", seed))];
      expect(all).toHaveLength(5);
      for (const held of all) {
        expect(held.phases.map(({ king }) => king)).toEqual([1, 2, 3]);
        expect(held.phases.at(-1)?.after).toBe(held.choice);
        for (const { values, proposal, support, isSure, value, kingSaid, after } of held.phases) {
          const [first] = values;
          expect(values.reduce((sum, { by }) => sum + by.length, 0)).toBe(7);
          expect(proposal).toBe((first?.by.length ?? 0) >= 5 ? first?.order : null);
          expect(isSure).toBe(support >= 5);
          expect(after).toBe(isSure ? value : (kingSaid ?? "retreat"));
        }
      }
    }
  });

  it("with king: who tells nothing in an exchange tells the default order, and a value that nobody proposes has no support", () => {
    const recording = scripted("king", [
      ...[3, 4].map((to) => ({ round: 0, to, path: [1], order: "retreat" })),
      { round: 1, to: 2, path: [1], order: null },
      { round: 3, to: 4, path: [1], order: null },
    ]);
    const [second, third, fourth] = [2, 3, 4].map((id) => heldOf<KingHeld>(recording).get(id)?.phases[0]);
    expect(second).toEqual({
      king: 1,
      values: [
        { order: "retreat", by: [1, 3, 4] },
        { order: "attack", by: [2] },
      ],
      proposal: "retreat",
      proposals: expect.anything(),
      ...{ value: "attack", support: 0, isSure: false, kingSaid: "attack", after: "attack" },
    });
    expect(third).toMatchObject({ proposal: null, value: "retreat", support: 1, after: "attack" });
    expect(fourth).toMatchObject({ value: "retreat", isSure: false, kingSaid: null, after: "retreat" });
  });

  it("is said in a few words round by round", () => {
    const after = (protocol: "king" | "sm", id: NodeId, lies: readonly ScriptedLie[]) => {
      const group = groupOf(protocol, 4, 1);
      const held = heldOf(scripted(protocol, lies)).get(id) as Held;
      const rounds = Array.from({ length: protocolOf(group).lastRound(group) + 1 }, (_, round) => round);
      return rounds.map((round) => toPlain([EXPLAINED[protocol].afterRound?.(group, held, round) ?? []]));
    };
    const others = (...ids: NodeId[]) => ids.map((to) => ({ round: 0, to, path: [1], order: "retreat" }));
    expect(after("king", 2, others(2, 3))).toEqual([
      "begins with retreat",
      "proposes nothing",
      "takes retreat, weak: 0 of 4",
      "holds attack",
      "proposes attack",
      "takes attack, strong: 4 of 4",
      "holds attack",
    ]);
    expect(after("sm", 2, others(2))).toEqual(["holds V = {retreat}", "holds V = {retreat, attack}"]);
  });

  it("with vector: the entries are those that the node decided on", () => {
    let nodes = 0;
    for (const seed of SEEDS) {
      const recording = recorded("vector", seed);
      const held = heldOf<VectorHeld>(recording);
      for (const { node, vector } of recording.decisions) {
        const one = held.get(node);
        if (!one || node === 1 || node === 3) continue;
        nodes++;
        expect(Object.fromEntries(one.entries.map(({ of, entry }) => [of, entry]))).toEqual(vector);
        for (const { of, told, votes } of one.entries) {
          expect(votes.reduce((sum, { by }) => sum + by.length, 0)).toBe(of === node ? 0 : 6);
          expect([1, 3, node].includes(of) || told === `v${of}`).toBe(true);
        }
      }
    }
    expect(nodes).toBe(5 * SEEDS.length);
  });

  it("with m = 0 there are no votes, and one phase", () => {
    const vector = heldOf<VectorHeld>(recorded("vector", 1, 4, 0)).get(2);
    expect(vector?.entries.flatMap(({ votes }) => votes)).toEqual([]);
    const king = heldOf<KingHeld>(recorded("king", 1, 4, 0)).get(2);
    expect(king?.phases).toHaveLength(1);
  });

  it("is not told where reports were counted", () => {
    const recording = recorded("king", 1);
    const reports = recording.reports.map(({ relays: _, ...line }) => ({ ...line, count: 1 }));
    expect(() => heldIn({ ...recording, reports })).toThrow("counted, not recorded");
  });
});

describe("a round's name", () => {
  it("says with king which step of which phase it is, and who is king", () => {
    const group = groupOf("king", 4, 1);
    const rounds = Array.from({ length: protocolOf(group).lastRound(group) + 1 }, (_, round) => round);
    expect(rounds.map((round) => roundName(group, round))).toEqual([
      "round 0: the order",
      "round 1, phase 1: exchange",
      "round 2, phase 1: proposals",
      "round 3, phase 1: king, node 1",
      "round 4, phase 2: exchange",
      "round 5, phase 2: proposals",
      "round 6, phase 2: king, node 2",
    ]);
  });
});
