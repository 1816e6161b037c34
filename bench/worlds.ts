/** Whole worlds in one process: how many the check decides a second, and how many the simulator plays, beside the naive recursion. */

import { Planner } from "../src/check/sliced/plan.js";
import { Slices } from "../src/check/sliced/slices.js";
import type { Cast } from "../src/check/worlds.js";
import { simulate } from "../src/sim/network.js";
import { naiveWorlds } from "../test/check/naive.js";
import { sampleWorlds } from "../test/check/sample.js";
import { naiveTree } from "../test/oracle/eig.js";
import { groupOf, timesPerSecond } from "./measure.js";

export interface WorldFigures {
  readonly n: number;
  readonly m: number;
  /** decided or played a second */
  readonly perSecond: number;
  readonly naivePerSecond: number;
}

export interface CheckFigures extends WorldFigures {
  /** 32 at once, as `check --random --nodes` plays them */
  readonly slicedPerSecond: number;
}

/** Random worlds of a traitor general and m − 1 lying lieutenants, every loyal lieutenant's decision. */
export function benchCheck(n: number): CheckFigures {
  const { m } = groupOf(n);
  const cast: Cast = { n, m, general: "traitor", traitors: m };
  const [many, few] = [200, 2];
  const slices = new Slices(new Planner(groupOf(n), [1, ...groupOf(n).ids.slice(1, m)]).plan());
  let word = 0;
  return {
    n,
    m,
    slicedPerSecond: 32 * timesPerSecond(() => slices.play("attack", 3, word++), 500),
    perSecond: many * timesPerSecond(() => sampleWorlds(cast, many, 3), 500),
    naivePerSecond: few * timesPerSecond(() => naiveWorlds(cast, few, 3), 500),
  };
}

/** Whole runs in virtual time, with READY, DONE, deadlines and a recording; the naive recursion has none of them. */
export function benchSimulator(n: number): WorldFigures {
  const group = groupOf(n);
  const { m, ids } = group;
  const traitors = Array.from({ length: m }, (_, index) => ({ id: index + 2, strategy: "flip" as const }));
  const world = { group, order: "attack", traitors, seed: 1, roundTimeoutMs: 30, startTimeoutMs: 300 };
  const flip = (path: readonly number[], honest: string) => {
    const teller = path.at(-1) as number;
    if (teller < 2 || teller > m + 1) return honest;
    return honest === "attack" ? "retreat" : "attack";
  };
  return {
    n,
    m,
    perSecond: timesPerSecond(() => simulate(world), 500),
    naivePerSecond: timesPerSecond(() => {
      for (const id of ids.slice(1)) naiveTree(group, "attack", flip, id);
    }, 500),
  };
}
