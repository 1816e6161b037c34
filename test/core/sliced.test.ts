/** OM(m) with its last round in slices against the naive tree, which knows of none. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Group, lieutenantsOf, type NodeId } from "../../src/core/group.js";
import { playInStep } from "../../src/core/in-step.js";
import { formatPath, pathsOf } from "../../src/core/path.js";
import type { Relay } from "../../src/core/relay.js";
import { Rounds } from "../../src/core/rounds.js";
import { protocolOf, roundsOf } from "../../src/protocols/index.js";
import { oralMessages } from "../../src/protocols/om/rules.js";
import { drivenGroup, drivenRound, paceOf, sliceAt, sliceCount } from "../../src/protocols/om/slices.js";
import { play } from "../../src/sim/play.js";
import { naiveTree, type Tell } from "../oracle/eig.js";
import { groupOf as groupOfNodes } from "../sim/worlds.js";
import { liar } from "./arbitrary.js";

const ORDERS = ["retreat", "attack", "wait"];

/** Groups of 7 or 8 with m = 5 or 6, which slices are possible in, though far too small to need them. */
const groups: fc.Arbitrary<Group> = fc
  .uniqueArray(fc.integer({ min: 1, max: 60 }), { minLength: 7, maxLength: 8 })
  .chain((ids) =>
    fc.record({
      protocol: fc.constant("om" as const),
      ids: fc.constant(ids.toSorted((a, b) => a - b)),
      general: fc.constantFrom(...ids),
      m: fc.integer({ min: 5, max: ids.length - 2 }),
      orders: fc.integer({ min: 2, max: 3 }).map((count) => ORDERS.slice(0, count)),
      defaultOrder: fc.constantFrom("retreat", "attack"),
      inParts: fc.constant(true as const),
    }),
  );

/** Whether a sender's whole report of a round is lost on the way to one receiver. */
type Loss = (round: number, from: NodeId, to: NodeId) => boolean;

/** Every node's protocol after all rounds; what each node tells passes through `tell`, if it is not lost. */
function runSliced(group: Group, order: string, tell: Tell, isLost: Loss) {
  const kind = protocolOf(group);
  const nodes = new Map(group.ids.map((self) => [self, kind.make({ group, self, order })]));
  playInStep(kind, group, nodes, (report, round, to) => {
    const { from } = report;
    if (isLost(round, from, to)) return null;
    const relays = kind
      .relaysOf(group, report)
      .map(({ path, order: honest }): Relay => ({ path, order: tell(path, honest, to) }));
    return kind.reportOf(group, round, from, relays);
  });
  return nodes;
}

