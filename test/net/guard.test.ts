/**
 * Who is taken for the cause where memory grows. A member whose program filled its own heap cut a peer that stood still
 * meanwhile, for good, as one that sends a message without end.
 */
import { expect, it } from "vitest";
import { type GuardStep, growthBytesFree, MemoryGuard } from "../../src/net/guard.js";
import { type Held, NativeMemory } from "../../src/net/memory.js";

const MB = 2 ** 20;
const isProved = () => true;

/** What a guard does about peer 4, who says nothing, as the process comes to hold this; peers 2 and 3 answer. */
function stepsFor(course: readonly Held[]): GuardStep["do"][] {
  const left = [...course];
  const memory = new NativeMemory(() => left.shift() as Held);
  const guard = new MemoryGuard([2, 3, 4], memory.bytes(), growthBytesFree);
  const steps: GuardStep[] = [];
  while (left.length > 0) {
    for (const step of guard.look(memory.bytes(), isProved)) {
      steps.push(step);
      if (step.do === "cut") guard.forget(step.peer);
    }
    guard.heard(2);
    guard.heard(3);
  }
  return steps.filter(({ peer }) => peer === 4).map((step) => step.do);
}

const held = (rss: number, heapTotal: number, external = 0): Held => ({
  rss: rss * MB,
  heapTotal: heapTotal * MB,
  external: external * MB,
});
const times = Array.from({ length: 12 }, (_, at) => at);

it("nobody, where the program fills its heap or makes buffers, and lets go of them", () => {
  expect(stepsFor(times.map((at) => held(80 + 90 * at, 20 + 90 * at)))).toEqual([]);
  expect(stepsFor(times.map((at) => held(80 + 90 * at, 20, 90 * at)))).toEqual([]);
  // a heap that has shrunk may stay with the process
  expect(stepsFor([held(80, 20), held(800, 740), held(700, 50), held(690, 45), held(690, 45)])).toEqual([]);
});

it("who says nothing while something else grows: dropped, and in the end cut", () => {
  const steps = stepsFor(times.map((at) => held(80 + 90 * at, 20)));
  expect(steps.filter((step) => step !== "ask")).toEqual(["redial", "redial", "cut"]);
});

it("nobody, until more than 64 MiB have come on top of what the process held", () => {
  const guard = new MemoryGuard([4], 80 * MB, growthBytesFree);
  expect(guard.look((80 + 64) * MB, isProved)).toEqual([]);
  expect(guard.look((80 + 64) * MB + 1, isProved)).toEqual([{ do: "ask", peer: 4 }]);
});

/** Peers 2 and 4 say nothing unless told so, while each look finds 90 MiB more than the one before. */
function growing() {
  const guard = new MemoryGuard([2, 4], 0, growthBytesFree);
  let bytes = 0;
  return {
    guard,
    look: (proved: (peer: number) => boolean = isProved) => guard.look((bytes += 90 * MB), proved),
    /** A question, what is said meanwhile, and what comes of it for peer 4. */
    ask(meanwhile = () => {}, proved: (peer: number) => boolean = isProved) {
      expect(this.look(proved)).toEqual([2, 4].map((peer) => ({ do: "ask", peer })));
      meanwhile();
      const steps = this.look(proved);
      bytes += 90 * MB; // past the mark that this look has set
      return steps.find(({ peer }) => peer === 4)?.do;
    },
  };
}

it("who has answered is neither dropped nor cut, and what it left unanswered before is forgotten", () => {
  const { guard, ...of } = growing();
  expect([of.ask(), of.ask()]).toEqual(["redial", "redial"]);
  expect(of.ask(() => guard.heard(4))).toBeUndefined();
  expect([of.ask(), of.ask(), of.ask()]).toEqual(["redial", "redial", "cut"]);
});

it("who has never been heard is dialled again and never cut", () => {
  const of = growing();
  const isTwo = (peer: number) => peer === 2;
  expect([1, 2, 3, 4].map(() => of.ask(undefined, isTwo))).toEqual(Array(4).fill("redial"));
});

it("nobody is asked again until 64 MiB have come on top of the most that was held", () => {
  const guard = new MemoryGuard([4], 0, 64 * MB);
  const asks = (mebibytes: number) => guard.look(mebibytes * MB, isProved).length > 0;
  expect([65, 200].map(asks)).toEqual([true, true]); // the second one is dropped by
  expect([200, 100, 264, 265].map(asks)).toEqual([false, false, false, true]);
  asks(100); // what was freed stays with the process, and is used first
  expect([264 + 64, 264 + 65].map(asks)).toEqual([false, true]);
});

it("who is no peer any more is not dropped, and one that is new begins without a strike", () => {
  const { guard, ...of } = growing();
  expect([of.ask(), of.ask()]).toEqual(["redial", "redial"]);
  expect(of.ask(() => guard.forget(4))).toBeUndefined();
  expect(of.look()).toEqual([{ do: "ask", peer: 2 }]);
  expect(of.look()).toEqual([{ do: "cut", peer: 2 }]);
  guard.remember(4);
  expect([of.ask(), of.ask(), of.ask()]).toEqual(["redial", "redial", "cut"]);
});
