/** What holds a watched node's reports back, on a clock of the test's own. */
import { expect, it } from "vitest";
import { Brake } from "../../src/node/brake.js";

function held(isGated: boolean) {
  const brake = new Brake({ slowMs: 300, isGated }, [2, 3, 4], () => undefined);
  const left: string[] = [];
  const delays: number[] = [];
  const later = (delayMs: number, send: () => void) => {
    delays.push(delayMs);
    send();
  };
  const hold = (round: number, to: number) =>
    brake.hold(round, to, () => left.push(`round ${round} to ${to}`), later);
  return { brake, hold, left, delays };
}

it("lets reports leave one after the other, over its time", () => {
  const { hold, delays } = held(false);
  for (const to of [2, 3, 4]) hold(0, to);
  expect(delays).toEqual([100, 200, 300]);
});

it("keeps those of a round until it is let go, and not those before it", () => {
  const { brake, hold, left } = held(true);
  hold(0, 2);
  hold(0, 3);
  expect(left).toEqual([]);
  brake.hear({ say: "go", round: 0 });
  expect(left).toEqual(["round 0 to 2", "round 0 to 3"]);
  hold(1, 2);
  hold(0, 4);
  expect(left.slice(2)).toEqual(["round 0 to 4"]);
  brake.hear({ say: "go", round: 2 });
  hold(2, 2);
  expect(left.slice(3)).toEqual(["round 1 to 2", "round 2 to 2"]);
});

it("is cut off, and joined again", () => {
  const { brake } = held(false);
  brake.hear({ say: "cut", isCut: true });
  expect(brake.isCut).toBe(true);
  brake.hear({ say: "cut", isCut: false });
  expect(brake.isCut).toBe(false);
});
