/** What who looks on is told, and when a finalization is passed on (passing.ts, standstill.ts). */
import { expect, it } from "vitest";
import { Alone, blockOf, certificateOf, hashed, optionsOf, proposalOf } from "./alone.js";
import { DELTA, TIMING } from "./worlds.js";

const LEARNER = 9;
const finalization = certificateOf("finalize", 1, hashed(blockOf(1)));
const told = { kind: "certificate", certificate: finalization } as const;

function member(more: Parameters<typeof optionsOf>[1] = {}): Alone {
  return new Alone(optionsOf(4, { learners: () => [LEARNER], ...more })).until(0);
}

it("who looks on is told what is final once it is, and again at each standstill, and nothing else", () => {
  const one = member().certificate(finalization).until(DELTA);
  expect(one.sentTo(LEARNER)).toEqual([told]);
  one.submit("something").until(2 * TIMING.heartbeatMs);
  expect(one.sentTo(2).some(({ kind }) => kind === "commands")).toBe(true);
  const again = one.sentTo(LEARNER).slice(1);
  expect(again.length).toBeGreaterThan(0);
  expect(again).toEqual(again.map(() => told));
});

it.each([
  [false, []],
  [true, [told]],
] as const)("a finalization that ends the epoch goes at once: %s", (ends, sent) => {
  const one = member({ seals: () => ends })
    .hear(1, proposalOf(blockOf(1)))
    .until(1);
  const { length } = one.sentTo(2);
  expect(one.certificate(finalization).machine.isClosed).toBe(ends);
  expect(one.sentTo(2).slice(length)).toEqual(sent);
});
