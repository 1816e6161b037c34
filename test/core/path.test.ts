/** The order of paths, by which a reader knows without names that nothing is told twice. */
import { describe, expect, it } from "vitest";
import { isBefore, pathFault, pathsOf } from "../../src/core/path.js";
import { readRecording } from "../../src/recording/read.js";

const GROUP = {
  protocol: "om",
  ids: [1, 2, 3, 4, 5, 6, 7],
  general: 3,
  m: 3,
  orders: ["retreat", "attack"],
  defaultOrder: "retreat",
} as const;

describe("canonical path order", () => {
  it("is that of all that one node tells in a round", () => {
    for (const round of [1, 2, 3]) {
      const paths = pathsOf(GROUP, round, 5);
      for (const [at, path] of paths.entries())
        expect(paths.map((other) => isBefore(path, other))).toEqual(paths.map((_, other) => at < other));
    }
  });

  it("what cannot be told is named, and all that can is not", () => {
    expect(pathsOf(GROUP, 3, 5).flatMap((path) => pathFault(GROUP, 3, 5, path) ?? [])).toEqual([]);
    expect(pathFault(GROUP, 2, 5, [3, 5, 5])).toBe("path 3.5.5 names a node twice");
    expect(pathFault(GROUP, 2, 5, [3, 3, 5])).toBe("path 3.3.5 names a node twice");
    expect(pathFault(GROUP, 2, 5, [3, 8, 5])).toBe("path 3.8.5 names node 8, which is not in the group");
  });
});

describe("a path that is told twice", () => {
  const run = { type: "run", version: 1, protocol: "om", nodes: [1, 2, 3, 4, 5, 6, 7], m: 2, general: 1 };
  const head = { ...run, order: "attack", orders: ["retreat", "attack"], default: "retreat", traitors: [] };
  const read = (hops: readonly number[]) => {
    const relays = hops.map((hop) => ({ path: [1, hop, 5], order: "attack" }));
    const report = { type: "report", at: 1, round: 2, from: 5, to: 4, relays };
    return readRecording(`${JSON.stringify(head)}\n${JSON.stringify(report)}\n`);
  };

  it.each([
    [[2, 2]],
    [[2, 3, 2]],
    [[3, 2, 3]],
    [[4, 3, 2, 4]],
    [[2, 3, 4, 6, 3]],
    [[6, 2, 3, 4, 2]],
    [[4, 2, 6, 6]],
  ])("is refused wherever it stands: by %j", (hops) => {
    expect(() => read(hops)).toThrow(/path 1\.\d\.5 is told twice/);
  });

  it("is none where each comes once, in whatever order", () => {
    for (const hops of [
      [2, 3, 4],
      [4, 3, 2],
      [3, 6, 2, 4],
    ])
      expect(read(hops).reports[0]?.relays?.map(({ path }) => path[1])).toEqual(hops);
  });
});
