/**
 * The owner's duties on virtual time: what a machine keeps outlives its process, nothing is sent before it is kept, and a
 * machine that sends what it did not keep contradicts itself after a crash, which is seen.
 */
import { describe, expect, it } from "vitest";
import { type Entry, type Input, join, NOTHING, type Step } from "../../src/core/machine.js";
import { type Death, Process } from "../../src/sim/process.js";
import { type Vote, Voter } from "./voter.js";

/** The bug that the order of duties is there for. */
class Forgetful extends Voter {
  override step(input: Input<Vote>): Step<Vote, string, never> {
    return { ...super.step(input), keep: [] };
  }
}

/** All that left a process which is asked for "a", dies in the midst of a duty, and is asked for "b" in its next life. */
function votesAround(death: Death, open = (kept: readonly Entry[]) => new Voter(kept)): string[] {
  const left: string[] = [];
  const duties = { send: ({ message }: { message: Vote }) => left.push(message.vote), told: () => undefined };
  const process = new Process<Vote, string, never>(open, duties);
  process.start(0);
  process.input({ kind: "propose", value: "a" }, 1, () => death);
  process.start(2);
  process.input({ kind: "propose", value: "b" }, 3);
  process.die();
  process.start(4);
  process.input({ kind: "propose", value: "c" }, 5);
  return left;
}

describe("a process that dies", () => {
  it("half way through writing, or before the sync, has sent nothing and lost the vote", () => {
    expect(votesAround({ written: 0 })).toEqual(["b", "b"]);
    expect(votesAround("sync")).toEqual(["b", "b"]);
  });

  it("after the sync has sent nothing, and stands by the vote in its next life", () => {
    expect(votesAround("send")).toEqual(["a", "a"]);
  });

  it("planted: without keeping, it tells two votes", () => {
    const told = new Set(votesAround("send", (kept) => new Forgetful(kept)));
    expect(told).toEqual(new Set(["b", "c"]));
  });

  it("takes no input before it has been started again", () => {
    const process = new Process<Vote, string, never>((kept) => new Voter(kept), {
      ...{ send: () => undefined, told: () => undefined },
    });
    process.start(0);
    process.die();
    expect(() => process.input({ kind: "tick" }, 1)).toThrow(/not there/);
  });
});

describe("machines of machines", () => {
  const step: Step<Vote, string, never> = join(
    { keep: [{ vote: "a" }], send: [{ to: [2, 3], message: { vote: "a" }, notBeforeMs: 7 }] },
    { out: ["a"] },
    { out: ["b"] },
  );

  it("join keeps the order of steps in each part", () => {
    expect(join(step, { out: ["c"] }).out).toEqual(["a", "b", "c"]);
    expect(join()).toEqual(NOTHING);
  });
});
