/** Worlds for the tests, and what is asked of them. */
import type { Group } from "../../src/core/group.js";
import { linesOf } from "../../src/recording/recording.js";
import { type SimulateOptions, simulate } from "../../src/sim/network.js";
import type { World } from "../../src/sim/world.js";

/** Nodes 1 … n, general 1. */
export function groupOf(n: number, m = Math.floor((n - 1) / 3)): Group {
  const ids = Array.from({ length: n }, (_, index) => index + 1);
  return { protocol: "om", ids, general: 1, m, orders: ["retreat", "attack"], defaultOrder: "retreat" };
}

/** Node 1 orders attack; a round is 30 ms, a delivery 1 ms, and a start is waited for 300 ms. */
export function worldOf(n: number, changes: Partial<World> = {}): World {
  const group = groupOf(n);
  return {
    group,
    order: "attack",
    traitors: [],
    seed: 1,
    roundTimeoutMs: 30,
    startTimeoutMs: 300,
    ...changes,
  };
}

export function bytesOf(options: SimulateOptions): string {
  const { recording, result } = simulate(options);
  return [...linesOf(recording), result].map((line) => JSON.stringify(line)).join("\n");
}

/** Faults as `2<5 late in round 1`: node 2 says so of node 5. */
export function faultsIn(world: World): string[] {
  return simulate(world).recording.faults.map(
    ({ node, from, round, kind }) => `${node}<${from} ${kind} in round ${round}`,
  );
}

export function observedIn(world: World): number[] {
  return simulate(world).result.observed.map(({ id }) => id);
}

export function decisionsIn(world: World): (string | null)[] {
  return simulate(world).result.decisions.map(({ order }) => order);
}
