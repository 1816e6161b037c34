/**
 * What a format has no room for is refused with ways that lead on. One round of a run of many was told to draw one round, and a tree
 * too large for every format to choose another format.
 */
import { describe, expect, it } from "vitest";
import { parsePath } from "../../src/explain/sentence.js";
import type { Format } from "../../src/pictures/formats.js";
import { picture } from "../../src/pictures/pictures.js";
import { run } from "./runs.js";

function fixOf(attempt: () => unknown): string | undefined {
  try {
    attempt();
  } catch (error) {
    return /\n {2}fix: (.*)$/.exec((error as Error).message)?.[1];
  }
  return undefined;
}

describe("trees", () => {
  const LARGE = run("om", 11);
  it.each([
    ["tikz", undefined, "draw it down to round 2 with --round 2, as svg or as dot"],
    ["tikz", 9, "choose one from 0 to 3"],
  ] as const)("as %s down to round %s", (format, round, fix) => {
    const drawn = (at?: number) =>
      picture(LARGE, format, { node: 4, ...(at !== undefined && { round: at }) });
    expect(fixOf(() => drawn(round))).toBe(fix);
    expect(fixOf(() => drawn(2))).toBeUndefined();
    for (const one of ["svg", "dot"] as const)
      expect(fixOf(() => picture(LARGE, one, { node: 4 }))).toBeUndefined();
  });

  it("that no format draws: by fewer rounds alone", () => {
    const nodes = Array.from({ length: 13 }, (_, index) => index + 1);
    const larger = { ...LARGE, run: { ...LARGE.run, nodes, n: 13, m: 4 } };
    for (const format of ["svg", "png", "dot"] as const) {
      const round = format === "png" ? 2 : 3;
      expect(fixOf(() => picture(larger, format, { node: 4 }))).toBe(
        `draw it down to round ${round} with --round ${round}`,
      );
    }
    expect(fixOf(() => picture(larger, "png", { node: 4, round: 3 }))).toBe(
      "draw it down to round 2 with --round 2, as svg or as dot",
    );
  });
});

describe("rounds", () => {
  const LARGE = run("king", 26);
  const ALL = "all of it as perfetto";
  it.each(["svg", "png", "mermaid", "shiviz"] satisfies Format[])("as %s", (format) => {
    const fix = (limits: object) => fixOf(() => picture(LARGE, format, limits));
    expect(fix({})).toBe(`draw one round of it with --round, one node with --node or ${ALL}`);
    // of the round's 650 reports all others draw all
    expect(fix({ round: 1 })).toBe(format === "png" ? `draw one node with --node or ${ALL}` : undefined);
    expect(fix({ round: 1, node: 4 })).toBeUndefined();
  });

  it("perfetto takes any number", () => {
    expect(fixOf(() => picture(LARGE, "perfetto"))).toBeUndefined();
  });
});

it("with m = 0 there is one path and one round", () => {
  const small = run("om", 3);
  const path = fixOf(() => parsePath(small, "1.3"));
  expect(path).toBe("write the general alone, 1");
  expect(fixOf(() => picture(small, "svg", { node: 2, round: 1 }))).toBe("there is round 0 alone");
});
