/**
 * Sequences of agreements of members that hold their READYs back: as long as a round bears, beside generals that order before
 * anybody is ready, and beside members of a build that knows nothing of it.
 */
import { describe, expect, it } from "vitest";
import type { Group, NodeId } from "../../../src/core/group.js";
import { type Arrival, Lockstep, type LockstepSeat } from "../../../src/core/lockstep.js";
import type { Report } from "../../../src/core/protocol.js";
import { Relayed } from "../../../src/core/relayed.js";
import { Rounds, type Schedule } from "../../../src/core/rounds.js";
import { protocolOf } from "../../../src/protocols/index.js";
import { Dice } from "../../../src/sim/dice.js";
import type { Around, Frame } from "../../../src/sim/sequence/around.js";
import { judgeSequence } from "../../../src/sim/sequence/judge.js";
import { SimulatedMember } from "../../../src/sim/sequence/member.js";
import { playSequence } from "../../../src/sim/sequence/play.js";
import type { Harm, SequenceWorld } from "../../../src/sim/sequence/world.js";
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

type Said = Extract<Frame, { kind: "said" }>;

/** Of how many instances it says READY before it orders: as many as fill what a member keeps of a peer. */
const AHEAD = [1, 2, 3, 4];

/** A general that orders with each READY, another order whenever he begins; first he says that he is ready for what is to come. */
class Fickle extends SimulatedMember {
  constructor(world: SequenceWorld, id: NodeId, around: Around) {
    const dice = new Dice(world.seed + id);
    const carry: Around["carry"] = (to, frame, now) => {
      if (frame.kind !== "said" || frame.said.kind !== "ready" || frame.general !== id)
        return around.carry(to, frame, now);
      for (const more of AHEAD) around.carry(to, { ...frame, instance: frame.instance + more }, now);
      around.carry(to, frame, now);
      around.carry(to, { ...frame, said: orderOf(world, frame, dice) }, now);
    };
    super(world, id, world.traitors.some((one) => one.id === id) ? { ...around, carry } : around);
  }
}

function orderOf({ group }: SequenceWorld, { general }: Said, dice: Dice): Said["said"] {
  const relays = [{ path: [general], order: dice.pick(group.orders) }];
  const report = protocolOf(group).reportOf({ ...group, general }, 0, general, relays);
  return { kind: "report", round: 0, report, faults: [] };
}

/** A planted bug: who begins an instance anew does not know what it relayed there. */
class Forgetful extends Fickle {
  protected override makeRelayed() {
    return new (class extends Relayed<never> {
      override keep(): void {}
    })();
  }
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

/** All agreements under a traitor, and every other one without a start: too few loyal members ask for it. */
function startless(seed: number): SequenceWorld | null {
  const world = drawSequence(seed, 6);
  const { group, traitors, harms } = world;
  const [traitor] = traitors;
  if (!traitor || (group.protocol !== "om" && group.protocol !== "king")) return null;
  const dice = new Dice(seed);
  const loyal = group.ids.filter((id) => traitors.every((one) => one.id !== id));
  const misses = world.agreements.flatMap((_, agreement): Harm[] => {
    if (agreement % 2 === 1) return [];
    const asking = dice.some(loyal, group.ids.length - 2 * group.m - 1);
    return loyal.filter((id) => !asking.includes(id)).map((node) => ({ kind: "miss", node, agreement }));
  });
  const agreements = world.agreements.map((one) => ({ ...one, general: traitor.id }));
  return { ...world, agreements, harms: [...harms, ...misses] };
}

describe("members beside generals that order before anybody is ready, and otherwise when it is begun anew", () => {
  const worlds = Array.from({ length: 200 }, (_, seed) => startless(seed)).filter((world) => world !== null);
  const broken = (Members: typeof SimulatedMember) =>
    worlds.flatMap((world) =>
      judgeSequence(world, playSequence(world, Members)).flatMap((one) => one.broken),
    );

  it("agree", () => {
    expect(worlds.length).toBeGreaterThan(60);
    expect(broken(Fickle)).toEqual([]);
  });

  it("do not where they forget what they relayed", () => {
    expect(broken(Forgetful)).toContain("IC1 violated");
  });
});

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
