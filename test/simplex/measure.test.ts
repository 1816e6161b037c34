/** Groups over links between regions, with traitors: all commands come out everywhere, and what it costs is counted. */
import { describe, expect, it } from "vitest";
import { type LogWorld, measureLog, oneWayMs, REGIONS } from "../../src/sim/log/measure.js";
import type { LogStrategy } from "../../src/sim/log/traitors.js";

function measured(traitors: readonly (readonly [number, LogStrategy])[], more: Partial<LogWorld> = {}) {
  const world = { n: 4, commands: 20, links: "regions", deltaMs: 500, traitors: new Map(traitors) } as const;
  return measureLog({ ...world, ...more });
}

describe("a log over links between regions", () => {
  it("is final after three ways to a quorum, with two signatures a member and block", () => {
    const { final, violations, finalityMs, signedPerBlock, verifiedPerBlock, views, blocks } = measured([]);
    expect({ final, violations, signedPerBlock }).toEqual({ final: 20, violations: [], signedPerBlock: 2 });
    expect(verifiedPerBlock).toBeLessThanOrEqual(7);
    expect(views - blocks).toBeLessThanOrEqual(1);
    const longest = Math.max(...[1, 2, 3, 4].flatMap((a) => [1, 2, 3, 4].map((b) => oneWayMs(a, b))));
    expect(finalityMs?.p50).toBeLessThan(4 * longest);
  });

  it.each([
    ["a silent one", [[2, "silent"]], {}],
    ["one that signs two blocks", [[1, "split"]], {}],
    ["one that gives up every view", [[3, "nullify"]], {}],
    ["one that votes for every block, and against each view", [[2, "agree"]], {}],
    ["one that says again what was said", [[2, "replay"]], {}],
    [
      "four of thirteen",
      [
        [1, "split"],
        [5, "nullify"],
        [8, "silent"],
        [13, "split"],
      ],
      { n: 13, commands: 5 },
    ],
  ] as const)("comes out everywhere beside %s", (_name, traitors, more) => {
    const commands = "commands" in more ? more.commands : 20;
    expect(measured(traitors, more)).toMatchObject({ final: commands, violations: [] });
  });

  it("beside two traitors of four need not, and says so", () => {
    const { final } = measured([
      [1, "silent"],
      [2, "silent"],
    ]);
    expect(final).toBe(0);
  });

  it("has a table of round trips that is whole", () => {
    for (const [a] of REGIONS.entries()) {
      for (const [b] of REGIONS.entries()) {
        expect(oneWayMs(a + 1, b + 1)).toBe(oneWayMs(b + 1, a + 1));
        expect(oneWayMs(a + 1, b + 1) === 1).toBe(a === b);
      }
    }
  });
});