describe("the last round in slices", () => {
  it("decides as the naive tree does, whatever traitors tell and whichever reports are lost", () => {
    fc.assert(
      fc.property(groups, fc.nat(), fc.nat(), fc.nat(20), (group, seed, mask, lossOneIn) => {
        const traitors = group.ids.filter((_, index) => (mask >> index) & 1);
        const order = group.orders[seed % group.orders.length] as string;
        const lies = liar(group, traitors, seed);
        const isLost: Loss = (round, from, to) =>
          traitors.includes(from) && (round * 31 + from * 17 + to * 7 + seed) % (lossOneIn + 2) === 0;
        const tell: Tell = (path, honest, to) => {
          const from = path.at(-1) as NodeId;
          return isLost(drivenRound(group, path), from, to) ? group.defaultOrder : lies(path, honest, to);
        };
        const nodes = runSliced(group, order, lies, isLost);
        for (const id of lieutenantsOf(group))
          expect(nodes.get(id)?.decide()).toBe(naiveTree(group, order, tell, id).decision);
        expect(nodes.get(group.general)?.decide()).toBe(order);
      }),
      { numRuns: 25 },
    );
  });

  it("tells each path of level m once, in the round that is its slice's, and spells reports out and back", () => {
    fc.assert(
      fc.property(groups, fc.nat(), (group, pick) => {
        const kind = protocolOf(group);
        const sender = lieutenantsOf(group)[pick % (group.ids.length - 1)] as NodeId;
        const told = new Set<string>();
        for (let round = group.m; round <= kind.lastRound(group); round++) {
          if (!kind.senders(group, round).includes(sender)) continue;
          const relays = kind.relaysOf(group, kind.reportOf(group, round, sender, []));
          expect(relays).toHaveLength(kind.relaysEach(group, round));
          const marked = relays.map(
            ({ path }, at): Relay => ({ path, order: group.orders[at % 2] as string }),
          );
          expect(kind.relaysOf(group, kind.reportOf(group, round, sender, marked))).toEqual(marked);
          for (const { path } of relays) {
            expect(drivenRound(group, path)).toBe(round);
            told.add(formatPath(path));
          }
        }
        expect(told).toEqual(new Set(pathsOf(group, group.m, sender).map(formatPath)));
      }),
      { numRuns: 20 },
    );
  });

  it("gives the same run in the simulator as the whole round does", () => {
    for (const [n, m, strategies] of [
      [9, 5, ["flip", "split"]],
      [8, 6, ["collude", "random", "silent"]],
      [7, 5, ["always"]],
    ] as const) {
      const traitors = strategies.map((strategy, at) =>
        strategy === "always" ? { id: at + 2, strategy, order: "retreat" } : { id: at + 2, strategy },
      );
      const whole = groupOfNodes(n, m);
      const [a, b] = [whole, { ...whole, inParts: true as const }].map((group) =>
        play({ group, order: "attack", traitors, seed: 3, roundTimeoutMs: 30, startTimeoutMs: 300 }),
      );
      const decisions = [a, b].map((played) =>
        [...(played?.nodes ?? [])].map(([id, node]) => [id, node.decision]),
      );
      expect(decisions[0]).toEqual(decisions[1]);
      expect(a?.traffic.relays).toEqual(b?.traffic.relays);
      expect(b?.traffic.reports).toBeGreaterThan(a?.traffic.reports ?? 0);
    }
  });
});

describe("slices", () => {
  const large = groupOfNodes(25);

  it("are needed at n = 25 and not below, and then there are (n−1)(n−2)", () => {
    expect(drivenGroup(large).inParts).toBe(true);
    for (let n = 4; n < 25; n++) expect(drivenGroup(groupOfNodes(n)).inParts).toBe(undefined);
    expect(sliceCount({ ...large, inParts: true })).toBe(24 * 23);
    expect(sliceCount(large)).toBe(1);
    expect(roundsOf({ ...large, inParts: true })).toBe(9);
  });

  it("keep nothing of what a node does not need any more", () => {
    const group: Group = { ...groupOfNodes(7, 5), inParts: true };
    const lastRound = oralMessages.lastRound(group);
    expect(lastRound).toBe(5 + 30 - 1);
    const rounds = new Rounds<string>(
      {
        peers: [2],
        m: 1,
        readiesNeeded: 1,
        lastRound,
        roundTimeoutMs: 100,
        startTimeoutMs: 100,
        expects: () => [2],
        same: (a, b) => a === b,
        pace: paceOf(group),
      },
      0,
    );
    rounds.heard(2, 0);
    for (let round = 0; round < 6; round++) rounds.report(2, round, `report ${round}`, 1);
    expect(rounds.round).toBe(6);
    // let go: nobody can tell
    for (const round of [4, 5]) expect(rounds.report(2, round, "another", 1).reception).toBe("resend");
    expect(rounds.report(2, 3, "another", 1).reception).toBe("duplicate");
    expect(rounds.report(2, 6 + 8 + 1, "early", 1).reception).toBe("tooEarly");
    expect(rounds.report(2, 6 + 8, "early", 1).reception).toBe("kept");
  });

  it("lag by no more than a loyal peer may be ahead: nobody waits for q and p in their own slices", () => {
    for (const n of [7, 8, 11]) {
      const group: Group = { ...groupOfNodes(n, 5), inParts: true };
      const lastRound = oralMessages.lastRound(group);
      for (const id of lieutenantsOf(group)) {
        let unawaited = 0;
        let longest = 0;
        for (let round = 5; round <= lastRound; round++) {
          const slice = sliceAt(group, round);
          unawaited = slice && [slice.p, slice.q].includes(id) ? unawaited + 1 : 0;
          longest = Math.max(longest, unawaited);
        }
        // it has told the round before, its peer tells the one behind, and one more that is open at the peer
        expect(paceOf(group).ahead(lastRound)).toBeGreaterThanOrEqual(longest + 1);
      }
    }
  });
});
