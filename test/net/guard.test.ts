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
