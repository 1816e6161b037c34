/**
 * `npm run soak:mistakes -- --count N --seed S`: of every protocol N drawn nodes with two mistakes, and N with such as have no name. Each
 * must fail its trial, unless it behaves like a right one, and none may be given the name of a mistake that it does not make.
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
let isSound = true;

for (const [number, protocol] of PROTOCOLS.entries())
  for (const [what, drawn] of [
    ["with two mistakes", drawnPair],
    ["with others", drawnUnknown],
  ] as const) {
    const dice = new Dice(Number(values.seed), number, what.length);
    const all = new Map<string, number>();
    for (let one = 0; one < count; one++) {
      const { name, make } = drawn(protocol, dice);
      const made = await madeOf(protocol, make, dice.between(1, 4));
      const outcome = made.is === "failed" ? (made.as === null ? "failed" : "failed and named") : made.is;
      all.set(outcome, (all.get(outcome) ?? 0) + 1);
      if (made.is !== "passed" && made.is !== "wrongly named") continue;
      isSound = false;
      process.stdout.write(`${protocol}: ${name}: ${made.is}${"as" in made ? `, ${made.as}` : ""}\n`);
    }
    const counts = [...all].map(([outcome, times]) => `${times} ${outcome}`);
    process.stdout.write(`${protocol}, ${count} ${what}: ${counts.toSorted().join(", ")}\n`);
  }
process.exit(isSound ? 0 : 1);
