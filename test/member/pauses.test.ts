/** A peer that is cut off again and again rests longer each time; one whose link has lasted begins anew. */
import { expect, it } from "vitest";
import { Pauses } from "../../src/member/pauses.js";

/** The pauses of a peer that is cut so long after each of its links was dialled. */
function pausesOf(...linkMs: readonly number[]): number[] {
  const pauses = new Pauses();
  let nowMs = 5;
  return linkMs.map((lastedMs) => {
    nowMs += lastedMs;
    const pauseMs = pauses.begin(7, nowMs);
    nowMs += pauseMs;
    return pauseMs;
  });
}

it("the pause doubles up to a minute for one that goes on", () => {
  expect(pausesOf(...Array.from({ length: 8 }, () => 100))).toEqual([
    ...[1000, 2000, 4000, 8000, 16_000, 32_000],
    ...[60_000, 60_000],
  ]);
});

it("begins with a second again for a link that has lasted for a minute, and for no shorter one", () => {
  expect(pausesOf(0, 59_999, 0, 60_000, 0)).toEqual([1000, 2000, 4000, 1000, 2000]);
});

it("a peer's pauses are its own", () => {
  const pauses = new Pauses();
  expect([1, 1, 2].map((peer) => pauses.begin(peer, 0))).toEqual([1000, 2000, 1000]);
});
