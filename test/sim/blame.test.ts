/** Blame in simulated runs: on the least set of nodes that explains what was missed (test/core/observed.test.ts). */
import { afterEach, describe, expect, it, vi } from "vitest";
import { type Edge, leastCover } from "../../src/core/cover.js";
import type { NodeId, ProtocolName } from "../../src/core/group.js";
import { contradictionsIn } from "../../src/entry/core.js";
import { tellStory } from "../../src/explain/story.js";
import { toPlain } from "../../src/explain/text.js";
import { runCampaign } from "../../src/sim/campaign.js";
import { Dice } from "../../src/sim/dice.js";
import { simulate } from "../../src/sim/network.js";
import type { InjectedFault, World } from "../../src/sim/world.js";
import { groupOf, worldOf } from "./worlds.js";

/** Replaced by what a test plants. */
vi.mock(import("../../src/core/cover.js"), async (original) => {
  const { leastCover: real } = await original();
  return { leastCover: vi.fn<typeof real>(real) };
});

afterEach(() => void vi.mocked(leastCover).mockReset());

const DEAF: readonly InjectedFault[] = [{ kind: "loss", to: 7 }];

describe("a node that hears nobody", () => {
  it("is the one faulty node of the run, and the others agree on the general's order", () => {
    const { result, recording } = simulate(worldOf(7, { faults: DEAF }));
    expect(result.observed).toEqual([{ id: 7, why: "heard nothing in round 0" }]);
    expect(result).toMatchObject({ guaranteed: true, conditions: { ic1: "holds", ic2: "holds" } });
    expect(contradictionsIn(recording)).toEqual([]);
    expect(toPlain(tellStory(recording))).toContain(
      "Node 7 failed in this run: heard nothing in round 0. It counts as a traitor.",
    );
  });

  it("is so where it hears nothing in the last round alone", () => {
    const { result } = simulate(worldOf(7, { faults: [{ kind: "loss", to: 7, round: 2 }] }));
    expect(result.observed).toEqual([{ id: 7, why: "heard nothing in round 2" }]);
    expect(result).toMatchObject({ guaranteed: true, conditions: { ic1: "holds", ic2: "holds" } });
  });

  it.each(["om", "sm", "king", "vector"] as const)("is one with %s", (protocol: ProtocolName) => {
    const group = { ...groupOf(7, 1), protocol };
    const values = Object.fromEntries(group.ids.map((id) => [id, "attack"]));
    const world: World = { ...worldOf(7, { faults: DEAF }), group, ...(protocol === "vector" && { values }) };
    const { result } = simulate(world);
    expect(result.observed).toMatchObject([{ id: 7, why: "heard nothing in round 0" }]);
    expect(result).toMatchObject({ guaranteed: true, conditions: { ic1: "holds", ic2: "holds" } });
  });

  it("shows where a rule that charges senders alone is planted: six traitors, and nothing guaranteed", () => {
    plantSendersOnly();
    const { result } = simulate(worldOf(7, { faults: DEAF }));
    expect(result.observed).toHaveLength(6);
    expect(result.guaranteed).toBe(false);
  });
});

describe("reports lost at random", () => {
  it("put blame on more than m only where no m nodes explain them", () => {
    const counts = { within: 0, beyond: 0 };
    for (let seed = 0; seed < 400; seed++) {
      const world = lossy(seed);
      const { result, recording } = simulate(world);
      const missed = recording.faults.flatMap(({ kind, from, node }): Edge[] =>
        kind === "late" && from !== null ? [[from, node]] : [],
      );
      const { ids, m } = world.group;
      expect(result.decisions.map(({ id }) => id)).toEqual(ids);
      expect(result.decisions.every(({ order }) => order !== null)).toBe(true);
      const isExplained = subsets(ids, m).some((set) =>
        missed.every((edge) => edge.some((id) => set.includes(id))),
      );
      expect(result.observed.length <= m).toBe(isExplained);
      expect(result.guaranteed).toBe(isExplained);
      expect(isExplained && result.conditions.ic1 !== "holds").toBe(false);
      counts[isExplained ? "within" : "beyond"]++;
    }
    expect(Math.min(counts.within, counts.beyond)).toBeGreaterThan(50);
  });
});

describe("a campaign", () => {
  it("finds blame on more nodes than can have been at fault, planted", () => {
    plantSendersOnly();
    const { violations } = runCampaign({ seed: 1, worlds: 600 });
    expect(violations.map(({ description }) => description).join("\n")).toMatch(/; blame on \d+/);
  });
});

function plantSendersOnly(): void {
  vi.mocked(leastCover).mockImplementation((edges) => [...new Set(edges.map(([from]) => from))]);
}

/** 4 to 8 nodes; of some, what they send or what they are sent is lost, each frame by chance. */
function lossy(seed: number): World {
  const dice = new Dice(seed);
  const n = dice.between(4, 8);
  const { ids } = groupOf(n);
  const bad = ids.filter(() => dice.chance(0.3));
  const faults = bad.flatMap((id) => {
    const isDeaf = dice.chance(0.5);
    return ids.flatMap((other): InjectedFault[] => {
      if (other === id || !dice.chance(0.6)) return [];
      const [from, to] = isDeaf ? [other, id] : [id, other];
      return [{ kind: "loss", from, to, ...(dice.chance(0.5) && { round: dice.between(0, 2) }) }];
    });
  });
  return worldOf(n, { seed, faults });
}

/** All sets of at most `size` ids. */
function subsets(ids: readonly NodeId[], size: number): NodeId[][] {
  const [first, ...rest] = ids;
  if (first === undefined) return [[]];
  const without = subsets(rest, size);
  return size === 0 ? without : [...without, ...subsets(rest, size - 1).map((set) => [first, ...set])];
}
