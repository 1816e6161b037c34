/** What is lit in two pictures beside each other is what the list of their differences names. */
import { expect, it } from "vitest";
import { compareTrees } from "../../src/page/model/compare.js";
import { apartIn, flatten, indexOf } from "../../src/page/model/flat.js";
import { simulatedRun } from "../../src/page/model/runs.js";
import { COURSE } from "../../src/page/model/setup.js";
import { soundSetup } from "../../src/page/model/sound.js";

it.each([
  [7, 2],
  [10, 3],
])("%i nodes, m = %i", (n, m) => {
  const traitors = [
    { id: 2, strategy: "split" },
    { id: 3, strategy: "random" },
  ] as const;
  const { facts } = simulatedRun(soundSetup({ ...COURSE, n, m, traitors }));
  const [a, b] = [facts.trees.get(4), facts.trees.get(5)];
  if (!a || !b) throw new Error("there are no trees");
  const lit = apartIn(flatten(a), flatten(b));
  const named = compareTrees(a, b).rows.flatMap((row) =>
    row.kind === "cell" && (row.isToldApart || row.isFoldedApart) ? [row.path] : [],
  );
  expect(named.length).toBeGreaterThan(5);
  expect(lit.flatMap((cells) => [...cells]).filter((one) => one === 1)).toHaveLength(named.length);
  for (const path of named) expect(lit[path.length - 1]?.[indexOf(a.group, path)]).toBe(1);
});
