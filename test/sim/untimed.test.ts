import { afterEach, expect, it, vi } from "vitest";
import { worldSeed } from "../../src/sim/campaign.js";
import { type DrawnWorld, drawWorld } from "../../src/sim/draw.js";
import { isUntimed, judgeSimulated, judgeWorld } from "../../src/sim/judge.js";
import { WorldLinks } from "../../src/sim/links.js";
import { play } from "../../src/sim/play.js";

afterEach(() => void vi.restoreAllMocks());

function* drawn(seed: number, atBound: boolean): Generator<DrawnWorld> {
  for (let index = 0; ; index++) yield drawWorld(worldSeed(seed, index), atBound);
}

function* untimed(count: number, atBound: boolean): Generator<DrawnWorld> {
  let left = count;
  for (const one of drawn(4, atBound)) {
    if (!isUntimed(one.world)) continue;
    if (left-- === 0) return;
    yield one;
  }
}

it("worlds without faults are judged as the simulation judges them, whatever traitors do", () => {
  const strategies = new Set<string>();
  let broken = 0;
  for (const atBound of [false, true]) {
    for (const one of untimed(350, atBound)) {
      const simulated = judgeSimulated(one);
      expect(judgeWorld(one)).toEqual(simulated);
      if (simulated.broken !== null) broken++;
      for (const { strategy } of one.world.traitors) strategies.add(strategy);
    }
  }
  expect(broken).toBeGreaterThan(20);
  expect(strategies.size).toBe(9);
});

it("a difference between the two is a find: links that never come up where time passes", () => {
  vi.spyOn(WorldLinks.prototype, "linkUpMs").mockReturnValue(Number.POSITIVE_INFINITY);
  const found = [...untimed(80, false)].flatMap((one) => judgeWorld(one).broken ?? []);
  expect(found.length).toBeGreaterThan(3);
  expect(found[0]).toMatch(/^with time: .*; without: null$/u);
});

it("what is played no further than the decisions comes to the same decisions and lateness", () => {
  let count = 0;
  for (const { world } of drawn(5, false)) {
    if (world.faults?.some(({ kind }) => kind === "stall")) continue;
    if (count++ === 150) return;
    const [whole, cut] = [play(world), play(world, { endsDecided: true })];
    const decisions = ({ nodes }: typeof whole) => [...nodes].map(([id, { decision }]) => [id, decision]);
    const late = ({ faults }: typeof whole) => faults.filter(({ fault }) => fault.kind === "late");
    expect(decisions(cut)).toEqual(decisions(whole));
    expect(late(cut)).toEqual(late(whole));
  }
});
