import { afterEach, describe, expect, it, vi } from "vitest";
import { maxTolerated } from "../../src/core/bound.js";
import { Rounds } from "../../src/core/rounds.js";
import { Dice } from "../../src/sim/dice.js";
import { simulate } from "../../src/sim/network.js";
import { play } from "../../src/sim/play.js";
import type { InjectedFault, World } from "../../src/sim/world.js";
import { methodOf } from "./relative.js";
import { groupOf, worldOf } from "./worlds.js";

afterEach(() => void vi.restoreAllMocks());

const DELIVERY_MS = 10;

/** m traitors who say READY when they like and to whom they like, or never come up; loyal nodes come up anyhow. */
function skewedWorld(seed: number): World {
  const dice = new Dice(seed);
  const n = dice.between(4, 13);
  const group = groupOf(n);
  const liars = dice.some(group.ids, group.m);
  const faults: InjectedFault[] = [];
  for (const node of group.ids) {
    if (!liars.includes(node)) faults.push({ kind: "up", node, atMs: dice.between(0, 150) });
    else if (dice.chance(0.3))
      faults.push({ kind: "up", node, atMs: dice.chance(0.5) ? null : dice.below(900) });
  }
  for (const from of liars) {
    if (dice.chance(0.7)) faults.push({ kind: "loss", frame: "ready", from });
    for (const to of group.ids.filter((id) => id !== from && dice.chance(0.5))) {
      const at = dice.between(0, 700);
      faults.push({ kind: "say", what: "ready", from, to, atMs: at });
      if (dice.chance(0.3)) faults.push({ kind: "say", what: "done", from, to, atMs: at });
    }
  }
  const traitors = liars.map((id) => ({ id, strategy: "silent" }) as const);
  return worldOf(n, { group, traitors, seed, delayMs: 1, jitterMs: DELIVERY_MS - 1, faults });
}

function link(a: number, b: number, atMs: number | null): InjectedFault {
  return { kind: "link", between: [a, b], atMs };
}

function loyalStarts(world: World): (number | null)[] {
  return [...play(world).nodes.values()].filter(({ isLoyal }) => isLoyal).map(({ startedMs }) => startedMs);
}

describe("the start rule (Srikanth and Toueg 1987)", () => {
  it("has loyal nodes start within two deliveries of each other, whatever m traitors say, in 400 random worlds", () => {
    let spread = 0;
    for (let seed = 0; seed < 400; seed++) {
      const starts = loyalStarts(skewedWorld(seed));
      expect(starts).not.toContain(null);
      const times = starts as number[];
      const between = Math.max(...times) - Math.min(...times);
      expect(between).toBeLessThanOrEqual(2 * DELIVERY_MS);
      spread = Math.max(spread, between);
    }
    // the worlds do come near the bound
    expect(spread).toBeGreaterThan(DELIVERY_MS);
  });

  it("nobody starts before the last loyal node is up: m READYs of traitors move nobody", () => {
    const says = [2, 3].flatMap((from) =>
      [1, 4, 5, 6, 7].map((to): InjectedFault => ({ kind: "say", what: "ready", from, to, atMs: 1 })),
    );
    const traitors = [2, 3].map((id) => ({ id, strategy: "silent" }) as const);
    const world = worldOf(7, { traitors, faults: [...says, { kind: "up", node: 7, atMs: 200 }] });
    const starts = loyalStarts(world);
    expect(starts).toHaveLength(5);
    expect(starts.every((startedMs) => (startedMs as number) > 200)).toBe(true);
  });

  it("with up to m nodes that never come up all others start, and decide", () => {
    for (const n of [4, 7, 10, 13]) {
      const absent = Array.from({ length: maxTolerated(n) }, (_, index) => n - index);
      const faults = absent.map((node): InjectedFault => ({ kind: "up", node, atMs: null }));
      const { result } = simulate(worldOf(n, { faults }));
      expect(result.observed.map(({ id }) => id)).toEqual(absent.toReversed());
      expect(result.guaranteed).toBe(true);
      expect(result.conditions).toEqual({ ic1: "holds", ic2: "holds" });
    }
  });

  it("with m + 1 absent nobody starts, and each says who is missing", () => {
    const faults = [5, 6, 7].map((node): InjectedFault => ({ kind: "up", node, atMs: null }));
    const { result } = simulate(worldOf(7, { faults }));
    expect(result.decisions.map(({ order }) => order)).toEqual(Array(7).fill(null));
    expect(result.observed[0]).toEqual({ id: 1, why: "gave up waiting for 5, 6, 7" });
    expect(result.conditions.ic1).toBe("unknown");
  });

  it("a traitor who links up to one node alone makes it READY at once, but does not make it give up", () => {
    // nodes 2 and 3 wait for their whole start timeout, 300 ms, and their READYs take 9 ms
    const slow: InjectedFault = { kind: "delay", ms: 9, frame: "ready" };
    const traitors = [{ id: 1, strategy: "silent" }] as const;
    const { result } = simulate(worldOf(4, { traitors, faults: [link(1, 2, null), link(1, 3, null), slow] }));
    expect(result.observed).toEqual([]);
    expect(result.conditions.ic1).toBe("holds");
  });

  it("a loyal node whose links are up late joins in when m + 1 others are ready", () => {
    const world = worldOf(4, { faults: [link(4, 1, 20)] });
    const times = loyalStarts(world) as number[];
    expect(Math.max(...times)).toBeLessThan(20);
  });
});

describe("planted: READY on the word of m others", () => {
  it("lets traitors start some loyal nodes long before others, in worlds like those above", () => {
    const saidReady = methodOf(Rounds.prototype, "saidReady");
    const first = new WeakSet<object>();
    vi.spyOn(Rounds.prototype, "saidReady").mockImplementation(function (this: Rounds<unknown>, peer, now) {
      // the first READY counts twice, as if it came from a node that is not there as well
      const early = first.has(this) ? [] : saidReady.call(this, -1, now);
      first.add(this);
      return [...early, ...saidReady.call(this, peer, now)];
    });
    const spreads = Array.from({ length: 60 }, (_, seed) => {
      const times = loyalStarts(skewedWorld(seed)).map((startedMs) => startedMs ?? Number.POSITIVE_INFINITY);
      return Math.max(...times) - Math.min(...times);
    });
    expect(spreads.filter((between) => between > 2 * DELIVERY_MS).length).toBeGreaterThan(0);
  });
});

describe("where n ≤ 3m", () => {
  const group = groupOf(6, 2);

  it("a start needs all n: one absent node stops everybody", () => {
    const { result } = simulate(worldOf(6, { group, faults: [{ kind: "up", node: 6, atMs: null }] }));
    expect(result.guaranteed).toBe(false);
    expect(result.decisions.map(({ order }) => order)).toEqual(Array(6).fill(null));
  });

  it("a traitor can split it: who gets its READY starts, and the others give up", () => {
    const traitors = [{ id: 6, strategy: "silent" }] as const;
    const lost = [3, 4, 5].map((to): InjectedFault => ({ kind: "loss", frame: "ready", from: 6, to }));
    const { nodes } = play(worldOf(6, { group, traitors, faults: lost }));
    const started = [...nodes.values()].filter(({ startedMs }) => startedMs !== null).map(({ id }) => id);
    expect(started).toEqual([1, 2, 6]);
    expect(simulate(worldOf(6, { group, traitors, faults: lost })).result.conditions.ic1).toBe("unknown");
  });
});
