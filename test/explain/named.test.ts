/** Values in the place of their digests: a value's text is text, whatever signs it holds. */
import { expect, it } from "vitest";
import { named } from "../../src/recording/named.js";
import type { Recording, RunLine } from "../../src/recording/recording.js";

it("a vector's entries read as their values and not as texts of them, also where these hold what replaces something elsewhere", () => {
  const [one, other] = ["1".repeat(64), "2".repeat(64)] as const;
  const run: RunLine = {
    ...{ type: "run", version: 1, protocol: "vector", nodes: [1, 2], n: 2, m: 0, general: 1 },
    ...{ order: one, orders: [one, other], default: other, traitors: [] },
    contents: { [one]: '"$& $1 $$"', [other]: '{"seven":7}' },
  };
  const order = JSON.stringify({ 1: one, 2: other });
  const recording: Recording = {
    run,
    reports: [],
    faults: [],
    decisions: [{ type: "decision", at: 0, node: 1, order }],
  };
  expect(JSON.parse(named(recording).decisions[0]!.order)).toEqual({ 1: "$& $1 $$", 2: { seven: 7 } });
});
