/**
 * Sequences of agreements of members that hold their READYs back: as long as a round bears, beside generals that order before
 * anybody is ready, and beside members of a build that knows nothing of it.
 */
import { describe, expect, it } from "vitest";
import type { Group, NodeId } from "../../../src/core/group.js";
import { type Arrival, Lockstep, type LockstepSeat } from "../../../src/core/lockstep.js";
import type { Report } from "../../../src/core/protocol.js";
import { Rounds, type Schedule } from "../../../src/core/rounds.js";
import { judgeSequence } from "../../../src/sim/sequence/judge.js";
import { SimulatedMember } from "../../../src/sim/sequence/member.js";
import { playSequence } from "../../../src/sim/sequence/play.js";
import type { SequenceWorld } from "../../../src/sim/sequence/world.js";
import { drawSequence } from "./draw.js";
import { untoldIn } from "./untold.js";

const COUNT = 40;

const ORAL: Group = {
  ...{ protocol: "om", ids: [1, 2, 3, 4], general: 1, m: 1 },
  ...{ orders: ["retreat", "attack"], defaultOrder: "retreat" },
};

/** Starts on its own READY, and so gives its order before anybody has said one. */
class Hasty extends Lockstep<Report> {
  protected override makeRounds(plan: Schedule<Arrival<Report>>, nowMs: number): Rounds<Arrival<Report>> {
    return new Rounds({ ...plan, readiesNeeded: 1 }, nowMs);
  }
}

/** Members that hold READYs for `holdMs`; of `hasty` ones and of `older` ones who is told. */
function membersThat(
  holdMs: number,
  { hasty = NOBODY, older = NOBODY }: { hasty?: readonly NodeId[]; older?: readonly NodeId[] } = {},
): typeof SimulatedMember {
  return class extends SimulatedMember {
    protected override makeLockstep(seat: LockstepSeat<Report>, nowMs: number): Lockstep<Report> {
      const holds = seat.timing.readyHoldMs !== undefined && !older.includes(seat.self);
      const timing = { ...seat.timing, readyHoldMs: holds ? holdMs : undefined };
      const isHasty = hasty.includes(seat.self) && seat.group.general === seat.self;
      return isHasty ? new Hasty({ ...seat, timing }, nowMs) : new Lockstep({ ...seat, timing }, nowMs);
    }
  };
}

const NOBODY: readonly NodeId[] = [];

function foundIn(seeds: number, Members: (world: SequenceWorld) => typeof SimulatedMember): string[] {
  return Array.from({ length: seeds }, (_, seed) => {
    const world = drawSequence(seed, 6);
    const played = playSequence(world, Members(world));
    const broken = judgeSequence(world, played).flatMap((one) => one.broken);
    return [...broken, ...untoldIn(world, played)].map((what) => `${seed}: ${what}`);
  }).flat();
}

/** Three deliveries and two holds fill three quarters of a round: draw.ts has twelve deliveries in it. */
const longest = ({ delayMs, jitterMs }: SequenceWorld) => 3 * (delayMs + jitterMs);

describe("members that hold their READY for as long as three deliveries take", () => {
  it("agree", () => {
    expect(foundIn(COUNT, (world) => membersThat(longest(world)))).toEqual([]);
  });

  it("agree beside traitors whose orders come before anybody is ready", () => {
    const hasty = ({ traitors }: SequenceWorld) => traitors.map(({ id }) => id);
    expect(foundIn(COUNT, (world) => membersThat(longest(world), { hasty: hasty(world) }))).toEqual([]);
  });

  it("agree beside members that hold none, and wait for all READYs before they relay", () => {
    const older = ({ group: { ids } }: SequenceWorld) => ids.filter((id) => id % 2 === 0);
    expect(foundIn(COUNT, (world) => membersThat(longest(world), { older: older(world) }))).toEqual([]);
  });

  it("do not where it never ends: a silent general holds up the start", () => {
    const found = foundIn(COUNT, () => membersThat(Number.POSITIVE_INFINITY));
    expect(found.length).toBeGreaterThan(0);
  });
});

it.each([1, 5, 9, 50])(
  "nobody waits for a hold: over links of %i ms all decide as soon as without it",
  (delayMs) => {
    const quiet = { ...drawSequence(0, 3), traitors: [], harms: [], lyingWords: false, jitterMs: 0, delayMs };
    for (const [n, m] of [
      [4, 1],
      [7, 2],
    ] as const) {
      const ids = Array.from({ length: n }, (_, at) => at + 1);
      const group = { ...ORAL, ids, m };
      const world = { ...quiet, group, roundTimeoutMs: 2000, startTimeoutMs: 10_000, everyMs: 20_000 };
      const endsOf = (holdMs: number | undefined) =>
        playSequence(world, membersThat(holdMs ?? 0, holdMs === undefined ? { older: ids } : {})).answers;
      expect(endsOf(20)).toEqual(endsOf(undefined));
    }
  },
);

describe("a lieutenant that relayed an order and never started", () => {
  const world: SequenceWorld = {
    group: ORAL,
    agreements: Array.from({ length: 4 }, () => ({ general: 1, order: "attack" })),
    traitors: [{ id: 1, strategy: "flip" }],
    ...{ seed: 1, roundTimeoutMs: 100, startTimeoutMs: 1000, delayMs: 5, jitterMs: 0, everyMs: 700 },
    harms: [
      { kind: "miss", node: 3, agreement: 0 },
      { kind: "miss", node: 4, agreement: 0 },
    ],
  };

  it("takes part in that instance with the others, by its next call", () => {
    const played = playSequence(world, membersThat(1, { hasty: [1] }));
    const own = played.answers.filter(({ node }) => node === 2);
    expect(own.map(({ outcome: { kind, instance } }) => `${kind} ${instance}`)).toEqual([
      ...["stopped 0", "decided 0", "decided 1", "decided 2"],
    ]);
    expect(judgeSequence(world, played).flatMap(({ broken }) => broken)).toEqual([]);
  });
});
