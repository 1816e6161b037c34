/**
 * `npm run soak:mistakes -- --count N --seed S`: of every protocol N drawn nodes with two mistakes, and N with such as have no name. Each
 * must fail its trial, and none may be given the name of a mistake that it does not make. Those that behave like a right one, since what
 * they do shows nowhere, are none of the N.
 */
import { parseArgs } from "node:util";
import { PROTOCOLS } from "../../../src/protocols/names.js";
import { Dice } from "../../../src/sim/dice.js";
import { drawnPair, drawnUnknown } from "./mixed.js";
import { madeOf } from "./tried.js";

const { values } = parseArgs({
  options: { count: { type: "string", default: "200" }, seed: { type: "string", default: "1" } },
});
const count = Number(values.count);
/** Where so many times as many are like a right one, the draw is of no use. */
const DRAWN_MAX = 4;
let isSound = true;

for (const [number, protocol] of PROTOCOLS.entries())
  for (const [what, drawn] of [
    ["with two mistakes", drawnPair],
    ["with others", drawnUnknown],
  ] as const) {
    const dice = new Dice(Number(values.seed), number, what.length);
    const all = new Map<string, number>();
    let left = count;
    for (let one = 0; left > 0 && one < DRAWN_MAX * count; one++) {
      const { name, make } = drawn(protocol, dice);
      const made = await madeOf(protocol, make, dice.between(1, 4));
      const outcome = made.is === "failed" ? (made.as === null ? "failed" : "failed and named") : made.is;
      all.set(outcome, (all.get(outcome) ?? 0) + 1);
      if (made.is !== "like a right one") left--;
      if (made.is !== "passed" && made.is !== "wrongly named") continue;
      isSound = false;
      process.stdout.write(`${protocol}: ${name}: ${made.is}${"as" in made ? `, ${made.as}` : ""}\n`);
    }
    isSound &&= left === 0;
    const counts = [...all].map(([outcome, times]) => `${times} ${outcome}`);
    process.stdout.write(`${protocol}, ${count - left} ${what}: ${counts.toSorted().join(", ")}\n`);
  }
process.exit(isSound ? 0 : 1);
