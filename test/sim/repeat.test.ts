import { describe, expect, it } from "vitest";
import { childrenOf, formatPath, type Path } from "../../src/core/path.js";
import { groupOfRun, type Recording } from "../../src/recording/recording.js";
import { worldSeed } from "../../src/sim/campaign.js";
import { drawWorld } from "../../src/sim/draw.js";
import { simulate } from "../../src/sim/network.js";
import type { World } from "../../src/sim/world.js";
import { bytesOf, worldOf } from "./worlds.js";

/** `count` random worlds with n ≤ 10, with and without faults of time. */
function* randomWorlds(count: number): Generator<World> {
  for (let index = 0; count > 0; index++) {
    const { world } = drawWorld(worldSeed(4, index));
    if (world.group.ids.length > 10) continue;
    count--;
    yield world;
  }
}

/** A lieutenant's decision from what the recording says it accepted, folded by the definition. */
function decisionFrom({ run, reports }: Recording, self: number): string {
  const group = groupOfRun(run);
  const told = new Map<string, string>();
  for (const { to, relays } of reports) {
    if (to === self) for (const { path, order } of relays ?? []) told.set(formatPath(path), order);
  }
  const folded = (path: Path): string => {
    if (path.length > group.m) return told.get(formatPath(path)) ?? group.defaultOrder;
    const children = childrenOf(group, path).map(folded);
    const hasMajority = (order: string) =>
      children.filter((child) => child === order).length * 2 > children.length;
    return children.find(hasMajority) ?? group.defaultOrder;
  };
  return folded([group.general]);
}

describe("one config and one seed", () => {
  it("give the same recording and result, byte for byte, in 200 random worlds", () => {
    let withFaults = 0;
    for (const world of randomWorlds(200)) {
      const copy = JSON.parse(JSON.stringify(world)) as World;
      expect(bytesOf(copy)).toBe(bytesOf(world));
      if ((world.faults ?? []).length > 0) withFaults++;
    }
    expect(withFaults).toBeGreaterThan(60);
    expect(withFaults).toBeLessThan(140);
  });

  it("give another recording with another seed, where the strategy draws from it", () => {
    const world = worldOf(7, { traitors: [{ id: 2, strategy: "random" }] });
    expect(bytesOf({ ...world, seed: 2 })).not.toBe(bytesOf(world));
  });
});

describe("a recording", () => {
  it("holds all that a node decided by: folding its lines by the definition gives the decisions", () => {
    let compared = 0;
    for (const world of randomWorlds(120)) {
      const { recording } = simulate({ ...world, recordAll: true });
      for (const { node, order } of recording.decisions) {
        if (node === world.group.general) continue;
        expect(decisionFrom(recording, node)).toBe(order);
        compared++;
      }
    }
    expect(compared).toBeGreaterThan(400);
  });

  it("is in virtual time since the first start: a plain run takes one delivery a round", () => {
    const { recording, result } = simulate(worldOf(7));
    expect(
      recording.reports.filter(({ from, to }) => from !== to).map(({ at, round }) => at - round),
    ).toEqual(Array.from({ length: 66 }, () => 1));
    expect(recording.decisions.map(({ at }) => at)).toEqual([0, 3, 3, 3, 3, 3, 3]);
    expect(result.timing).toEqual({ startMs: 0, decideMs: 5, totalMs: 6 });
  });

  it("counts the relays of a report of over 1000, or spells them out if asked to", () => {
    const world = worldOf(13);
    const brief = simulate(world).recording.reports.filter(({ round }) => round === 4);
    expect(brief[0]).toMatchObject({ relays: expect.any(Array) as unknown });
    const large = worldOf(14, { group: { ...world.group, ids: [...world.group.ids, 14] } });
    const counted = simulate(large).recording.reports.filter(({ round }) => round === 4);
    expect(counted).toHaveLength(13 * 13);
    expect(counted[0]).toMatchObject({ count: 12 * 11 * 10 });
    expect(counted[0]).not.toHaveProperty("relays");
  });

  it("has the traffic: reports and relays sent, and bytes as whoever knows the wire counts them", () => {
    const { traffic } = simulate({ ...worldOf(7), frameBytes: (report) => 100 + report.round }).result;
    expect(traffic).toEqual({ reports: 66, relays: [6, 30, 150], bytes: 6600 + 30 + 60 });
  });
});
