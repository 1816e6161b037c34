/**
 * Sequences of agreements of one group, with members that miss some, ask late, are started again or stand still. What was
 * wrong once: a member that had missed one agreement was not waited for in the next, so that it missed that one, too, and
 * so on for ever, and with it m was used up without a traitor; a general came back and was not obeyed. Siblings looked for:
 * the same after a restart, after a stall, for lieutenants, beside a traitor, with more than m away at a time; a new process
 * that takes a second part in what its former one had begun; one that is told of an agreement just before it is over; the
 * same with several agreements in flight.
 */
import { describe, expect, it } from "vitest";
import { Sequence, type SequencePlan } from "../../../src/core/sequence.js";
import { judgeSequence } from "../../../src/sim/sequence/judge.js";
import { SimulatedMember } from "../../../src/sim/sequence/member.js";
import { playSequence } from "../../../src/sim/sequence/play.js";
import type { Harm, SequenceWorld } from "../../../src/sim/sequence/world.js";
import { drawSequence } from "./draw.js";
import { OldMember } from "./old-rule.js";
import { untoldIn } from "./untold.js";

const AGREEMENTS = 6;

function brokenIn(sequence: SequenceWorld, Member = SimulatedMember): string[] {
  const played = playSequence(sequence, Member);
  return [...judgeSequence(sequence, played).flatMap(({ broken }) => broken), ...untoldIn(sequence, played)];
}

/** Four members, general 1 orders attack against the default, and all ask at the same time. */
function world(harms: readonly Harm[], more: Partial<SequenceWorld> = {}): SequenceWorld {
  return {
    group: {
      ...{ protocol: "om", ids: [1, 2, 3, 4], general: 1, m: 1 },
      ...{ orders: ["retreat", "attack"], defaultOrder: "retreat" },
    },
    agreements: Array.from({ length: AGREEMENTS }, () => ({ general: 1, order: "attack" })),
    traitors: [],
    ...{ seed: 1, roundTimeoutMs: 100, startTimeoutMs: 1000, delayMs: 5, jitterMs: 0, everyMs: 700, harms },
    ...more,
  };
}

/** A planted bug: who says anything of an instance counts as past the one before, though both may be under way. */
class NarrowMember extends SimulatedMember {
  protected override makeSequence(plan: SequencePlan): Sequence {
    return new Sequence({ ...plan, inFlight: 1 });
  }
}

/** Its program asks an eighth of a round after the others', and is in time. */
function aBitLater(node: number): Harm[] {
  return Array.from({ length: AGREEMENTS }, (_, agreement) => ({ kind: "late", node, agreement, ms: 12 }));
}

describe("a campaign of sequences", () => {
  it("finds nothing in 400 of them", () => {
    const found = Array.from({ length: 400 }, (_, seed) => brokenIn(drawSequence(seed, AGREEMENTS)));
    expect(found.flatMap((broken, seed) => broken.map((what) => `${seed}: ${what}`))).toEqual([]);
  });

  it("with rounds that do not wait for who was silent before, finds it with and without traitors", () => {
    const found = Array.from({ length: 250 }, (_, seed) => {
      const drawn = drawSequence(seed, AGREEMENTS);
      return { hasTraitors: drawn.traitors.length > 0, broken: brokenIn(drawn, OldMember).join() };
    });
    expect(found.filter(({ broken }) => broken.includes("violated")).length).toBeGreaterThan(1);
    for (const hasTraitors of [false, true]) {
      const broken = found.filter((one) => one.hasTraitors === hasTraitors && one.broken !== "");
      expect(broken.length).toBeGreaterThan(0);
    }
  });
});

describe("a campaign of sequences with several in flight", () => {
  it("finds nothing in 60 of them, whatever their number", () => {
    const found = [2, 3, 5].flatMap((inFlight) =>
      Array.from({ length: 20 }, (_, seed) => {
        const broken = brokenIn(drawSequence(seed, 4, inFlight));
        return broken.map((what) => `${inFlight} in flight, ${seed}: ${what}`);
      }),
    );
    expect(found.flat()).toEqual([]);
  });

  it("with members that take each instance for the only one under way, finds it", () => {
    const broken = Array.from({ length: 6 }, (_, seed) => brokenIn(drawSequence(seed, 3, 4), NarrowMember));
    expect(broken.flat().length).toBeGreaterThan(0);
  });
});

describe("a general that missed one agreement", () => {
  const missed = world([{ kind: "miss", node: 1, agreement: 1 }, ...aBitLater(1)]);

  it("is obeyed from the next one on", () => {
    expect(brokenIn(missed)).toEqual([]);
  });

  it("is not, where a round does not wait for who was silent before: without any traitor", () => {
    const broken = brokenIn(missed, OldMember);
    expect(broken).toContain("IC2 violated");
    expect(broken).toContain("node 1 is in time, and was told: late");
  });
});

describe("a lieutenant that missed one agreement, beside as many traitors as are tolerated", () => {
  const missed = world([{ kind: "miss", node: 2, agreement: 1 }, ...aBitLater(2)], {
    group: { ...world([]).group, ids: [1, 2, 3, 4, 5, 6, 7], m: 2 },
    traitors: [
      { id: 6, strategy: "random" },
      { id: 7, strategy: "random" },
    ],
    everyMs: 900,
  });

  it("decides with the others", () => {
    expect(brokenIn(missed)).toEqual([]);
  });

  it("does not, where a round does not wait for who was silent before: IC1 and IC2 break", () => {
    const broken = brokenIn(missed, OldMember);
    expect(broken).toContain("IC1 violated");
    expect(broken).toContain("IC2 violated");
  });
});

describe("a process that is started again", () => {
  const restarted = (fromMs: number, toMs: number) => world([{ kind: "down", node: 1, fromMs, toMs }]);

  it("takes no second part in what its former one had begun, and is told of what is just over", () => {
    // at each moment of an agreement that its death holds open
    for (let fromMs = 700; fromMs < 730; fromMs++)
      for (const toMs of [fromMs + 1, fromMs + 9, 880, 890, 895, 900, 905, 995, 1000])
        expect({ fromMs, toMs, broken: brokenIn(restarted(fromMs, toMs)) }).toEqual({
          fromMs,
          toMs,
          broken: [],
        });
  });
});
